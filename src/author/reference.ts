// the manual of the language as a model gets it, made from the lists of what there is

import { anySignatureOf, functionNames } from "../grammar/expression-functions.ts";
import type { Type } from "../grammar/catalogue.ts";
import { typeInWords } from "../grammar/catalogue.ts";
import { shapeKinds } from "../grammar/shape.ts";
import { helperNames, helperOf } from "../grammar/text-helpers.ts";
import { contactRoles, reservedResults, startCatalogue } from "../playbook/catalogue.ts";
import { personRoles } from "../playbook/check-field.ts";
import { Playbook } from "../playbook/playbook.ts";
import { knownSteps, stepTypes, stepsSchema } from "../steps/all.ts";
import type { AnyStep, StepType } from "../steps/step-type.ts";
import { triggerTypes } from "../triggers/all.ts";
import { exampleSteps } from "./example-steps.ts";
import { PlaybookForm } from "./form.ts";
import { fieldLine, fieldsInWords } from "./schema-words.ts";

/** All a playbook may hold: step types, triggers, names, helpers. */
export function reference(): string {
  const steps = exampleSteps();
  return [
    "# Step types",
    ...stepTypes.map((type) => stepSection(type, steps.get(type.do))),
    "# Fields that steps of several types have",
    commonFields(),
    "# Fields of the playbook itself, in field rows without a step",
    ownFieldsOfPlaybook(),
    "# Triggers",
    ...triggerTypes.map(triggerSection),
    "# Names",
    namesSection(),
    "# Conditions",
    conditionsSection(),
    "# Texts",
    textsSection(),
  ].join("\n\n");
}

/** Step types and triggers with what each is for, a line each. */
export function outline(): { steps: string; triggers: string } {
  const line = ([name, about]: [string, string]) => `- \`${name}\`: ${about}`;
  return {
    steps: stepTypes.map((type) => line([type.do, type.about])).join("\n"),
    triggers: triggerTypes.map((type) => line([type.by, type.about])).join("\n"),
  };
}

// what every type has is said once
const common = [
  "id",
  "do",
  "name",
  "only_if",
  "at",
  "notes",
  "retry",
  "timeout",
  "remind",
  "escalate",
  "approval",
  "gate",
  "on_error",
  "undo",
  "no_undo",
];

function isCommon(field: string): boolean {
  return common.includes(rootOf(field));
}

function rootOf(field: string): string {
  return field.split(".")[0] ?? "";
}

function ownFields(type: StepType) {
  const nested = Object.keys(type.form.nest?.([]) ?? {});
  const fields = fieldsInWords(type.schema({ steps: stepsSchema(knownSteps) }));
  return fields.filter(({ field }) => !isCommon(field) && !nested.includes(rootOf(field)));
}

function stepSection(type: StepType, example: AnyStep | undefined): string {
  const { form } = type;
  const fields = ownFields(type);
  const words = (name: string) => {
    const found = fields.find(({ field }) => field === name);
    return found ? `\`${name}\`: ${found.about}` : `\`${name}\``;
  };
  const results = { ...(example && type.results(example)) };
  const lines = [
    form.who === null ? "" : `- row \`who\` is ${words(form.who)}`,
    form.text === null ? "" : `- row \`text\` is ${words(form.text)}`,
    ...fields.filter(({ field }) => field !== form.who && field !== form.text).map(fieldLine),
    ...(form.nest ? [nestLine] : []),
    ...Object.entries(type.sees ?? {}).map(([field, names]) => {
      const seen = Object.entries(names).map(([name, kind]) => seenAs(name, kind));
      return `- \`${field}\` may also name ${seen.join(", ")}`;
    }),
    ...Object.entries(results).map(
      ([name, kind]) => `- gives \`<id>.${name}\`: ${typeInWords(kind)}`,
    ),
  ];
  const list = lines.filter(Boolean).join("\n");
  return `## ${type.do}\n\n${type.about}\n\n${list}\n\n${fenced(type.example)}`;
}

function seenAs(name: string, type: Type): string {
  if (type === "unknown") return `\`${name}.<field>\``;
  if (typeof type !== "object" || !("fields" in type)) return `\`${name}\``;
  return Object.keys(type.fields)
    .map((field) => `\`${name}.${field}\``)
    .join(", ");
}

