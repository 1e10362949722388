import { isText, type Type } from "./catalogue.ts";
import { isDate } from "./moment.ts";

/** What a function takes and gives; `on` is what it is called on: `customer.name.contains("x")`. */
export type Signature = {
  name: string;
  on: Taken | null;
  takes: readonly Taken[];
  gives: "number" | "text" | "boolean" | "date" | "the field's";
  example: string;
};

/** `number or share` is 10 or "10%"; `field` is the name of a field, not its value; `length` is a text such as "30d" */
export type Taken =
  | "text"
  | "number"
  | "number or share"
  | "date"
  | "list or text"
  | "field"
  | "length";

const text = { on: "text", takes: ["text"], gives: "boolean" } as const;

const signatures: readonly Signature[] = [
  {
    name: "size",
    on: null,
    takes: ["list or text"],
    gives: "number",
    example: "size(customer.tags)",
  },
  { name: "size", on: "list or text", takes: [], gives: "number", example: "customer.tags.size()" },
  { name: "contains", ...text, example: 'customer.name.contains("Ltd")' },
  { name: "startsWith", ...text, example: 'customer.name.startsWith("A")' },
  { name: "endsWith", ...text, example: 'customer.name.endsWith("Ltd")' },
  { name: "matches", ...text, example: 'customer.name.matches("^A")' },
  { name: "lower", on: null, takes: ["text"], gives: "text", example: "lower(customer.name)" },
  { name: "date", on: null, takes: ["text"], gives: "date", example: 'date("2027-01-31")' },
  {
    name: "days_until",
    on: null,
    takes: ["date"],
    gives: "number",
    example: "days_until(customer.renewal_date)",
  },
  {
    name: "days_since",
    on: null,
    takes: ["date"],
    gives: "number",
    example: "days_since(customer.kickoff_date)",
  },
  {
    name: "change",
    on: null,
    takes: ["field", "length"],
    gives: "number",
    example: 'change(customer.health, "30d")',
  },
  {
    name: "at_start",
    on: null,
    takes: ["field"],
    gives: "the field's",
    example: "at_start(customer.health)",
  },
  {
    name: "within",
    on: null,
    takes: ["number", "number", "number or share"],
    gives: "boolean",
    example: 'within(customer.usage, at_start(customer.usage), "10%")',
  },
];

/** The function as it may be called there, or null. */
export function signatureOf(name: string, called: { on: boolean }): Signature | null {
  return signatures.find((it) => it.name === name && (it.on !== null) === called.on) ?? null;
}

/** A function of that name, however it is called. */
export function anySignatureOf(name: string): Signature | null {
  return signatures.find((it) => it.name === name) ?? null;
}

/** Whether a value of that type may stand there; `literal` is the value where it is written out. */
export function fits(taken: Taken | undefined, type: Type, literal: unknown): boolean {
  if (type === "unknown") return true;
  switch (taken) {
    case "text":
      return isText(type);
    case "number":
      return type === "number";
    case "number or share":
      return type === "number" || (isText(type) && typeof literal === "string");
    case "date":
      return type === "date" || (typeof literal === "string" && isDate(literal));
    case "list or text":
      return isText(type) || (typeof type === "object" && "list" in type);
    case "field":
    case "length":
    case undefined:
      return true;
  }
}

/** What to write instead of a function that does not take this type. */
export function otherFunction(name: string, type: Type): string | null {
  const isList = typeof type === "object" && "list" in type;
  return name === "contains" && isList ? 'Write "vip" in customer.tags.' : null;
}

export const functionNames = [...new Set(signatures.map(({ name }) => name)), "has"];

/** What the same thing is called elsewhere. */
export const otherNames: ReadonlyMap<string, string> = new Map([
  ["length", "size"],
  ["len", "size"],
  ["count", "size"],
  ["includes", "contains"],
  ["lowercase", "lower"],
  ["tolowercase", "lower"],
  ["lowerascii", "lower"],
  ["starts_with", "startsWith"],
  ["ends_with", "endsWith"],
  ["exists", "has"],
  ["known", "has"],
  ["timestamp", "date"],
  ["days_to", "days_until"],
  ["days_ago", "days_since"],
]);
