import { z } from "zod";
import { channel, condition, duration, stepList, text } from "../grammar/field.ts";
import type { FaultAt } from "../grammar/problem.ts";
import { listInWords } from "../grammar/words.ts";
import { placeInWords } from "./message.ts";
import { roundsInWords } from "./rounds-in-words.ts";
import { type AnyStep, defineStep, type Layout, type Span } from "./step-type.ts";

// the way into what it holds; left out by its only_if, it has no result and that way is not taken
const opened = "opened";

const Repeat = z
  .strictObject({
    every: duration("how long after a round began the next one does").optional(),
    until: condition("true: there is no further round").optional(),
    at_most: z.number().int().min(2).max(100).describe("how many rounds there are at most"),
  })
  .describe("rounds; with at_most alone there is another one only where somebody decides so");

const Announce = z
  .strictObject({
    to: z.array(channel("a channel or a person")).min(1).max(10),
    text: text("what it says"),
  })
  .describe("posted when the phase is reached, before it waits for its date");

type Announced = { announce?: z.infer<typeof Announce> | undefined };

export const phase = defineStep({
  do: "phase",
  about: "Groups steps under a name; they happen one after the other.",
  example: `id: prepare
do: phase
name: Prepare the review
steps:
  - { id: numbers, do: task, title: Collect the numbers, who: csm }
  - { id: slides, do: task, title: Make the slides, who: csm }`,
  parks: false,
  form: { text: null, who: null, hold: (steps) => ({ steps }) },
  judgedBehind: "repeat",
  fields: ({ steps }) => ({
    steps: stepList("what happens in it, in order", steps),
    repeat: Repeat.optional(),
    announce: Announce.optional(),
    updates: duration("how often the thread is told how it stands, while it is open").optional(),
    quiet: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/, "two times, as 20:00-08:00")
      .describe("no updates between these times of day")
      .optional(),
  }),
  summary: (step) => `Phase “${step.id.replaceAll("_", " ")}”${roundsOf(step.repeat)}`,
  gist: (step) => roundsOf(step.repeat).replace(/^, /, ""),
  aside: ({ announce, updates }) =>
    [
      announce === undefined ? "" : `announced to ${listInWords(announce.to.map(placeInWords))}`,
      updates === undefined ? "" : `says how it stands${roundsInWords({ every: updates })}`,
    ]
      .filter((it) => it !== "")
      .join("; "),
  results: () => ({}),
  inside: (step) => [
    {
      name: null,
      when: null,
      steps: step.steps,
      path: ["steps"],
      rounds: step.repeat?.at_most ?? 1,
    },
  ],
  faults: ({ quiet, updates }): FaultAt[] =>
    quiet === undefined || updates !== undefined
      ? []
      : [
          {
            code: "missing-field",
            path: ["updates"],
            message: "quiet: says when there are no updates, but there are none.",
            fix: "Add updates: 4h, for example.",
          },
        ],
  layOut(step, layout) {
    const { id, name = id.replaceAll("_", " "), repeat, updates, quiet } = step;
    // the steps inside are nodes of their own
    const entry = layout.step(Object.assign({}, step, { steps: [] }));
    const exit = layout.join(step, updates !== undefined);
    const scope = { step: id, atMost: repeat?.at_most ?? 1, every: repeat?.every };
    const place = { step: id, path: null, scope };
    const isByItself = repeat?.every !== undefined || repeat?.until !== undefined;
    const round = { id: `${id}/round`, do: "round", phase: id, ...repeat };
    const inner = layout.sequence(isByItself ? [...step.steps, round] : step.steps, place);
    if (inner) layout.edge(entry, inner, opened);
    if (inner) layout.edge(inner, exit);
    layout.edge(entry, exit, "none");
    if (updates !== undefined) {
      const told = { id: `${id}/updates`, do: "updates", phase: id, title: name, quiet };
      const beside = layout.sequence([Object.assign(told, { every: updates })], place);
      if (beside) layout.edge(entry, beside, opened);
    }
    return { entry: announced(step, layout, entry), exit: exit.exit };
  },
  begin: async () => ({ is: "done", result: opened }),
  expect: (step) => ({
    says: step.name ?? "These steps, one after the other",
    lasts: { is: "instant" },
    result: opened,
  }),
});

/** What is posted before it begins, in a row; where the whole of it begins. */
function announced(step: AnyStep & Announced, layout: Layout, entry: Span): string {
  const { id, name = id.replaceAll("_", " "), announce, only_if } = step;
  let next = entry;
  for (const [i, to] of (announce?.to ?? []).toReversed().entries()) {
    const post = {
      id: `${id}/announce${i + 1}`,
      do: "message",
      name: `Announce “${name}” to ${placeInWords(to)}`,
      to,
      undo: [toldBack(id, { name, to, nth: i + 1 })],
    };
    const before = layout.step(Object.assign(post, { text: announce?.text, only_if }));
    layout.edge(before, next);
    next = before;
  }
  return next.entry;
}

// who was told that it begins is told that it was taken back
function toldBack(id: string, { name, to, nth }: { name: string; to: string; nth: number }) {
  return {
    id: `${id}_told_back${nth}`,
    do: "message",
    name: `Tell ${placeInWords(to)} that “${name}” is taken back`,
    to,
    text: `:leftwards_arrow_with_hook: “${name.replaceAll("{{", "{ {")}” of {{run.name}} is taken back.`,
  };
}

/** ", again every 7 days until health is at least 70, at most 8 times" */
function roundsOf(repeat: z.infer<typeof Repeat> | undefined): string {
  if (!repeat) return "";
  const { every, until, at_most: atMost } = repeat;
  if (every === undefined && until === undefined) return `, at most ${atMost} rounds`;
  return `, again${roundsInWords({ every, until })}, at most ${atMost} times`;
}
