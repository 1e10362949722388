import { z } from "zod";
import { type Shape, type ShapeField, typeOfShapeField } from "../grammar/shape.ts";
import { readAnswer } from "../playbook/answer.ts";
import type { Output } from "./delegation.ts";
import { defineTool, type Tool } from "./tool.ts";
import { clean } from "./untrusted.ts";

export type FormEnd = { is: "answered"; output: Output } | { is: "declined"; why: string };

const longestText = 8000;

/** How a specialist ends: by filling in the form of the step, or by saying that it cannot. */
export function answerTools(shape: Shape, end: (it: FormEnd) => void): Tool[] {
  const Form = z.strictObject(
    Object.fromEntries(Object.entries(shape).map(([name, kind]) => [name, schemaOf(kind)])),
  );
  const answer = defineTool({
    name: "answer",
    about: "Gives your answer and ends your work. Every field is required.",
    args: Form,
    use(values) {
      const output: Output = {};
      const wrong: string[] = [];
      for (const [name, kind] of Object.entries(shape)) {
        const read = readAnswer(cleaned(values[name]), kind);
        if (read.ok) output[name] = read.value;
        else wrong.push(`${name}: ${read.wrong}`);
      }
      if (wrong.length > 0) return { ok: false, text: wrong.join("\n") };
      end({ is: "answered", output });
      return { ok: true, text: "Thank you." };
    },
  });
  // a form without a number for "not known" would otherwise be filled with an invented one
  const decline = defineTool({
    name: "cannot_answer",
    about:
      "Ends your work without an answer, when the form asks for something that nothing you can read tells.",
    args: z.strictObject({ why: z.string().describe("one sentence for the person who asked") }),
    use({ why }) {
      end({ is: "declined", why: clean(why, 300) });
      return { ok: true, text: "Thank you." };
    },
  });
  return [answer, decline];
}

function schemaOf(kind: ShapeField): z.ZodType {
  const type = typeOfShapeField(kind);
  if (typeof type === "object") {
    if ("oneOf" in type) return z.enum(type.oneOf);
    const item = "list" in type && type.list === "number" ? z.number() : z.string();
    return z.array(item).max(50);
  }
  switch (type) {
    case "number":
      return z.number();
    case "boolean":
      return z.boolean();
    case "date":
      return z.iso.date().describe("a date such as 2027-03-01");
    case "text":
    case "unknown":
      return z.string().describe("never empty");
  }
}

function cleaned(value: unknown): unknown {
  if (typeof value === "string") return clean(value, longestText);
  return Array.isArray(value) ? value.map(cleaned).filter((it) => it !== "") : value;
}
