import fc from "fast-check";
import type { Playbook } from "../../src/playbook/playbook.ts";
import type { AnyStep } from "../../src/steps/step-type.ts";

// what YAML, or a careless printer, could read as something else
const fragments =
  "#|: |- |? |'|\"|\\|\n|\n\n|\t| |  |\r|yes|no|null|~|true|0123|1e3|.5|+49 30|-1|%|@maya|!tag|&a|*b|>|[|]|{|}|,|é|😀|\u00a0|---|...|<<|=|`|$|//|a|Best\n|  indented\n|end".split(
    "|",
  );

// what the reader refuses wherever it stands
const hidden =
  /[^\P{Cc}\n\t\r]|[\u00AD\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|\p{Cs}/u;

/** Texts of one or several lines, made of what breaks printers; never empty and never a template. */
export const nastyText = fc
  .array(fc.oneof(fc.constantFrom(...fragments), fc.constant("|"), fc.string({ maxLength: 3 })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => parts.join(""))
  .filter((text) => text.trim() !== "" && !text.includes("{{") && !hidden.test(text));

const line = nastyText.map((text) => text.slice(0, 70)).filter((text) => text.trim() !== "");

const leaf = fc.oneof(
  fc.record({ do: fc.constant("message"), text: nastyText, notes: nastyText }),
  fc.record({
    do: fc.constant("email"),
    to: fc.constantFrom("champion", ["sponsor", "primary"]),
    subject: nastyText,
    body: nastyText,
    approval: fc.record({ who: fc.constantFrom("csm", "@maya"), second_person: fc.boolean() }),
  }),
  fc.record({
    do: fc.constant("task"),
    name: line,
    title: nastyText,
    who: fc.constant("csm"),
    output: fc.record({
      mood: fc.uniqueArray(line, { minLength: 2, maxLength: 4 }),
      n: fc.constant("number"),
    }),
  }),
  fc.record({
    do: fc.constant("wait"),
    for: fc.constantFrom("3 days", "2h"),
    only_if: fc.constant('customer.plan == "it\'s: #1"'),
  }),
);

type Loose = Record<string, unknown>;

/** Playbooks that are right in every way but look as if they were not. */
export const nastyPlaybooks: fc.Arbitrary<Playbook> = fc
  .record({
    name: line,
    goal: nastyText,
    why: nastyText,
    ask: line,
    value: fc
      .oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer())
      .map((it) => it || 0),
    paths: fc.uniqueArray(
      line.filter((it) => it !== "none"),
      { minLength: 1, maxLength: 3 },
    ),
    outer: fc.array(leaf, { minLength: 1, maxLength: 3 }),
    inner: fc.array(leaf, { minLength: 1, maxLength: 2 }),
  })
  .map(({ name, goal, why, ask, value, paths, outer, inner }) => {
    let count = 0;
    const stepOf = (fields: Loose): AnyStep => Object.assign({ id: `s${++count}`, do: "" }, fields);
    const route = {
      do: "if",
      paths: paths.map((path) => ({ name: path, when: "true", steps: inner.map(stepOf) })),
    };
    return {
      format: 1,
      id: "nasty",
      name,
      goal,
      why,
      inputs: { amount: { type: "number", ask, default: value } },
      triggers: [
        Object.assign({ by: "event" }, { name: "risk.detected", give: { amount: '"1"' } }),
      ],
      steps: [...outer.map(stepOf), stepOf(route)],
    } satisfies Playbook;
  });
