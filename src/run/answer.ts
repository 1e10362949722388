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
    case "number": {
      const value = Number(text.replaceAll(/[\s,%$€£]/g, "") || Number.NaN);
      return Number.isFinite(value) ? read(value) : refused("Enter a number.");
    }
    case "boolean":
      if (/^(yes|true|y)$/i.test(text)) return read(true);
      return /^(no|false|n)$/i.test(text) ? read(false) : refused("Answer yes or no.");
    case "date":
      return /^\d{4}-\d{2}-\d{2}$/.test(text)
        ? read(text)
        : refused("Enter a date such as 2027-03-01.");
    default:
      return text === "" ? refused("Enter a text.") : read(text);
  }
}

function readList(raw: unknown, kind: "number" | "text"): Answer {
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
