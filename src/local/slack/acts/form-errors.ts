// what Slack's client itself checks before a form leaves it
import type { Element } from "../blocks/elements.ts";
import { elementsIn } from "../blocks/walk.ts";
import type { StateValue, View } from "../state/records.ts";
import { isEmpty, valuesOf } from "../views/values.ts";

/** Per block_id, one sentence for the person. */
export function formErrors(view: View): Record<string, string> {
  const values = valuesOf(view.blocks, view.values);
  const errors: Record<string, string> = {};
  for (const { block, element } of elementsIn(view.blocks)) {
    const value = values[block.block_id]?.[element.action_id];
    if (block.type !== "input" || !value) continue;
    const error = isEmpty(value) ? missing(block.optional) : wrong(element, value);
    if (error) errors[block.block_id] = error;
  }
  return errors;
}

function missing(optional: boolean | undefined): string | null {
  return optional ? null : "Please complete this required field.";
}

function wrong(element: Element, state: StateValue): string | null {
  const value = typeof state["value"] === "string" ? state["value"] : "";
  if (element.type === "plain_text_input")
    return wrongLength(value, element.min_length ?? 0, element.max_length ?? 3000);
  if (element.type === "email_text_input")
    return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? null : "Enter a valid email address.";
  if (element.type === "url_text_input") return URL.canParse(value) ? null : "Enter a valid URL.";
  if (element.type === "number_input") return wrongNumber(value, element);
  return null;
}

function wrongLength(value: string, min: number, max: number): string | null {
  if (value.length < min) return `Please enter at least ${min} characters.`;
  return value.length > max ? `Please enter no more than ${max} characters.` : null;
}

type Numeric = Extract<Element, { type: "number_input" }>;

function wrongNumber(value: string, element: Numeric): string | null {
  const number = Number(value);
  if (Number.isNaN(number)) return "Enter a number.";
  if (!element.is_decimal_allowed && !Number.isInteger(number)) return "Enter a whole number.";
  const { min_value: min, max_value: max } = element;
  if (min !== undefined && number < Number(min)) return `Enter a number of at least ${min}.`;
  if (max !== undefined && number > Number(max)) return `Enter a number of at most ${max}.`;
  return null;
}
