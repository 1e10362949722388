import { durationInWords, readDuration } from "./duration.ts";
import { fieldNamed } from "./expression-calls.ts";
import type { Expression } from "./expression.ts";
import type { Node } from "./expression-node.ts";
import { isDate } from "./moment.ts";
import { listInWords, nameInWords, numberInWords, pathInWords } from "./words.ts";
import { dateInWords } from "./zoned.ts";

/** "health is below 60", "segment is enterprise and seats is over 50"; `label` may name a path otherwise. */
export function expressionInWords(
  e: Expression,
  label: (path: readonly string[]) => string | null = () => null,
): string {
  return claim({ label, item: null }, e.node, false);
}

/** "usage", "usage divided by seats": what an expression gives, where it answers nothing. */
export function quantityInWords(e: Expression): string {
  return thing({ label: () => null, item: null }, e.node);
}

/** `item` is what a loop calls the thing it goes through */
type Speaker = { label: (path: readonly string[]) => string | null; item: string | null };

/** A node as something that is so, or with `not` as something that is not. */
function claim(speaker: Speaker, node: Node, not: boolean): string {
  switch (node.is) {
    case "value":
      return node.value === not ? "never" : node.value === !not ? "always" : thing(speaker, node);
    case "known":
      return `${thing(speaker, node.of)} is ${not ? "not " : ""}known`;
    case "each":
      return loop(speaker, node, not);
    case "call":
      return callClaim(speaker, node, not);
    case "path":
    case "field":
      return `${thing(speaker, node)} is ${not ? "no" : "yes"}`;
    case "list":
      return thing(speaker, node);
  }
}

const comparisons: ReadonlyMap<string, { number: string; date: string }> = new Map([
  ["==", { number: "", date: "" }],
  ["!=", { number: "not", date: "not" }],
  ["<", { number: "below", date: "before" }],
  ["<=", { number: "at most", date: "on or before" }],
  [">", { number: "over", date: "after" }],
  [">=", { number: "at least", date: "on or after" }],
]);
const tests: ReadonlyMap<string, [string, string]> = new Map([
  ["contains", ["contains", "does not contain"]],
  ["startsWith", ["starts with", "does not start with"]],
  ["endsWith", ["ends with", "does not end with"]],
  ["matches", ["matches the pattern", "does not match the pattern"]],
]);

function callClaim(speaker: Speaker, node: Node & { is: "call" }, not: boolean): string {
  const { name, args } = node;
  const [left, right, third] = args;
  if (!left) return name;
  if (name === "!") return claim(speaker, left, !not);
  if ((name === "&&" || name === "||") && right) {
    // not (a and b) is said as not a or not b
    const both = (name === "&&") !== not;
    const sides = flat(name, node).map((part) => inBrackets(speaker, part, not, both));
    return sides.join(both ? " and " : " or ");
  }
  const words = comparisons.get(name);
  if (words && right) return comparison(speaker, left, right, words, not);
  const test = tests.get(name);
  if (test && right) return `${thing(speaker, left)} ${test[not ? 1 : 0]} ${thing(speaker, right)}`;
  if (name === "in" && right) return membership(speaker, left, right, not);
  if (name === "within" && right && third) {
    const near =
      third.is === "value" && typeof third.value === "string"
        ? third.value.replace("%", " %")
        : thing(speaker, third);
    return `${thing(speaker, left)} is ${not ? "not " : ""}within ${near} of ${reference(speaker, left, right)}`;
  }
  if (name === "?:" && right && third) {
    const yes = claim(speaker, left, false);
    return `if ${yes}, ${claim(speaker, right, not)}, otherwise ${claim(speaker, third, not)}`;
  }
  return not ? `not ${thing(speaker, node)}` : thing(speaker, node);
}

/** What a value is held against; its own value at the start is called so. */
function reference(speaker: Speaker, value: Node, node: Node): string {
  const field = node.is === "call" && node.name === "at_start" ? node.args[0] : undefined;
  const path = field && fieldNamed(field)?.join(".");
  const own = value.is === "path" && path === value.path.join(".");
  return own ? "its value at the start" : thing(speaker, node);
}

function comparison(
  speaker: Speaker,
  left: Node,
  right: Node,
  words: { number: string; date: string },
  not: boolean,
): string {
  if (
    right.is === "value" &&
    typeof right.value === "boolean" &&
    (words.number === "" || words.number === "not")
  ) {
    const yes = right.value === (words.number === "");
    return claim(speaker, left, yes === not);
  }
  const how = isDay(right) || isDay(left) ? words.date : words.number;
  const denied = how === "not" ? !not : not;
  const rest = how === "not" ? "" : how;
  const said = ["is", denied ? "not" : "", rest].filter((word) => word !== "").join(" ");
  return `${thing(speaker, left)} ${said} ${thing(speaker, right)}`;
}

