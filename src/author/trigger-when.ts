// the one field by which a trigger says when it fires, found by what the field means

import { fieldsIn } from "../grammar/field.ts";
import { readCron, readSchedule } from "../grammar/schedule.ts";
import type { Edit } from "../playbook/edit.ts";
import { triggerTypeOf } from "../triggers/all.ts";
import type { AnyTrigger } from "../triggers/trigger-type.ts";
import { readStartPhrase } from "./start-phrase.ts";

/** Around a date or by the calendar, in which field, and as it is written now. */
export type When = { is: "date" | "schedule"; field: string; now: string };

/** When a trigger fires; null for one that waits for something to happen. */
export function whenOf(trigger: AnyTrigger): When | null {
  for (const { kind, path, value } of fieldsIn(triggerTypeOf(trigger).schema, trigger)) {
    const field = String(path[0]);
    if (kind === "date") return { is: "date", field, now: String(value) };
    if (kind === "schedule" || kind === "cron")
      return { is: "schedule", field, now: String(value) };
  }
  return null;
}

export type Edits = { ok: true; edits: Edit[] } | { ok: false; wrong: string };

/** The edits that make a trigger fire when somebody says it should. */
export function retime(
  { trigger, index, when }: { trigger: AnyTrigger; index: number; when: When },
  said: string,
  dates: readonly string[],
): Edits {
  return when.is === "date"
    ? aroundDate({ trigger, index, when }, said, dates)
    : byCalendar({ index, when }, said);
}

function aroundDate(
  { trigger, index, when }: { trigger: AnyTrigger; index: number; when: When },
  said: string,
  dates: readonly string[],
): Edits {
  if (said.trim() === when.now) return { ok: true, edits: [] };
  const read = readStartPhrase(said, dates, when.now);
  if (!read.ok) return read;
  const { phrase, time } = read;
  if (time === null) return { ok: true, edits: [setting(index, when.field, phrase)] };
  const { shape } = triggerTypeOf(trigger).schema;
  if (!("time" in shape))
    return { ok: true, edits: [setting(index, when.field, `${phrase} at ${time}`)] };
  const edits = [setting(index, when.field, phrase), setting(index, "time", time)];
  return { ok: true, edits };
}

function byCalendar({ index, when }: { index: number; when: When }, said: string): Edits {
  const text = scheduleText(said);
  if (text === when.now) return { ok: true, edits: [] };
  const isCron = readCron(text).ok;
  const reading = isCron ? readCron(text) : readSchedule(text);
  if (!reading.ok) {
    const [fault] = reading.faults;
    return { ok: false, wrong: [fault?.message, fault?.fix].filter(Boolean).join(" ") };
  }
  const field = isCron ? "cron" : "every";
  const edits = [setting(index, field, text)];
  // a schedule is said in one of the two ways
  if (field !== when.field)
    edits.push({ is: "remove-field", step: null, path: ["triggers", index, when.field] });
  return { ok: true, edits };
}

/** What stands behind `every:`, where the word need not be said again. */
export function scheduleText(said: string): string {
  const text = said.trim().replace(/[.!]+$/, "");
  const rest = text.replace(/^(?:every|each)\s+/i, "");
  return readSchedule(rest).ok ? rest : text;
}

function setting(index: number, field: string, value: string): Edit {
  return { is: "set-field", step: null, path: ["triggers", index, field], value };
}