const nestLine =
  "- its rows name it as `parent` and their `path`; field `when.<path>` (condition) says when that path is taken, and the last path may have none; of a decide, field `then.<path>` says where it leads";

function commonFields(): string {
  const seen = new Map<string, { line: string; types: string[] }>();
  for (const type of stepTypes)
    for (const words of fieldsInWords(type.schema({ steps: stepsSchema(knownSteps) }))) {
      if (!isCommon(words.field) || rowFields.includes(words.field)) continue;
      const known = seen.get(words.field) ?? { line: fieldLine(words), types: [] };
      known.types.push(type.do);
      seen.set(words.field, known);
    }
  return [...seen.values()]
    .map(({ line, types }) =>
      types.length === stepTypes.length ? line : `${line} (${types.join(", ")} only)`,
    )
    .join("\n");
}

const rowFields = ["id", "do", "name", "only_if", "at"];

// what the form has no place of its own for
function ownFieldsOfPlaybook(): string {
  const { limits, ...whole } = PlaybookForm.shape;
  const placed = ["format", "steps", ...Object.keys(whole)];
  const inLimits = Object.keys(limits.shape).map((name) => `limits.${name}`);
  const fields = fieldsInWords(Playbook).filter(
    ({ field }) => !placed.includes(rootOf(field)) && !inLimits.includes(field),
  );
  return fields.map(fieldLine).join("\n");
}

function triggerSection({ by, about, example, schema }: (typeof triggerTypes)[number]): string {
  const fields = fieldsInWords(schema).filter(({ field }) => field !== "by");
  return `## ${by}\n\n${about}\n\n${fields.map(fieldLine).join("\n")}\n\n${fenced(example)}`;
}

function namesSection(): string {
  const { names } = startCatalogue({});
  const lines = Object.entries(names).flatMap(([name, type]) => leaves(name, type));
  return [
    ...lines,
    "- `inputs.<name>`: what the playbook asks at its start",
    ...Object.entries(reservedResults).map(
      ([name, type]) => `- \`<id>.${name}\` of a step that comes earlier: ${typeInWords(type)}`,
    ),
    "- `event.<field>`: in the `when` of an event trigger and the `match` of a wait only",
  ].join("\n");
}

function leaves(name: string, type: Type): string[] {
  if (typeof type !== "object" || !("fields" in type))
    return [`- \`${name}\`: ${typeInWords(type)}`];
  if (name === "inputs") return [];
  return Object.entries(type.fields).flatMap(([field, inner]) => leaves(`${name}.${field}`, inner));
}

function conditionsSection(): string {
  const examples = functionNames.flatMap((name) => anySignatureOf(name)?.example ?? []);
  return [
    "Conditions compare names and values, as in `customer.health < 60 && has(customer.renewal_date)`, with `==`, `!=`, `<`, `<=`, `>`, `>=`, `&&`, `||`, `!`, `in`, `+`, `-`, `*`, `/`. A name that has no value makes the whole condition false. A result of a step that may have been left out is asked for with `has(<id>.<name>) &&` first.",
    `Functions: ${examples.map((it) => `\`${it}\``).join(", ")}.`,
    "Durations are `45m`, `48h`, `21 days`, `3 business days`. Date phrases are `75 days before renewal_date`, `3 business days later` (than the step before), `day 30` (of the run), `30 days after <id>` (of an earlier step), `2027-03-01`. Schedules are `Monday 09:00`, `every weekday at 8:30`, `first Monday of the month 09:00`.",
    `Kinds of answer are ${shapeKinds.map((it) => `\`${it}\``).join(", ")}, or the allowed answers as \`[green, yellow, red]\`.`,
    `People are \`${personRoles.join("`, `")}\` or \`@somebody\`. Contacts of the customer are \`${contactRoles.join("`, `")}\` or an address.`,
  ].join("\n\n");
}

function textsSection(): string {
  const examples = helperNames.flatMap((name) => helperOf(name)?.example ?? []);
  return [
    "Texts name values in {{ }}, as in `{{customer.name}}`. What may be empty is written with `default`. `{{#if customer.sponsor}}…{{/if}}`, `{{#unless …}}` and `{{#each …}}{{this}}{{/each}}` are possible, calculations are not.",
    `Helpers: ${examples.map((it) => `\`${it}\``).join(", ")}.`,
  ].join("\n\n");
}

function fenced(yaml: string): string {
  return `\`\`\`yaml\n${yaml}\n\`\`\``;
}
