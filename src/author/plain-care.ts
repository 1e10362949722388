// what people say of a step that is late, fails or is to be taken back

import { capitalize } from "../grammar/words.ts";
import { everyStep } from "../playbook/check-steps.ts";
import { knownSteps, schemaOf } from "../steps/all.ts";
import type { AnyStep } from "../steps/step-type.ts";
import { schemaAt } from "./field-value.ts";
import type { Plain, Standing } from "./plain.ts";
import { countOf, type Sentence } from "./plain-sentences.ts";
import { edits, personIn, quoted, say, setting, valueIn, withStep } from "./plain-words.ts";

const because = "(?:,? (?:because|as|since)|:) {text}";

export const careSentences: readonly Sentence[] = [
  {
    says: [
      "(?:retry|try) {step}(?: again)?(?: up to| at most)? {count}(?:,? (?:every|waiting|after) {time}(?: apart)?)?",
      "give {step}(?: up to| at most)? {count}",
    ],
    means: ({ step, count, time }, standing) =>
      withField(standing, step, ["retry", "limit"], (id) =>
        edits(
          setting(id, ["retry", "limit"], countOf(count)),
          ...(time === "" ? [] : [setting(id, ["retry", "wait"], time)]),
        ),
      ),
  },
  {
    says: ["(?:do not|don't|never|stop) (?:retry|retrying) {step}"],
    means: ({ step }, standing) => without(standing, step, "retry", "is not tried again"),
  },
  {
    says: ["remind (?:the )?approvers? (?:of|for|about) {step} every {time}"],
    means: ({ step, time }, standing) => setTo(standing, step, ["approval", "remind"], time),
  },
  {
    says: [
      "remind (?:{who}|them|people|everybody) every {time} (?:of|about|for) {step}",
      "remind (?:(?:{who}|them|people|everybody) )?(?:(?:of|about|for) )?{step} every {time}",
      "send (?:an? )?reminders? (?:of|about|for) {step} every {time}",
      "(?:change|set) the reminders? (?:of|about|for) {step} to (?:every )?{time}",
    ],
    means: ({ step, time }, standing) => setTo(standing, step, ["remind"], time),
  },
  {
    says: [
      "escalate {step} to {who} (?:after|in) {time}",
      "escalate {step} (?:after|in) {time} to {who}",
      "(?:if|when) (?:nobody|no one) (?:does|answers|has done|has answered|reacts to|finishes) {step} (?:in|within|after|for) {time},? (?:ask|tell|involve|escalate to) {who}(?: as well| too)?",
      "(?:ask|tell|involve) {who} (?:as well |too )?(?:if|when) {step} is not (?:done|answered|finished) (?:in|within|after) {time}",
    ],
    means: ({ step: what, time, who }, standing) =>
      withField(standing, what, ["escalate"], (id, step) => {
        const now = step.escalate ?? [];
        const known = now.findIndex((it) => it.who === personIn(who));
        const one = { in: time, who: personIn(who) };
        if (known >= 0) return edits(setting(id, ["escalate", known, "in"], time));
        return edits(setting(id, ["escalate"], [...now, one]));
      }),
  },
  {
    says: ["(?:if|when) {step} (?:fails|goes wrong|breaks|cannot be done),? (?:then )?{text}"],
    means: ({ step, text }, standing) => onError(standing, step, text),
  },
  {
    says: [
      "{text} (?:even )?(?:if|when) {step} (?:fails|goes wrong|breaks|cannot be done)",
      "{text} (?:the )?(?:errors|failures) (?:of|in) {step}",
    ],
    means: ({ step, text }, standing) => onError(standing, step, text),
  },
  {
    says: ["(?:if|when) {step} is (?:rejected|refused|not approved),? (?:then )?{text}"],
    means({ step, text }, standing) {
      const [, choice] = rejections.find(([words]) => words.test(text)) ?? [];
      return choice === undefined ? null : setTo(standing, step, ["approval", "on_reject"], choice);
    },
  },
  {
    says: [
      "(?:give up on|stop waiting for|time out) {step} after {time}",
      "{step} (?:may|can|should|must) (?:take|wait|last) (?:at most|no longer than|no more than|up to) {time}",
    ],
    means: ({ step, time }, standing) => setTo(standing, step, ["timeout"], time),
  },
  {
    says: [
      `(?:do not|don't|never) (?:undo|take back|roll back) {step}${because}`,
      `{step} (?:cannot|can't|can not|must not|should not) be (?:undone|taken back|rolled back)${because}`,
      `{step} stays (?:on|in|after) a rollback${because}`,
    ],
    means: ({ step: what, text }, standing) =>
      withStep(standing, what, (step) =>
        edits(
          ...(step.undo ? [removing(step, "undo")] : []),
          setting(step.id, ["no_undo"], capitalize(valueIn(text))),
        ),
      ),
  },
  {
    says: [
      "(?:do not|don't|never) (?:undo|take back|roll back) {step}",
      "{step} (?:cannot|can't|can not|must not|should not) be (?:undone|taken back|rolled back)",
    ],
    means: ({ step: what }, standing) =>
      withStep(standing, what, (step) =>
        say(`Say why as well, as in: do not undo ${quoted(step)} because it does no harm.`),
      ),
  },
  {
    says: [
      "(?:to )?(?:undo|take back) {step},? {who} (?:must |should |has to |needs to )?(?:does:? )?{text}",
      "(?:undo|take back) {step} (?:by|with)(?: a task)?(?: for {who})?:? {text}",
    ],
    means: ({ step: what, who, text }, standing) =>
      withStep(standing, what, (step) => {
        const by = who === "" ? "csm" : personIn(who);
        const task = { id: freeStep(step, standing), do: "task" };
        const undo = [{ ...task, title: capitalize(asTask(valueIn(text))), who: by }];
        return edits(
          ...(step.no_undo === undefined ? [] : [removing(step, "no_undo")]),
          setting(step.id, ["undo"], undo),
        );
      }),
  },
];

