import { type Duration, durationInWords, readDuration } from "../grammar/duration.ts";
import { fieldsIn } from "../grammar/field.ts";
import { everyStep } from "../playbook/check-steps.ts";
import { knownSteps, schemaOf, typeOf } from "../steps/all.ts";
import type { AnyStep } from "../steps/step-type.ts";
import { dateNames } from "./date-names.ts";
import type { Plain, Rule, Standing } from "./plain.ts";
import { edits, length, quoted, say, setting, withStep } from "./plain-words.ts";
import { shiftLength, shiftPhrase } from "./shift.ts";
import { startRule, triggersBy } from "./plain-start.ts";

export const timeRules: readonly Rule[] = [move, wait, startRule];

const later = new RegExp(
  String.raw`^(?:(?:move|push|send|do|shift|hold|make|start|begin|schedule|run|let|have|bring)\s+)?(.*?)\s*(?:back\s+|forward\s+|out\s+|start\s+|happen\s+)?(?:by\s+)?${length}\s+(later|earlier|sooner|back|forward)$`,
  "i",
);
const postpone = new RegExp(
  String.raw`^(?:postpone|delay|push back)\s+(.+?)\s+by\s+${length}$`,
  "i",
);
const advance = new RegExp(
  String.raw`^(?:bring|move|pull)\s+(.+?)\s+forward\s+by\s+${length}$`,
  "i",
);

function move(said: string, standing: Standing): Plain | null {
  const [, put, putBy] = postpone.exec(said) ?? [];
  if (put !== undefined) return moveBy(put, putBy ?? "", 1, standing, said);
  const [, pulled, pulledBy] = advance.exec(said) ?? [];
  if (pulled !== undefined) return moveBy(pulled, pulledBy ?? "", -1, standing, said);
  const [, what = "", by, way] = later.exec(said) ?? [];
  if (by === undefined || way === undefined) return null;
  const isLater = /later|back/i.test(way);
  return moveBy(what, by, isLater ? 1 : -1, standing, said);
}

function moveBy(what: string, written: string, way: 1 | -1, standing: Standing, said: string) {
  const by = readDuration(written);
  if (!by.ok) return null;
  const isIt = /^(?:it|this|that|the playbook|everything|the start|)$/i.test(what.trim());
  if (!isIt) return withStep(standing, what, (step) => moveStep(step, by.value, way));
  const mails = everyStep(standing.playbook.steps, []).filter(
    ({ step }) => typeOf(knownSteps, step).content,
  );
  // "send it" is about the mail, as long as there is one
  if (/^send\b/i.test(said) && mails[0] && mails.length === 1)
    return moveStep(mails[0].step, by.value, way);
  return moveStart(standing, by.value, way);
}

function moveStart(standing: Standing, by: Duration, way: 1 | -1): Plain {
  const [first, ...others] = triggersBy(standing.playbook, "date");
  if (!first)
    return say(
      `It does not start around a date. Say when, as in: start 90 days before ${dateNames(standing.context.surroundings)[0]}.`,
    );
  if (others.length > 0) return say("It starts around several dates. Say the new one in full.");
  const moved = shiftPhrase(first.when.now, by, way);
  return moved.ok
    ? edits(setting(null, ["triggers", first.index, first.when.field], moved.text))
    : say(moved.wrong);
}

function moveStep(step: AnyStep, by: Duration, way: 1 | -1): Plain {
  const time = timeOf(step);
  if (!time) {
    if (way === -1)
      return say(`${quoted(step)} happens as soon as the step before it ends, so not any earlier.`);
    return edits(setting(step.id, ["at"], `${durationInWords(by)} later`));
  }
  const { field, written, kind } = time;
  const now = readDuration(written);
  const moved =
    kind === "duration" && now.ok ? shiftLength(now.value, by, way) : shiftPhrase(written, by, way);
  return moved.ok ? edits(setting(step.id, [field], moved.text)) : say(moved.wrong);
}

type Time = { field: string; written: string; kind: "date" | "duration" };

/** The field that says when a step happens: its date, or the length or end of its wait. */
function timeOf(step: AnyStep): Time | null {
  const times = [...fieldsIn(schemaOf(knownSteps, step), step)].flatMap(
    ({ kind, path, value }): Time[] => {
      const [field] = path;
      const isTime = (kind === "date" || kind === "duration") && path.length === 1;
      // how long a step may take at most does not say when it happens
      if (!isTime || field === "timeout") return [];
      return [{ field: String(field), written: String(value), kind }];
    },
  );
  return times.find(({ kind }) => kind === "date") ?? times[0] ?? null;
}

const waits = [
  new RegExp(
    String.raw`^(?:change|set|make|increase|shorten|reduce|extend|raise|lower)\s+(?:the\s+)?(?:wait|waiting time|waiting|pause)(?:\s+step)?\s+(?:to\s+|be\s+|for\s+)?${length}$`,
    "i",
  ),
  new RegExp(String.raw`^wait\s+(?:for\s+)?${length}(?:\s+instead(?:\s+of\s+.*)?)?$`, "i"),
];
const stepWaits = [
  new RegExp(String.raw`^(?:make|let|have)\s+(.+?)\s+(?:to\s+)?wait\s+(?:for\s+)?${length}$`, "i"),
  new RegExp(String.raw`^wait\s+${length}\s+(?:before|for|in|at)\s+(.+)$`, "i"),
  new RegExp(
    String.raw`^(?:change|set|shorten|extend|increase|reduce)\s+(.+?)\s+to\s+${length}$`,
    "i",
  ),
  new RegExp(String.raw`^give\s+(.+?)\s+${length}$`, "i"),
];

function wait(said: string, standing: Standing): Plain | null {
  for (const pattern of waits) {
    const written = pattern.exec(said)?.[1];
    if (written === undefined || !readDuration(written).ok) continue;
    return withStep(standing, "wait", (step) => lengthOf(step, written));
  }
  for (const pattern of stepWaits) {
    const [, a = "", b = ""] = pattern.exec(said) ?? [];
    const [what, written] = readDuration(a).ok ? [b, a] : [a, b];
    if (what === "" || !readDuration(written).ok) continue;
    return withStep(standing, what, (step) => lengthOf(step, written));
  }
  return null;
}

/** Sets how long a step lasts, or may last; one that does not last begins later. */
function lengthOf(step: AnyStep, written: string): Plain {
  const text = written.toLowerCase();
  const fields = [...fieldsIn(schemaOf(knownSteps, step), step)];
  const lengths = fields.filter(({ kind, path }) => kind === "duration" && path.length === 1);
  // what it waits for counts before the most it may wait
  const own = lengths.find(({ path }) => path[0] !== "timeout") ?? lengths[0];
  if (own) return edits(setting(step.id, [String(own.path[0])], text));
  const { parks } = typeOf(knownSteps, step);
  const until = fields.find(({ kind, path }) => kind === "date" && path[0] !== "at");
  if (parks && until)
    return say(`${quoted(step)} lasts until ${String(until.value)}. Say the new date instead.`);
  return edits(setting(step.id, parks ? ["timeout"] : ["at"], parks ? text : `${text} later`));
}
