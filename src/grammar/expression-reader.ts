import {
  type Call,
  type Comprehension,
  type Expr,
  nameOfCall,
  type Parsed,
  partsOfLoop,
} from "./cel.ts";
import { faultOfCall, operators } from "./expression-calls.ts";
import { mostItems } from "./expression-environment.ts";
import { type Node, partsOf } from "./expression-node.ts";
import { type Fault, fault } from "./problem.ts";

/** Turns the library's tree into ours; what a condition may not use becomes a fault. */
export function nodeOf(source: string, tree: Parsed): { node: Node; faults: Fault[] } {
  const reader: Reader = { source, tree, faults: [], item: null };
  const node = read(reader, tree.expr);
  return { node, faults: reader.faults };
}

/** `item` is the name a loop gives what it goes through, while inside one */
type Reader = { source: string; tree: Parsed; faults: Fault[]; item: string | null };

const forbidden = new Set(["__proto__", "constructor", "prototype"]);
const example = "Write one such as customer.health < 60.";

function read(reader: Reader, expr: Expr): Node {
  const { exprKind } = expr;
  const at = placeOf(reader, expr);
  switch (exprKind.case) {
    case "constExpr":
      return readConstant(reader, expr, at);
    case "identExpr":
      return readName(reader, exprKind.value.name, at);
    case "selectExpr": {
      const { operand, field, testOnly } = exprKind.value;
      if (!operand) return refuse(reader, at, 1, "A name is missing.", example);
      return readField(reader, read(reader, operand), field, testOnly ? at : null);
    }
    case "listExpr":
      return readList(reader, exprKind.value.elements, at);
    case "callExpr":
      return readCall(reader, exprKind.value, at);
    case "comprehensionExpr":
      return readLoop(reader, expr, exprKind.value);
    case "structExpr":
    case undefined:
      return refuse(reader, at, 1, "{ } is not used in a condition.", "Compare single values.");
  }
}

function readName(reader: Reader, name: string, at: number): Node {
  if (forbidden.has(name))
    return refuse(reader, at, name.length, `"${name}" is not a name here.`, example);
  return { is: "path", path: [name], offset: at, length: name.length };
}

function readConstant(reader: Reader, expr: Expr, at: number): Node {
  const kind = expr.exprKind.case === "constExpr" ? expr.exprKind.value.constantKind : null;
  const rest = reader.source.slice(at);
  const written = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|-?[\w.]+)/.exec(rest)?.[0] ?? rest;
  const place = { offset: at, length: written.length };
  const value = kind?.case === "int64Value" ? Number(kind.value) : kind?.value;
  if (kind?.case === "nullValue") {
    const fix = "Write has(customer.csm), or !has(customer.csm).";
    return refuse(reader, at, written.length, "Nothing can be compared with null.", fix);
  }
  if (typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER)
    return { is: "value", value, ...place };
  if (typeof value === "string" || typeof value === "boolean")
    return { is: "value", value, ...place };
  const fix = "Write a number as 60 or 0.8, and a text in quotes.";
  return refuse(reader, at, written.length, `"${written}" is not a number used here.`, fix);
}

function readField(reader: Reader, of: Node, field: string, has: number | null): Node {
  const end = reader.source.indexOf(field, endOf(of)) + field.length;
  const place = { offset: of.offset, length: end - of.offset };
  if (forbidden.has(field)) {
    return refuse(
      reader,
      end - field.length,
      field.length,
      `"${field}" is not a name here.`,
      example,
    );
  }
  const found: Node =
    of.is === "path"
      ? { is: "path", path: [...of.path, field], ...place }
      : { is: "field", of, field, ...place };
  if (has === null) return found;
  return { is: "known", of: found, offset: has, length: closing(reader, end) - has };
}

function readList(reader: Reader, elements: Expr[], at: number): Node {
  if (elements.length > mostItems) {
    return refuse(reader, at, 1, `A list has at most ${mostItems} items.`, "Write a shorter list.");
  }
  const items = elements.map((element) => read(reader, element));
  const end = reader.source.indexOf("]", endOf(items.at(-1) ?? { offset: at, length: 0 })) + 1;
  return { is: "list", items, offset: at, length: end - at };
}