/** "switches it back" is done as "switch it back" */
function asTask(said: string): string {
  const [, verb = "", rest = ""] = /^([a-z]+)s( .+)$/i.exec(said) ?? [];
  if (verb === "" || verb.endsWith("s")) return said;
  if (verb.endsWith("ie")) return `${verb.slice(0, -2)}y${rest}`;
  return `${verb.replace(/(?<=ch|sh|x|ss|zz|o)e$/, "")}${rest}`;
}

const choices: readonly [RegExp, string][] = [
  [/^(?:continue|carry on|go on|skip|ignore|proceed)\b/i, "continue"],
  [/^(?:stop|end|abort|cancel)\b/i, "stop"],
  [/^(?:ask|get help|wait for)\b/i, "ask"],
];
const rejections: readonly [RegExp, string][] = [
  [/\bback\b/i, "send_back"],
  [/^(?:skip|leave|go on|continue|carry on)\b/i, "skip"],
  [/^(?:stop|end|abort|cancel)\b/i, "stop"],
];

function onError(standing: Standing, what: string, said: string): Plain | null {
  const [, choice] = choices.find(([words]) => words.test(said)) ?? [];
  if (choice !== undefined) return setTo(standing, what, ["on_error"], choice);
  return { is: "not-understood", hint: "When a step fails I can go on, ask, or stop the run." };
}

function setTo(standing: Standing, what: string, path: string[], value: unknown): Plain | null {
  return withField(standing, what, path, (id) => edits(setting(id, path, value)));
}

/** Does something with a step, if steps like it have such a field. */
export function withField(
  standing: Standing,
  what: string,
  path: readonly string[],
  then: (id: string, step: AnyStep) => Plain | null,
): Plain | null {
  return withStep(standing, what, (step) =>
    schemaAt(schemaOf(knownSteps, step), path)
      ? then(step.id, step)
      : say(`${quoted(step)} is a step of a kind that has no ${path.join(".")}.`),
  );
}

function without(standing: Standing, what: string, field: "retry", stands: string): Plain | null {
  return withStep(standing, what, (step) =>
    field in step ? edits(removing(step, field)) : say(`${quoted(step)} ${stands}.`),
  );
}

function removing(step: AnyStep, field: string) {
  return { is: "remove-field" as const, step: step.id, path: [field] };
}

function freeStep(step: AnyStep, { playbook }: Standing): string {
  const own = new Set((step.undo ?? []).map(({ id }) => id));
  const taken = everyStep(playbook.steps, []).map((it) => it.step.id);
  const name = `${step.id.slice(0, 50)}_back`;
  for (let id = name, count = 2; ; id = `${name}${count}`, count += 1)
    if (!taken.includes(id) || own.has(id)) return id;
}