function isDay(node: Node): boolean {
  if (node.is === "path")
    return node.path.length === 1 && (node.path[0] === "now" || node.path[0] === "today");
  if (node.is === "call") return node.name === "date";
  return node.is === "value" && typeof node.value === "string" && isDate(node.value);
}

function membership(speaker: Speaker, left: Node, right: Node, not: boolean): string {
  if (right.is === "list") {
    const items = right.items.map((item) => thing(speaker, item));
    return `${thing(speaker, left)} is ${not ? "none" : "one"} of ${listInWords(items, "or")}`;
  }
  return `${thing(speaker, right)} ${not ? "do not include" : "include"} ${thing(speaker, left)}`;
}

function inBrackets(speaker: Speaker, part: Node, not: boolean, joinedByAnd: boolean): string {
  const inner = part.is === "call" && part.name === "!" ? part.args[0] : part;
  const negated = inner !== part;
  const mixes =
    inner?.is === "call" &&
    (inner.name === "&&" || inner.name === "||") &&
    ((inner.name === "&&") !== (not !== negated)) !== joinedByAnd;
  const said = claim(speaker, part, not);
  return mixes || (inner?.is === "call" && inner.name === "?:") ? `(${said})` : said;
}

function flat(name: string, node: Node): Node[] {
  return node.is === "call" && node.name === name
    ? node.args.flatMap((arg) => flat(name, arg))
    : [node];
}

const amounts: ReadonlyMap<string, string> = new Map([
  ["all", "all of"],
  ["exists", "at least one of"],
  ["exists_one", "exactly one of"],
]);

function loop(speaker: Speaker, node: Node & { is: "each" }, not: boolean): string {
  const amount = amounts.get(node.how);
  if (amount === undefined || !node.test) return thing(speaker, node);
  const inside = claim({ ...speaker, item: node.item }, node.test, false);
  return `${not ? "not " : ""}for ${amount} ${thing(speaker, node.list)}: ${inside}`;
}

const signs: ReadonlyMap<string, string> = new Map([
  ["+", "plus"],
  ["-", "minus"],
  ["*", "times"],
  ["/", "divided by"],
  ["%", "modulo"],
]);

/** A node as the name of a value. */
function thing(speaker: Speaker, node: Node): string {
  switch (node.is) {
    case "value":
      return valueSaid(node.value);
    case "path":
      return pathSaid(speaker, node.path);
    case "field":
      return `${nameInWords(node.field)} of ${thing(speaker, node.of)}`;
    case "list":
      return listInWords(node.items.map((item) => thing(speaker, item)));
    case "known":
      return claim(speaker, node, false);
    case "each":
      return eachSaid(speaker, node);
    case "call":
      return callSaid(speaker, node);
  }
}

function valueSaid(value: string | number | boolean): string {
  if (typeof value === "number") return numberInWords(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (value.trim() === "") return "empty";
  return isDate(value) ? dateInWords(value, "UTC") : value;
}

function pathSaid({ label, item }: Speaker, path: string[]): string {
  const [root, ...fields] = path;
  if (root === item) return fields.length === 0 ? "it" : pathInWords(fields);
  return label(path) ?? pathInWords(path);
}

function eachSaid(speaker: Speaker, node: Node & { is: "each" }): string {
  const inside = { ...speaker, item: node.item };
  const list = thing(speaker, node.list);
  const given = node.give ? `${thing(inside, node.give)} of ` : "";
  const where = node.test ? ` where ${claim(inside, node.test, false)}` : "";
  return amounts.has(node.how) ? claim(speaker, node, false) : `${given}${list}${where}`;
}

function callSaid(speaker: Speaker, node: Node & { is: "call" }): string {
  const [first, second] = node.args;
  if (!first) return node.name;
  const one = () => thing(speaker, first);
  const sign = signs.get(node.name);
  if (sign !== undefined && second) return `${one()} ${sign} ${thing(speaker, second)}`;
  const field = () => pathSaid(speaker, fieldNamed(first) ?? [one()]);
  switch (node.name) {
    case "negative":
      return `minus ${one()}`;
    case "[]":
      return `number ${second?.is === "value" ? Number(second.value) + 1 : 1} of ${one()}`;
    case "size":
      return `the number of ${one()}`;
    case "date":
    case "lower":
      return one();
    case "days_until":
      return `days until ${one()}`;
    case "days_since":
      return `days since ${one()}`;
    case "at_start":
      return `${field()} at the start`;
    case "change": {
      const over = readDuration(second?.is === "value" ? String(second.value) : "");
      return `change of ${field()} over ${over.ok ? durationInWords(over.value) : "time"}`;
    }
  }
  return callClaim(speaker, node, false);
}
