import { fieldsIn } from "../grammar/field.ts";
import { listInWords } from "../grammar/words.ts";
import { everyStep } from "../playbook/check-steps.ts";
import type { Playbook } from "../playbook/playbook.ts";
import { knownSteps, schemaOf, typeOf } from "../steps/all.ts";
import type { AnyStep } from "../steps/step-type.ts";
import { fieldsOf } from "./doubts.ts";
import { fieldMeant } from "./field-meant.ts";
import { findStep } from "./find-step.ts";
import type { Plain, Rule, Standing } from "./plain.ts";
import {
  edits,
  length,
  personIn,
  quoted,
  say,
  setting,
  somebody,
  valueIn,
  withStep,
} from "./plain-words.ts";

export const stepRules: readonly Rule[] = [renameStep, removeField, remove, whoDoes, reorder];

function renameStep(said: string, standing: Standing): Plain | null {
  const [, what, name] = /^rename\s+(?:the\s+)?(.+?)\s+(?:to|as)\s+(.+)$/i.exec(said) ?? [];
  if (what === undefined || name === undefined || itself.test(what)) return null;
  return withStep(standing, what, (step) => edits(setting(step.id, ["name"], valueIn(name))));
}

const itself = /^(?:it|this|that|(?:this |the )?(?:playbook|workflow|draft))$/i;

function removeField(said: string, standing: Standing): Plain | null {
  const [, field, what] =
    /^(?:remove|delete|drop|clear|take)\s+(?:off\s+)?(?:the\s+)?(.+?)\s+(?:of|from|off)\s+(.+)$/i.exec(
      said,
    ) ?? [];
  if (field === undefined || what === undefined) return null;
  const found = itself.test(what) ? null : findStep(standing.playbook, what);
  const step = found?.is === "one" ? found.step : null;
  const path = step && fieldMeant(step, field);
  if (!path || !step) return null;
  const [first = ""] = path;
  if (!(first in step)) return say(`${quoted(step)} has no ${field}.`);
  return edits({ is: "remove-field", step: step.id, path });
}

function remove(said: string, standing: Standing): Plain | null {
  const [, what] =
    /^(?:remove|delete|drop|leave out|take out|get rid of|skip|cut)\s+(.+?)(?:\s+(?:completely|altogether|entirely))?$/i.exec(
      said,
    ) ?? [];
  if (what === undefined) return null;
  return withStep(standing, what, (step) => {
    const { playbook } = standing;
    const users = usersOf(step, playbook);
    const removed = edits({ is: "remove-step", id: step.id });
    if (users.length === 0) return removed;
    const ifBroken = `${quoted(step)} cannot go alone: what it gives is used by ${listInWords(users)}. Change that first.`;
    return { ...removed, ifBroken };
  });
}

/** What speaks of a step's results, itself left out. */
function usersOf(step: AnyStep, playbook: Playbook): string[] {
  const own = [step.id, ...inside(step, playbook.steps)];
  const speaks = new RegExp(`\\b(?:${own.join("|")})\\b`);
  const users = fieldsOf(playbook).filter(
    ({ step: user, value }) => speaks.test(value) && !own.includes(user ?? ""),
  );
  const steps = new Map(everyStep(playbook.steps, []).map((it) => [it.step.id, it.step]));
  const names = users.map(({ step: user, field }) => {
    const found = steps.get(user ?? "");
    return found ? quoted(found) : `the playbook's ${field.split(".")[0]}`;
  });
  return [...new Set(names)];
}

const handles = String.raw`(?:do|handle|own|take(?:\s+over|\s+care of)?|make|hold|run)(?:e?s)?`;
const does = [
  new RegExp(
    String.raw`^(?:let|have|make)\s+${somebody}\s+(?:to\s+)?(?:do|handle|own|take(?:\s+over)?|make|hold|run)\s+(.+)$`,
    "i",
  ),
  new RegExp(String.raw`^${somebody}\s+(?:should\s+|must\s+)?${handles}\s+(.+)$`, "i"),
];
const assigned = [
  new RegExp(String.raw`^(?:assign|give|hand)\s+(.+?)\s+(?:over\s+)?to\s+${somebody}$`, "i"),
  new RegExp(
    String.raw`^(.+?)\s+(?:is|should be)\s+(?:done|handled|made|held)\s+by\s+${somebody}$`,
    "i",
  ),
];

function whoDoes(said: string, standing: Standing): Plain | null {
  for (const pattern of does) {
    const [, who, what] = pattern.exec(said) ?? [];
    if (who !== undefined && what !== undefined) return assign(what, who, standing);
  }
  for (const pattern of assigned) {
    const [, what, who] = pattern.exec(said) ?? [];
    if (who !== undefined && what !== undefined) return assign(what, who, standing);
  }
  return null;
}

function assign(what: string, who: string, standing: Standing): Plain | null {
  return withStep(standing, what, (step) => {
    const { form } = typeOf(knownSteps, step);
    const own = [...fieldsIn(schemaOf(knownSteps, step), step)];
    const field = own.find(({ kind, path }) => kind === "person" && path[0] === form.who);
    if (field) return edits(setting(step.id, [String(field.path[0])], personIn(who)));
    return say(`${quoted(step)} is not done by a person, so it cannot be given to one.`);
  });
}

function reorder(said: string, standing: Standing): Plain | null {
  const [, what, side, other] =
    /^(?:move|put|do|place)\s+(.+?)\s+(after|behind|before|in front of)\s+(.+)$/i.exec(said) ?? [];
  if (what === undefined || other === undefined || side === undefined) return null;
  const { playbook } = standing;
  // "put it 3 days after the kickoff" is about time
  if (new RegExp(String.raw`\s${length}$`, "i").test(what)) return null;
  if (findStep(playbook, other)?.is !== "one") return null;
  return withStep(standing, what, (step) =>
    withStep(standing, other, (beside) => {
      if (step === beside) return say("That is the same step.");
      if (inside(step, playbook.steps).includes(beside.id))
        return say(`${quoted(beside)} lies inside ${quoted(step)}.`);
      const moved = { ...step };
      return edits(
        { is: "remove-step", id: step.id },
        /after|behind/i.test(side)
          ? { is: "insert-step", after: beside.id, step: moved }
          : { is: "insert-step", before: beside.id, step: moved },
      );
    }),
  );
}

function inside(step: AnyStep, steps: AnyStep[]): string[] {
  const all = everyStep(steps, []);
  const own = all.find((it) => it.step === step)?.path.join(".") ?? "";
  return all
    .filter(({ path }) => path.join(".").startsWith(`${own}.`))
    .map((inner) => inner.step.id);
}
