import { type CelInput, type CelResult, plan } from "@bufbuild/cel";
import { type Call, type Comprehension, type Expr, nameOfCall } from "./cel.ts";
import { type Duration, readDuration } from "./duration.ts";
import { environment } from "./expression-environment.ts";

/**
 * A condition made ready for the library. What it reads has become slots that `evaluate` fills, so names are looked
 * up by our rules only; `names` says by the id of a node which field of a list's item it reads.
 */
export type Program = {
  slots: Slot[];
  names: ReadonlyMap<string, string>;
  run(values: Record<string, CelInput>): CelResult;
};

/** A `clause` is a part between && and ||: when it lacks something, all it lacks is named together. */
export type Slot =
  | { is: "value"; path: string[]; clause: number }
  | { is: "known"; path: string[] }
  | { is: "change"; path: string[]; over: Duration; clause: number }
  | { is: "start"; path: string[]; clause: number };

/** The name under which a slot's value is handed in; nobody can write it in a condition. */
export function slotName(index: number): string {
  return `@${index}`;
}

/** The slot that a node of the ready condition reads, or null for any other node. */
export function slotAt(program: Program, id: bigint | undefined): Slot | null {
  return program.slots[Number(id ?? 0) - firstSlot] ?? null;
}

// above every id the library gives in a text of 500 characters
const firstSlot = 1_000_000;

export function programOf(expr: Expr): Program {
  const writer: Writer = { slots: [], names: new Map(), clauses: 0 };
  const ready = rewrite(writer, { clause: 0, items: new Map() }, expr);
  return { slots: writer.slots, names: writer.names, run: plan(environment, ready) };
}

type Writer = { slots: Slot[]; names: Map<string, string>; clauses: number };
/** `items` are the names loops give, with the list each goes through */
type Here = { clause: number; items: ReadonlyMap<string, string> };

const logical = new Set(["&&", "||", "!", "?:"]);
const comparing = new Set(["==", "!=", "<", "<=", ">", ">="]);

function rewrite(writer: Writer, here: Here, expr: Expr): Expr {
  const path = pathOf(expr);
  const [root = ""] = path ?? [];
  if (path && !root.startsWith("@") && !here.items.has(root))
    return slotOf(writer, here, expr, path);
  const { exprKind } = expr;
  switch (exprKind.case) {
    case "constExpr": {
      const { constantKind } = exprKind.value;
      if (constantKind.case !== "int64Value") return expr;
      // numbers of customers are doubles, so all are: then 7 / 2 is 3.5 and nothing is mixed
      const value = { case: "doubleValue", value: Number(constantKind.value) } as const;
      return {
        ...expr,
        exprKind: { ...exprKind, value: { ...exprKind.value, constantKind: value } },
      };
    }
    case "selectExpr": {
      const { operand, testOnly } = exprKind.value;
      const known = testOnly && operand ? pathOf(operand) : null;
      if (known && !here.items.has(known[0] ?? "")) {
        return add(writer, expr, { is: "known", path: [...known, exprKind.value.field] });
      }
      writer.names.set(String(expr.id), nameOf(here, expr));
      const inside = operand && rewrite(writer, here, operand);
      return {
        ...expr,
        exprKind: { ...exprKind, value: { ...exprKind.value, ...(inside && { operand: inside }) } },
      };
    }
    case "listExpr": {
      const elements = exprKind.value.elements.map((it) => rewrite(writer, here, it));
      return { ...expr, exprKind: { ...exprKind, value: { ...exprKind.value, elements } } };
    }
    case "callExpr":
      return rewriteCall(writer, here, expr, exprKind.value);
    case "comprehensionExpr":
      return rewriteLoop(writer, here, expr, exprKind.value);
    case "identExpr":
    case "structExpr":
    case undefined:
      return expr;
  }
}

