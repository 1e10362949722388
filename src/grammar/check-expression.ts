import { type Catalogue, isText, lookUp, type Type, typeInWords } from "./catalogue.ts";
import { faultOfOperands, faultOfOrder, sameKind } from "./comparison.ts";
import type { Expression } from "./expression.ts";
import { fieldNamed } from "./expression-calls.ts";
import { fits, otherFunction, signatureOf } from "./expression-functions.ts";
import type { Node } from "./expression-node.ts";
import { type Fault, fault } from "./problem.ts";
import { faultOfName } from "./unknown-name.ts";

/** Finds what it comes to, unknown names and values that do not fit together; whether it must be yes or no is not asked. */
export function checkExpression(
  e: Expression,
  catalogue: Catalogue,
): { type: Type; faults: Fault[] } {
  const checker: Checker = { source: e.source, catalogue, faults: [] };
  return { type: typeOf(checker, e.node), faults: checker.faults };
}

type Checker = { source: string; catalogue: Catalogue; faults: Fault[] };

function typeOf(checker: Checker, node: Node): Type {
  switch (node.is) {
    case "value":
      return typeof node.value === "string"
        ? "text"
        : typeof node.value === "number"
          ? "number"
          : "boolean";
    case "path":
      return typeOfPath(checker, node, node.path);
    case "field":
      return typeOfField(checker, node, typeOf(checker, node.of));
    case "known":
      typeOf(checker, node.of);
      return "boolean";
    case "list":
      return typeOfList(checker, node.items);
    case "each":
      return typeOfLoop(checker, node);
    case "call":
      return operatorTypes.has(node.name)
        ? typeOfOperator(checker, node)
        : typeOfFunction(checker, node);
  }
}

function typeOfPath(checker: Checker, node: Node, path: string[]): Type {
  const found = lookUp(checker.catalogue, path);
  if ("type" in found) return found.type;
  const [root = ""] = path;
  if (path.length === 1 && (root === "now" || root === "today")) return "date";
  const unknown = faultOfName(checker.catalogue, path, node.offset);
  const fix = (path.length === 1 && answers.get(root.toLowerCase())) || unknown.fix;
  checker.faults.push({ ...unknown, fix });
  return "unknown";
}

const answers: ReadonlyMap<string, string> = new Map([
  ["yes", "Write true."],
  ["no", "Write false."],
  ["none", "Write !has(…)."],
  ["nil", "Write !has(…)."],
  ["undefined", "Write !has(…)."],
]);

function typeOfField(checker: Checker, node: Node & { is: "field" }, of: Type): Type {
  if (of === "unknown") return of;
  const found = lookUp({ names: { it: of } }, ["it", node.field]);
  if ("type" in found) return found.type;
  const offset = node.offset + node.length - node.field.length;
  const names = found.among.map((name) => name.replace(/^it\./, ""));
  const message = `There is no field "${node.field}" here.`;
  const fix = names.length > 0 ? `The fields are ${names.join(", ")}.` : "It has no fields.";
  checker.faults.push(fault("unknown-name", message, { offset, length: node.field.length, fix }));
  return "unknown";
}

function typeOfList(checker: Checker, items: Node[]): Type {
  const types = items.map((item) => typeOf(checker, item));
  const [first = "unknown"] = types;
  const other = types.findIndex((type) => !sameKind(first, type));
  if (other < 0) return { list: isText(first) ? "text" : first };
  const message = `The items of a list are of one kind; this one begins with ${typeInWords(first)}.`;
  complain(checker, items[other], message, "Write only numbers or only texts.");
  return { list: "unknown" };
}

function typeOfLoop(checker: Checker, node: Node & { is: "each" }): Type {
  const list = typeOf(checker, node.list);
  const item = typeof list === "object" && "list" in list ? list.list : "unknown";
  if (item === "unknown" && list !== "unknown" && !(typeof list === "object" && "list" in list)) {
    complain(
      checker,
      node.list,
      `${said(checker, node.list)} is ${typeInWords(list)}, not a list.`,
      "Name a list, as customer.orders.exists(order, order.total > 100).",
    );
  }
  if (Object.hasOwn(checker.catalogue.names, node.item)) {
    const message = `"${node.item}" already means something else.`;
    complain(checker, node, message, "Choose another name for the item.");
  }
  const names = { ...checker.catalogue.names, [node.item]: item };
  const inside = { ...checker, catalogue: { names } };
  if (node.test) mustAnswer(inside, node.test, typeOf(inside, node.test));
  const given = node.give ? typeOf(inside, node.give) : item;
  return node.how === "map" || node.how === "filter" ? { list: given } : "boolean";
}

const operatorTypes: ReadonlyMap<string, Type> = new Map([
  ...["&&", "||", "!", "==", "!=", "<", "<=", ">", ">=", "in"].map(
    (it) => [it, "boolean"] as const,
  ),
  ...["-", "*", "/", "%", "negative"].map((it) => [it, "number"] as const),
  ...["+", "?:", "[]"].map((it) => [it, "unknown"] as const),
]);