function readCall(reader: Reader, call: Call, at: number): Node {
  const name = nameOfCall(call.function);
  const compared = call.args.map((arg) => isNull(arg));
  if ((name === "==" || name === "!=") && compared.includes(true))
    return readNull(reader, call, name);
  const args = [call.target, ...call.args].filter((arg) => arg !== undefined);
  const nodes = args.map((arg) => read(reader, arg));
  const first = nodes[0]?.offset ?? at;
  const named = reader.source.indexOf(name, at);
  const offset = Math.min(at, first);
  const last = endOf(nodes.at(-1) ?? { offset: named, length: name.length });
  const end = operators.has(name) ? last : closing(reader, last);
  const on = call.target !== undefined;
  const wrong = faultOfCall({ name, on, args: nodes, item: reader.item });
  if (wrong) {
    const place = operators.has(name)
      ? { offset, length: end - offset }
      : { offset: named, length: name.length };
    reader.faults.push({ ...wrong, ...(wrong.length === 0 ? place : {}) });
  }
  return { is: "call", name, on, args: nodes, offset, length: end - offset };
}

function isNull(expr: Expr): boolean {
  return (
    expr.exprKind.case === "constExpr" && expr.exprKind.value.constantKind.case === "nullValue"
  );
}

// people and models write it, and has() is what they mean
function readNull(reader: Reader, call: Call, name: string): Node {
  const [other] = call.args.filter((arg) => !isNull(arg));
  const node = other && read(reader, other);
  const path = node?.is === "path" ? node.path.join(".") : "customer.csm";
  const fix = `Write ${name === "==" ? "!" : ""}has(${path}).`;
  const offset = node?.offset ?? 0;
  return refuse(reader, offset, node?.length ?? 0, "Nothing can be compared with null.", fix);
}

function readLoop(reader: Reader, expr: Expr, loop: Comprehension): Node {
  const macro = reader.tree.macros[String(expr.id)]?.exprKind;
  const name = macro?.case === "callExpr" ? macro.value.function : "";
  const how = macros.find((it) => it === name.replace("existsOne", "exists_one"));
  const at = placeOf(reader, expr);
  if (!how || !loop.iterRange) return refuse(reader, at, 1, "This cannot be used here.", example);
  const list = read(reader, loop.iterRange);
  if (reader.item !== null || hasLoop(list)) {
    const message = `${how} stands inside another one; a list can be gone through only once.`;
    return refuse(reader, at, how.length + 1, message, "Write two conditions, joined with &&.");
  }
  const inside = { ...reader, item: loop.iterVar };
  const parts = partsOfLoop(loop);
  const test = parts.test && read(inside, parts.test);
  const give = parts.give && read(inside, parts.give);
  const end = closing(
    reader,
    Math.max(...[list, test, give].map((node) => (node ? endOf(node) : 0))),
  );
  const { offset } = list;
  // filter gives the item itself, which nobody wrote
  const given = how === "filter" ? null : give;
  return {
    is: "each",
    how,
    list,
    item: loop.iterVar,
    test,
    give: given,
    offset,
    length: end - offset,
  };
}

const macros = ["all", "exists", "exists_one", "filter", "map"] as const;

function hasLoop(node: Node): boolean {
  return node.is === "each" || partsOf(node).some(hasLoop);
}

function placeOf(reader: Reader, expr: Expr): number {
  return reader.tree.positions[String(expr.id)] ?? 0;
}

function endOf(place: { offset: number; length: number }): number {
  return place.offset + place.length;
}

function closing(reader: Reader, from: number): number {
  const at = reader.source.indexOf(")", from);
  return at < 0 ? reader.source.length : at + 1;
}

function refuse(
  reader: Reader,
  offset: number,
  length: number,
  message: string,
  fix: string,
): Node {
  reader.faults.push(fault("bad-expression", message, { offset, length, fix }));
  return { is: "value", value: false, offset, length };
}
