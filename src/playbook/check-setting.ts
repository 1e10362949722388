import { type Catalogue, lookUp, type Type, typeInWords } from "../grammar/catalogue.ts";
import { checkText } from "../grammar/check-text.ts";
import { didYouMean } from "../grammar/closest.ts";
import { isDate } from "../grammar/moment.ts";
import { type Fault, fault } from "../grammar/problem.ts";
import { readText } from "../grammar/text.ts";
import { isFixed } from "../steps/customer-fields.ts";

/** What is wrong with a field of the customer becoming this; what is written with {{ }} is only known in a run. */
export function checkSetting(name: string, value: unknown, catalogue: Catalogue): Fault[] {
  if (!catalogue.names["customer"]) {
    const message = "A playbook about no single customer has no field to set.";
    return [fault("not-allowed", message, { fix: "Leave out scope: workspace." })];
  }
  if (isFixed(name)) {
    const message = `${name} is not changed by a playbook.`;
    return [fault("not-allowed", message, { fix: "Set another field." })];
  }
  const found = lookUp(catalogue, ["customer", name]);
  if ("unknown" in found) {
    const names = found.among.map((it) => it.replace("customer.", "")).filter((it) => !isFixed(it));
    const fix = didYouMean(name, names) ?? `There are ${names.join(", ")}.`;
    return [fault("unknown-name", `No customer has a field "${name}".`, { fix })];
  }
  if (typeof value === "string" && value.includes("{{")) {
    const text = readText(value);
    return text.ok ? checkText(text.value, catalogue) : text.faults;
  }
  if (isOf(found.type, value)) return [];
  const message = `${name} is ${typeInWords(found.type)}, and this is not.`;
  return [
    fault("type-mismatch", message, { fix: `Write ${examples.get(found.type) ?? "a text"}.` }),
  ];
}

const examples: ReadonlyMap<Type, string> = new Map([
  ["number", "a number, such as 70"],
  ["boolean", "true or false"],
  ["date", "a date, such as 2027-01-31"],
]);

function isOf(type: Type, value: unknown): boolean {
  if (typeof value === "string" && value.trim() === "") return false;
  switch (type) {
    case "unknown":
      return true;
    case "number":
    case "boolean":
      return typeof value === type;
    case "date":
      return typeof value === "string" && isDate(value);
    case "text":
      return typeof value === "string" || typeof value === "number";
  }
  return "oneOf" in type && type.oneOf.some((it) => it === value);
}
