import { isText, type Type, typeInWords } from "./catalogue.ts";
import { didYouMean } from "./closest.ts";
import type { Node } from "./expression-node.ts";
import { isDate, readMoment } from "./moment.ts";
import { type Fault, fault } from "./problem.ts";

/** One side of a comparison, as it stands in the text. */
export type Side = { node: Node; type: Type; said: string };

/** Whether two values can be told apart by ==. */
export function sameKind(a: Type, b: Type): boolean {
  if (a === "unknown" || b === "unknown") return true;
  if (isText(a) && isText(b)) return true;
  if (typeof a === "object" && typeof b === "object" && "list" in a && "list" in b)
    return sameKind(a.list, b.list);
  return a === b;
}

/** What is wrong with comparing these two, or null. */
export function faultOfOperands(left: Side, right: Side, sign: string): Fault | null {
  return (
    faultOfGroup(left) ??
    faultOfGroup(right) ??
    faultOfAnswer(left, right) ??
    faultOfAnswer(right, left) ??
    faultOfKinds(left, right, sign)
  );
}

/** What is wrong with asking which of the two is more, or null. */
export function faultOfOrder(left: Side, right: Side, sign: string): Fault | null {
  const side = [left, right].find(({ type }) => isText(type) || type === "boolean");
  const dates = [left, right].some(({ type }) => type === "date" || type === "unknown");
  const texts = [left, right].every(isDateLiteral);
  if (!side || (isText(side.type) && (dates || texts))) return null;
  const message = `${side.said} is ${typeInWords(side.type)}; only numbers and dates can be compared with ${sign}.`;
  return mismatch(side, message, "Compare it with == or !=.");
}

function faultOfGroup(side: Side): Fault | null {
  if (typeof side.type !== "object" || "oneOf" in side.type) return null;
  const fix =
    "list" in side.type
      ? `Write size(${side.said}) > 0, or "x" in ${side.said}.`
      : nameAField(side);
  return mismatch(side, `${side.said} is ${typeInWords(side.type)} and cannot be compared.`, fix);
}

function nameAField({ type, said }: Side): string {
  const [first = "name"] =
    typeof type === "object" && "fields" in type ? Object.keys(type.fields) : [];
  return `Name one of its fields, as ${said}.${first}.`;
}

// a text in quotes that this value can never be
function faultOfAnswer({ type, said }: Side, { node }: Side): Fault | null {
  if (typeof type !== "object" || !("oneOf" in type) || node.is !== "value") return null;
  if (typeof node.value !== "string" || type.oneOf.includes(node.value)) return null;
  return fault("not-allowed", `${said} is ${typeInWords(type)}; it is never "${node.value}".`, {
    offset: node.offset,
    length: node.length,
    fix:
      didYouMean(node.value, type.oneOf) ??
      `Write one of ${type.oneOf.map((it) => `"${it}"`).join(", ")}.`,
  });
}

function faultOfKinds(left: Side, right: Side, sign: string): Fault | null {
  const [a, b] = [left.type, right.type];
  if (sameKind(a, b)) return neverEqual(left, right);
  if ((a === "date" && isDateLiteral(right)) || (b === "date" && isDateLiteral(left))) return null;
  const message = `${left.said} is ${typeInWords(a)}, ${right.said} is ${typeInWords(b)}.`;
  return mismatch(
    right,
    message,
    wayOut(left, right, sign) ?? wayOut(right, left, sign) ?? `Write ${typeInWords(a)} there.`,
  );
}

function neverEqual(left: Side, right: Side): Fault | null {
  const [a, b] = [left.type, right.type];
  if (typeof a !== "object" || typeof b !== "object" || !("oneOf" in a) || !("oneOf" in b))
    return null;
  if (a.oneOf.some((name) => b.oneOf.includes(name))) return null;
  return mismatch(
    right,
    `${left.said} and ${right.said} are never the same.`,
    `${left.said} is ${typeInWords(a)}.`,
  );
}

/** what the person most likely wanted to write for the second side */
function wayOut({ type, said }: Side, other: Side, sign: string): string | null {
  const value = other.node.is === "value" ? other.node.value : null;
  if (
    type === "number" &&
    typeof value === "string" &&
    value.trim() !== "" &&
    Number.isFinite(Number(value))
  )
    return `Write ${Number(value)} without quotes.`;
  if (type === "date" && typeof value === "number")
    return `Write days_until(${said}) ${sign} ${value}.`;
  if (type === "date" && isText(other.type)) return 'Write date("2027-01-31").';
  if (type === "boolean" && typeof value === "string" && /^(?:yes|true|no|false)$/i.test(value))
    return `Write ${/^(?:yes|true)$/i.test(value)}, without quotes.`;
  if (isText(type) && value !== null) return `Put it in quotes: "${value}".`;
  return null;
}

function isDateLiteral({ node, type }: Side): boolean {
  if (node.is !== "value" || !isText(type) || typeof node.value !== "string") return false;
  return isDate(node.value) || readMoment(node.value, "UTC") !== null;
}

function mismatch({ node }: Side, message: string, fix: string): Fault {
  return fault("type-mismatch", message, { offset: node.offset, length: node.length, fix });
}
