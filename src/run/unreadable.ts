import { fieldsIn } from "../grammar/field.ts";
import { knownSteps, schemaOf } from "../steps/all.ts";
import type { AnyStep } from "../steps/step-type.ts";
import { type SeenWorld, written } from "./world.ts";

/** Reads every text of a step as it would be written, and looks for everybody it needs. */
export function unreadable(step: AnyStep, world: SeenWorld): string[] {
  const found: string[] = [];
  for (const { kind, value } of fieldsIn(schemaOf(knownSteps, step), step)) {
    const source = String(value);
    if (kind === "person" && !world.person(source)) found.push(`there is nobody for "${source}"`);
    const isText = kind === "text" || kind === "setting";
    const text = isText ? written(() => ({ text: world.render(source, "plain") })) : null;
    if (text && "held" in text) found.push(text.held);
  }
  return found;
}