function typeOfOperator(checker: Checker, node: Node & { is: "call" }): Type {
  const types = node.args.map((arg) => typeOf(checker, arg));
  const [left, right] = node.args;
  const [a = "unknown", b = "unknown", c = "unknown"] = types;
  const gives = operatorTypes.get(node.name) ?? "unknown";
  switch (node.name) {
    case "&&":
    case "||":
    case "!":
      for (const [i, arg] of node.args.entries()) mustAnswer(checker, arg, types[i] ?? "unknown");
      return gives;
    case "?:":
      if (left) mustAnswer(checker, left, a);
      return sameKind(b, c) ? (isText(b) ? "text" : b) : "unknown";
    case "[]":
      return typeof a === "object" && "list" in a ? a.list : "unknown";
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
      if (left && right) compare(checker, node, { node: left, type: a }, { node: right, type: b });
      return gives;
    case "in":
      if (left && right) checkIn(checker, { node: left, type: a }, { node: right, type: b });
      return gives;
    case "+":
      if (isText(a) && isText(b)) return "text";
      if (typeof a === "object" && "list" in a && sameKind(a, b)) return a;
      break;
  }
  for (const [i, arg] of node.args.entries()) mustBeNumber(checker, arg, types[i] ?? "unknown");
  return "number";
}

type Operand = { node: Node; type: Type };

function compare(checker: Checker, { name }: { name: string }, left: Operand, right: Operand) {
  const a = { ...left, said: said(checker, left.node) };
  const b = { ...right, said: said(checker, right.node) };
  const ordered = name !== "==" && name !== "!=";
  const wrong = faultOfOperands(a, b, name) ?? (ordered ? faultOfOrder(a, b, name) : null);
  if (wrong) checker.faults.push(wrong);
}

function checkIn(checker: Checker, left: Operand, right: Operand) {
  const { type } = right;
  if (type === "unknown") return;
  if (typeof type !== "object" || !("list" in type)) {
    const fix = isText(type)
      ? `Write ${said(checker, right.node)}.contains(…).`
      : "Write a list in [ ].";
    const message = `${said(checker, right.node)} is ${typeInWords(type)}, not a list.`;
    return complain(checker, right.node, message, fix);
  }
  const items = right.node.is === "list" ? right.node.items : [right.node];
  for (const item of items) compare(checker, { name: "==" }, left, { node: item, type: type.list });
}

function typeOfFunction(checker: Checker, node: Node & { is: "call" }): Type {
  const types = node.args.map((arg, i) => typeOf(checker, (i === 0 && fieldOf(node)) || arg));
  const signature = signatureOf(node.name, { on: node.on });
  if (!signature) return "unknown";
  const takes = signature.on === null ? signature.takes : [signature.on, ...signature.takes];
  for (const [i, arg] of node.args.entries()) {
    const type = types[i] ?? "unknown";
    if (fits(takes[i], type, arg.is === "value" ? arg.value : null)) continue;
    const message = `${said(checker, arg)} is ${typeInWords(type)}, and ${node.name} takes a ${takes[i] ?? "value"}.`;
    complain(
      checker,
      arg,
      message,
      otherFunction(node.name, type) ?? `Write it as ${signature.example}.`,
    );
  }
  if (signature.gives !== "the field's") return signature.gives;
  return types[0] ?? "unknown";
}

/** change("health", "30d") means the field, as change(customer.health, "30d") does */
function fieldOf({ name, args }: Node & { is: "call" }): Node | null {
  const [field] = args;
  const path = (name === "change" || name === "at_start") && field ? fieldNamed(field) : null;
  // the place of the last part, inside the quotes
  return path && field?.is === "value"
    ? {
        is: "path",
        path,
        offset: field.offset + field.length - 1 - path.join(".").length,
        length: 0,
      }
    : null;
}

function mustAnswer(checker: Checker, node: Node, type: Type) {
  if (type === "boolean" || type === "unknown") return;
  const what = said(checker, node);
  const message = `${what} is ${typeInWords(type)}, not a yes or no.`;
  complain(
    checker,
    node,
    message,
    `Compare it, as ${type === "number" ? `${what} > 0` : `has(${what})`}.`,
  );
}

function mustBeNumber(checker: Checker, node: Node, type: Type) {
  if (type === "number" || type === "unknown") return;
  const message = `${said(checker, node)} is ${typeInWords(type)}, and only numbers are calculated with.`;
  const fix =
    type === "date" ? `Write days_until(${said(checker, node)}).` : "Write a number there.";
  complain(checker, node, message, fix);
}

function said({ source }: Checker, { offset, length }: Node): string {
  return source.slice(offset, offset + length);
}

function complain(checker: Checker, node: Node | undefined, message: string, fix: string) {
  const place = { offset: node?.offset ?? 0, length: node?.length ?? 0, fix };
  checker.faults.push(fault("type-mismatch", message, place));
}
