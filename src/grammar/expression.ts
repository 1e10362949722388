import { parse } from "./cel.ts";
import { tooLarge, whyNot } from "./expression-hints.ts";
import { type Node, partsOf } from "./expression-node.ts";
import { type Program, programOf } from "./expression-program.ts";
import { nodeOf } from "./expression-reader.ts";
import { read, type Reading } from "./problem.ts";

/** A condition that was parsed and is within its limits. Only `source` is for showing. */
export type Expression = { source: string; node: Node; program: Program };

/** Reads CEL: `customer.health < 60 && has(customer.renewal_date)`. Names are checked elsewhere. */
export function readExpression(source: string): Reading<Expression> {
  const large = tooLarge(source);
  if (large) return { ok: false, faults: [large] };
  const parsed = parse(source);
  if ("stoppedAt" in parsed) return { ok: false, faults: [whyNot(source, parsed.stoppedAt)] };
  const { node, faults } = nodeOf(source, parsed.tree);
  if (faults.length > 0) return { ok: false, faults };
  return read({ source, node, program: programOf(parsed.tree.expr) });
}

/** Every name it reads, as ["customer", "health"]; now, today and the items of lists are not among them. */
export function pathsOf(e: Expression): string[][] {
  const found = new Map<string, string[]>();
  for (const path of pathsIn(e.node, null)) found.set(path.join("."), path);
  return [...found.values()];
}

function* pathsIn(node: Node, item: string | null): Generator<string[]> {
  if (node.is === "path") {
    const [root = ""] = node.path;
    if (root !== item && !clockNames.has(root)) yield node.path;
  }
  const field = node.is === "call" && asksHistory.has(node.name) ? node.args[0] : undefined;
  if (field?.is === "value")
    yield [
      "customer",
      ...String(field.value)
        .replace(/^customer\./, "")
        .split("."),
    ];
  for (const part of partsOf(node)) {
    const inside = node.is === "each" && part !== node.list ? node.item : item;
    yield* pathsIn(part, inside);
  }
}

/** Whether what is written may become true although nothing but the time has changed. */
export function dependsOnTime(text: string): boolean {
  const reading = readExpression(text);
  return reading.ok && isTimed(reading.value.node);
}

function isTimed(node: Node): boolean {
  if (node.is === "path" && clockNames.has(node.path[0] ?? "")) return true;
  if (node.is === "call" && timed.has(node.name)) return true;
  return [...partsOf(node)].some(isTimed);
}

const timed = new Set(["days_until", "days_since", "change"]);
const clockNames = new Set(["now", "today"]);
const asksHistory = new Set(["change", "at_start"]);
