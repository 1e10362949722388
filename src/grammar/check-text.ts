import { type Catalogue, lookUp, type Type, typeInWords } from "./catalogue.ts";
import { type Fault, fault } from "./problem.ts";
import type { Text } from "./text.ts";
import { helperOf, takesType } from "./text-helpers.ts";
import type { Named, TextNode, Value } from "./text-node.ts";
import { faultOfName } from "./unknown-name.ts";

/** Finds unknown names, lists and groups that cannot be printed, and values that do not fit their helper. */
export function checkText(t: Text, catalogue: Catalogue): Fault[] {
  const checker: Checker = { catalogue, faults: [] };
  checkAll(checker, t.nodes, null);
  return [...checker.faults, ...singleBraces(t, catalogue)].toSorted((a, b) => a.offset - b.offset);
}

/** `item` in the functions below is the type of what the innermost #each goes through */
type Checker = { catalogue: Catalogue; faults: Fault[] };

function checkAll(checker: Checker, nodes: readonly TextNode[], item: Type | null) {
  for (const node of nodes) {
    switch (node.is) {
      case "words":
        break;
      case "print":
        checkPrint(checker, node.value, item);
        break;
      case "if":
        typeOf(checker, node.value, item);
        checkAll(checker, node.body, item);
        checkAll(checker, node.otherwise, item);
        break;
      case "each":
        checkAll(checker, node.body, itemOf(checker, node.list, item));
        checkAll(checker, node.otherwise, item);
        break;
    }
  }
}

function checkPrint(checker: Checker, value: Value, item: Type | null) {
  const type = typeOf(checker, value, item);
  if (typeof type !== "object" || "oneOf" in type) return;
  const name = value.is === "path" ? nameOf(value) : "It";
  if ("fields" in type) {
    const [first = "name"] = Object.keys(type.fields);
    const message = `${name} is a group of fields and cannot be printed.`;
    return complain(checker, value, message, `Name one of them, as {{${name}.${first}}}.`);
  }
  if (typeof type.list !== "object" || "oneOf" in type.list) return;
  const message = `${name} is ${typeInWords(type)} and cannot be printed at once.`;
  complain(checker, value, message, `Go through it: {{#each ${name}}}{{this.name}}{{/each}}.`);
}

function itemOf(checker: Checker, list: Named, item: Type | null): Type {
  const type = typeOf(checker, list, item);
  if (type === "unknown") return type;
  if (typeof type === "object" && "list" in type) return type.list;
  const name = nameOf(list);
  const message = `${name} is ${typeInWords(type)}, not a list.`;
  complain(checker, list, message, `Write {{#if ${name}}} to ask whether it is there.`);
  return "unknown";
}

function typeOf(checker: Checker, value: Value, item: Type | null): Type {
  switch (value.is) {
    case "literal":
      return typeof value.value === "number" ? "number" : "text";
    case "turn":
      return value.what === "index" ? "number" : "boolean";
    case "path":
      return typeOfPath(checker, value, item);
    case "call":
      return typeOfCall(checker, value, item);
  }
}

function typeOfPath(checker: Checker, value: Named, item: Type | null): Type {
  const { catalogue, faults } = checker;
  const names = value.ofItem ? { this: item ?? "unknown" } : catalogue.names;
  const path = value.ofItem ? ["this", ...value.path] : value.path;
  const found = lookUp({ names }, path);
  if ("type" in found) return found.type;
  const [root = ""] = path;
  if (path.length === 1 && (root === "now" || root === "today")) return "date";
  const ofItem =
    item !== null &&
    !value.ofItem &&
    "type" in lookUp({ names: { this: item } }, ["this", ...path]);
  const unknown = faultOfName({ names }, path, value.offset);
  const fix =
    ofItem && item !== "unknown"
      ? `Write {{this.${path.join(".")}}} for a field of the item.`
      : unknown.fix;
  faults.push({ ...unknown, fix });
  return "unknown";
}

function typeOfCall(checker: Checker, call: Value & { is: "call" }, item: Type | null): Type {
  const helper = helperOf(call.helper);
  const types = call.args.map((arg) => typeOf(checker, arg, item));
  for (const [i, arg] of call.args.entries()) {
    const type = types[i] ?? "unknown";
    if (!helper || takesType(helper.takes[i], type)) continue;
    const name = arg.is === "path" ? nameOf(arg) : "This";
    const message = `${name} is ${typeInWords(type)}, and ${call.helper} takes a ${helper.takes[i] ?? "value"}.`;
    complain(checker, arg, message, `Write {{${name}}}, or use it as ${helper.example}.`);
  }
  // what stands in for a missing value is taken for one of its kind
  return (helper?.mayMiss ? types[0] : helper?.gives) ?? "unknown";
}

// "Hi {customer.name}" would leave exactly so
function singleBraces({ source }: Text, catalogue: Catalogue): Fault[] {
  const found = source.matchAll(
    /(?<![{\\])\{\s*([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\s*\}(?!\})/gi,
  );
  return [...found].flatMap(({ 0: whole, 1: name = "", index }) => {
    const [root = ""] = name.split(".");
    const known = Object.hasOwn(catalogue.names, root);
    if (!known && !name.includes(".")) return [];
    const place = { offset: index, length: whole.length, fix: `Write {{${name}}}.` };
    return [fault("bad-template", "A name stands in two braces on each side.", place)];
  });
}

function nameOf({ ofItem, path }: Named): string {
  return (ofItem ? ["this", ...path] : path).join(".");
}

function complain(checker: Checker, { offset, length }: Value, message: string, fix: string) {
  checker.faults.push(fault("type-mismatch", message, { offset, length, fix }));
}
