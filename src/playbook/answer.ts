import { isDate } from "../grammar/moment.ts";
import { type ShapeField, typeOfShapeField } from "../grammar/shape.ts";
import { listInWords } from "../grammar/words.ts";
import type { Json } from "../steps/world.ts";

export type Answer = { ok: true; value: Json } | { ok: false; wrong: string };

/** Reads what a person or an agent answered as the kind that was asked for. */
export function readAnswer(raw: unknown, kind: ShapeField): Answer {
  const type = typeOfShapeField(kind);
  if (typeof type === "object" && "list" in type)
    return readList(raw, type.list === "number" ? "number" : "text");
  if (!isPlain(raw)) return refused("Enter a text.");
  const text = String(raw).trim();
  if (typeof type === "object" && "oneOf" in type) {
    const found = type.oneOf.find((it) => it.toLowerCase() === text.toLowerCase());
    return found === undefined ? refused(`Choose ${listInWords(type.oneOf, "or")}.`) : read(found);
  }
  switch (type) {
    case "number":
      return typeof raw === "number" && Number.isFinite(raw) ? read(raw) : readNumber(text);
    case "boolean":
      if (/^(yes|true|y)$/i.test(text)) return read(true);
      return /^(no|false|n)$/i.test(text) ? read(false) : refused("Answer yes or no.");
    case "date":
      return isDate(text) ? read(text) : refused("Enter a date such as 2027-03-01.");
    default:
      return text === "" ? refused("Enter a text.") : read(text);
  }
}

function readNumber(text: string): Answer {
  const plain = text.replaceAll(/[\s%$€£]/g, "");
  // a comma parts thousands here and a fraction elsewhere: where it could be either, the person must say
  const isClear = /^[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$/.test(plain);
  if (isClear) return read(Number(plain.replaceAll(",", "")));
  const isComma = /^[-+]?[\d.,]*\d$/.test(plain) && plain.includes(",");
  return refused(isComma ? "Enter a number such as 7.5 or 1,200." : "Enter a number.");
}

function readList(raw: unknown, kind: "number" | "text"): Answer {
  if (!Array.isArray(raw) && !isPlain(raw)) return refused("Enter one per line.");
  const items: unknown[] = Array.isArray(raw)
    ? raw
    : String(raw)
        .split("\n")
        .filter((it) => it.trim() !== "");
  const answers = items.map((item) => readAnswer(item, kind));
  return answers.find((it) => !it.ok) ?? read(answers.flatMap((it) => (it.ok ? [it.value] : [])));
}

function isPlain(raw: unknown): raw is string | number | boolean {
  return typeof raw === "string" || typeof raw === "number" || typeof raw === "boolean";
}

function read(value: Json): Answer {
  return { ok: true, value };
}

function refused(wrong: string): Answer {
  return { ok: false, wrong };
}