function rewriteCall(writer: Writer, here: Here, expr: Expr, call: Call): Expr {
  const name = nameOfCall(call.function);
  const [first, second] = call.args;
  if ((name === "change" || name === "at_start") && first) {
    const path = pathOf(first) ?? [
      "customer",
      ...textOf(first)
        .replace(/^customer\./, "")
        .split("."),
    ];
    const { clause } = here;
    if (name === "at_start") return add(writer, expr, { is: "start", path, clause });
    const over = readDuration(second ? textOf(second) : "");
    if (over.ok) return add(writer, expr, { is: "change", path, over: over.value, clause });
  }
  const inside = (arg: Expr) =>
    rewrite(writer, logical.has(name) ? { ...here, clause: (writer.clauses += 1) } : here, arg);
  const args = call.args.map(inside);
  if (comparing.has(name)) args.push(ident(expr, "@zone"));
  if (name === "days_until" || name === "days_since")
    args.push(ident(expr, "@today"), ident(expr, "@zone"));
  const target = call.target && inside(call.target);
  return {
    ...expr,
    exprKind: { case: "callExpr", value: { ...call, args, ...(target && { target }) } },
  };
}

function rewriteLoop(writer: Writer, here: Here, expr: Expr, loop: Comprehension): Expr {
  if (!loop.iterRange) return expr;
  const items = new Map(here.items).set(loop.iterVar, nameOf(here, loop.iterRange));
  const inside = (part: Expr | undefined) => part && rewrite(writer, { ...here, items }, part);
  const iterRange: Expr = {
    ...loop.iterRange,
    exprKind: {
      case: "callExpr",
      value: {
        $typeName: "cel.expr.Expr.Call",
        function: "@few",
        args: [rewrite(writer, here, loop.iterRange)],
      },
    },
  };
  const { accuInit, loopCondition, loopStep, result } = loop;
  const parts = {
    iterRange,
    accuInit: inside(accuInit),
    loopCondition: inside(loopCondition),
    loopStep: inside(loopStep),
    result: inside(result),
  };
  const given = Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
  return { ...expr, exprKind: { case: "comprehensionExpr", value: { ...loop, ...given } } };
}

function slotOf(writer: Writer, here: Here, expr: Expr, path: string[]): Expr {
  const [root] = path;
  if (path.length === 1 && (root === "now" || root === "today")) return ident(expr, `@${root}`);
  return add(writer, expr, { is: "value", path, clause: here.clause });
}

function add(writer: Writer, expr: Expr, slot: Slot): Expr {
  const index = writer.slots.push(slot) - 1;
  return ident({ ...expr, id: BigInt(firstSlot + index) }, slotName(index));
}

function ident({ id }: Pick<Expr, "id">, name: string): Expr {
  const value = { $typeName: "cel.expr.Expr.Ident", name } as const;
  return { $typeName: "cel.expr.Expr", id, exprKind: { case: "identExpr", value } };
}

function pathOf(expr: Expr): string[] | null {
  const { exprKind } = expr;
  if (exprKind.case === "identExpr") return [exprKind.value.name];
  if (exprKind.case !== "selectExpr" || exprKind.value.testOnly) return null;
  const before = exprKind.value.operand && pathOf(exprKind.value.operand);
  return before ? [...before, exprKind.value.field] : null;
}

/** How a value is named when it is missing; an item's field goes by the name of its list. */
function nameOf(here: Here, expr: Expr): string {
  const { exprKind } = expr;
  if (exprKind.case === "identExpr") {
    return here.items.get(exprKind.value.name) ?? exprKind.value.name;
  }
  if (exprKind.case === "selectExpr" && exprKind.value.operand) {
    return `${nameOf(here, exprKind.value.operand)}.${exprKind.value.field}`;
  }
  const [list, index] = exprKind.case === "callExpr" ? exprKind.value.args : [];
  if (
    list &&
    index &&
    exprKind.case === "callExpr" &&
    nameOfCall(exprKind.value.function) === "[]"
  ) {
    return `${nameOf(here, list)}[${textOf(index)}]`;
  }
  return "the list";
}

function textOf({ exprKind }: Expr): string {
  const value = exprKind.case === "constExpr" ? exprKind.value.constantKind.value : "";
  return typeof value === "string" || typeof value === "bigint" ? String(value) : "";
}
