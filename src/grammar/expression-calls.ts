import { isPattern } from "./cel.ts";
import { didYouMean } from "./closest.ts";
import { readDuration } from "./duration.ts";
import { anySignatureOf, functionNames, otherNames, signatureOf } from "./expression-functions.ts";
import type { Node } from "./expression-node.ts";
import { type Fault, fault } from "./problem.ts";
import { readShare } from "./share.ts";

/** `item` is the name the loop around the call gives to what it goes through */
type Called = { name: string; on: boolean; args: Node[]; item: string | null };

export const operators: ReadonlySet<string> = new Set(
  ["&&", "||", "!", "==", "!=", "<", "<=", ">", ">=", "in"].concat([
    "+",
    "-",
    "*",
    "/",
    "%",
    "negative",
    "?:",
    "[]",
  ]),
);

/** What is wrong with a call, or null; without a length it means the function's name. */
export function faultOfCall(called: Called): Fault | null {
  const { name, on, args } = called;
  if (name === "[]") return faultOfIndex(args[1]);
  if (operators.has(name)) return null;
  const signature = signatureOf(name, { on });
  if (!signature) return unknownCall(called);
  const expected = signature.takes.length + (on ? 1 : 0);
  if (args.length !== expected)
    return wrong(`${name} is not written this way.`, `Write it as ${signature.example}.`);
  if (name === "matches") return faultOfPattern(args[1]);
  if (name === "change" || name === "at_start") return faultOfHistory(called, signature.example);
  return name === "within" ? faultOfShare(args[2], signature.example) : null;
}

function faultOfShare(share: Node | undefined, example: string): Fault | null {
  if (share?.is !== "value" || typeof share.value !== "string") return null;
  if (readShare(share.value) !== null) return null;
  const place = { offset: share.offset, length: share.length };
  const message = `within takes a number, or a share such as "10%".`;
  return fault("bad-expression", message, { ...place, fix: `Write it as ${example}.` });
}

function faultOfIndex(index: Node | undefined): Fault | null {
  if (index?.is === "value" && Number.isInteger(index.value) && Number(index.value) >= 0)
    return null;
  const named = index?.is === "value" && typeof index.value === "string";
  const fix = named ? `Write .${index.value}, as for a field.` : "Write [0] for the first.";
  const place = { offset: index?.offset ?? 0, length: index?.length ?? 0 };
  return fault("bad-expression", "[ ] takes a whole number from 0.", { ...place, fix });
}

function unknownCall({ name, on, args }: Called): Fault {
  if (name === "has") return wrong("has takes a field.", "Write has(customer.renewal_date).");
  if (name === "now" || name === "today") return wrong(`${name} has no ( ).`, `Write ${name}.`);
  if (on && loops.has(name)) {
    const example = `customer.orders.${name}(order, order.total > 100)`;
    return wrong(`${name} names an item and says something about it.`, `Write it as ${example}.`);
  }
  const other = anySignatureOf(name);
  const called = args[0]?.is === "path" ? args[0].path.join(".") : null;
  if (other && called !== null && other.on === null) {
    return wrong(`${name} stands before what it is about.`, `Write ${name}(${called}).`);
  }
  if (other) return wrong(`${name} is not written this way.`, `Write it as ${other.example}.`);
  const usual = otherNames.get(name.toLowerCase());
  const fix = usual === undefined ? didYouMean(name, functionNames) : `Did you mean "${usual}"?`;
  return fault("unknown-name", `There is no function "${name}".`, {
    fix: fix ?? `The functions are ${functionNames.join(", ")}.`,
  });
}

const loops = new Set(["all", "exists", "exists_one", "existsOne", "filter", "map"]);
const longestPattern = 100;

function faultOfPattern(pattern: Node | undefined): Fault | null {
  if (pattern?.is !== "value" || typeof pattern.value !== "string") {
    return wrong("matches takes a pattern in quotes.", 'Write it as customer.name.matches("^A").');
  }
  const place = { offset: pattern.offset, length: pattern.length };
  if (pattern.value.length > longestPattern) {
    const message = `A pattern has at most ${longestPattern} characters.`;
    return fault("bad-expression", message, { ...place, fix: "Use contains or startsWith." });
  }
  if (isPattern(pattern.value)) return null;
  return fault("bad-expression", "This pattern cannot be read.", {
    ...place,
    fix: "Use contains, startsWith or endsWith.",
  });
}

/** change and at_start read the past of a field, so they need its name and not its value. */
function faultOfHistory({ name, args, item }: Called, example: string): Fault | null {
  const [field, over] = args;
  const path = field && fieldNamed(field);
  if (!path || path[0] === item) {
    const place = { offset: field?.offset ?? 0, length: field?.length ?? 0 };
    return fault("bad-expression", `${name} takes a field.`, {
      ...place,
      fix: `Write it as ${example}.`,
    });
  }
  if (!over) return null;
  const place = { offset: over.offset, length: over.length };
  const length = over.is === "value" ? readDuration(String(over.value)) : null;
  if (length?.ok) return null;
  const [reason] = length?.faults ?? [];
  return fault("bad-duration", reason?.message ?? `${name} takes a length of time in quotes.`, {
    ...place,
    fix: `Write it as ${example}.`,
  });
}

/** The field meant by customer.health or "health". */
export function fieldNamed(node: Node): string[] | null {
  if (node.is === "path") return node.path;
  if (node.is !== "value" || typeof node.value !== "string") return null;
  if (!/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/.test(node.value)) return null;
  const path = node.value.split(".");
  return path[0] === "customer" ? path : ["customer", ...path];
}

function wrong(message: string, fix: string): Fault {
  return fault("bad-expression", message, { fix });
}
