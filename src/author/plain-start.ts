import type { Kind } from "../grammar/field.ts";
import { readCron, readSchedule } from "../grammar/schedule.ts";
import type { Playbook } from "../playbook/playbook.ts";
import { triggerTypes } from "../triggers/all.ts";
import { dateNames } from "./date-names.ts";
import type { Plain, Standing } from "./plain.ts";
import { edits, say, setting } from "./plain-words.ts";
import { fieldOfKind } from "./schema-words.ts";
import { readStartPhrase } from "./start-phrase.ts";
import { retime, scheduleText, type When, whenOf } from "./trigger-when.ts";

const start =
  /^(?:start|begin|trigger|run|kick(?: it)? off|fire|launch|it\s+(?:should\s+)?starts?)\s+(?:(?:it|this|the playbook|this playbook|the run|runs)\s+)?(?:off\s+)?(.+?)(?:\s+instead(?:\s+of\s+.*)?)?$/i;
const change =
  /^(?:change|set|make|move)\s+(?:the\s+)?(?:start|trigger|start date|starting date|schedule|timing)\s+(?:to\s+|be\s+)?(.+?)(?:\s+instead(?:\s+of\s+.*)?)?$/i;

/** "start 60 days before renewal", "run it every Monday at 9" */
export function startRule(said: string, standing: Standing): Plain | null {
  const [, written] = change.exec(said) ?? start.exec(said) ?? [];
  if (written === undefined) return null;
  const dates = dateNames(standing.context.surroundings);
  const [own] = triggersBy(standing.playbook, "date");
  // "start calling them" is about something else
  const isDate =
    /\b(?:before|after|prior to|ahead of)\b|^\d|^on\b/i.test(written) &&
    readStartPhrase(written, dates, own?.when.now ?? null).ok;
  if (isDate) return setStart("date", written, standing, dates);
  if (readSchedule(written).ok || readCron(written).ok)
    return setStart("schedule", written, standing, dates);
  if (!/\b(?:before|after)\b/i.test(written)) return null;
  const read = readStartPhrase(written, dates, null);
  return read.ok ? null : { is: "not-understood", hint: read.wrong };
}

function setStart(
  is: When["is"],
  written: string,
  { playbook }: Standing,
  dates: readonly string[],
): Plain {
  const [first, ...others] = triggersBy(playbook, is);
  if (others.length > 0)
    return say(`It starts in ${others.length + 1} such ways. Say which in the YAML.`);
  if (first) {
    const retimed = retime(first, written, dates);
    return retimed.ok ? edits(...retimed.edits) : say(retimed.wrong);
  }
  const made = newTrigger(is, written, dates);
  const index = playbook.triggers?.length ?? 0;
  return index === 0
    ? edits(setting(null, ["triggers"], [made]))
    : edits(setting(null, ["triggers", index], made));
}

export function triggersBy({ triggers = [] }: Playbook, is: When["is"]) {
  return triggers.flatMap((trigger, index) => {
    const when = whenOf(trigger);
    return when?.is === is ? [{ trigger, index, when }] : [];
  });
}

function newTrigger(is: When["is"], written: string, dates: readonly string[]) {
  if (is === "date") {
    const read = readStartPhrase(written, dates, null);
    const made: Record<string, unknown> = typeWith("date");
    made[fieldOf("date")] = read.ok ? read.phrase : written;
    if (read.ok && read.time !== null) made["time"] = read.time;
    return made;
  }
  const kind = readCron(written).ok ? "cron" : "schedule";
  return { ...typeWith(kind), [fieldOf(kind)]: scheduleText(written) };
}

// the trigger type that has a field of this kind, and that field's name
function typeWith(kind: Kind): { by: string } {
  return { by: placeOf(kind).by };
}

function fieldOf(kind: Kind): string {
  return placeOf(kind).field;
}

function placeOf(kind: Kind): { by: string; field: string } {
  for (const { by, schema } of triggerTypes) {
    const field = fieldOfKind(schema, kind);
    if (field !== null) return { by, field };
  }
  throw new Error(`no trigger has a ${kind}`);
}
