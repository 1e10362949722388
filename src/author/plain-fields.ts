import { closest } from "../grammar/closest.ts";
import { fieldsIn } from "../grammar/field.ts";
import { everyStep } from "../playbook/check-steps.ts";
import { Playbook } from "../playbook/playbook.ts";
import { fillInputs } from "../playbook/inputs.ts";
import { knownSteps, schemaOf, typeOf } from "../steps/all.ts";
import type { AnyStep } from "../steps/step-type.ts";
import { readChannel } from "./channel-name.ts";
import { dateNames } from "./date-names.ts";
import { fieldMeant } from "./field-meant.ts";
import { fieldValue, schemaAt } from "./field-value.ts";
import { findStep } from "./find-step.ts";
import type { Plain, Rule, Standing } from "./plain.ts";
import { edits, say, setting, valueIn, withStep } from "./plain-words.ts";
import { fieldOfKind } from "./schema-words.ts";
import { readStartPhrase } from "./start-phrase.ts";

export const fieldRules: readonly Rule[] = [renameIt, postIn, fieldOfStep, stepAt, topField];

/** those that take a text of any length */
export const textRules: readonly Rule[] = [fieldOfStep];

function renameIt(said: string, _standing: Standing): Plain | null {
  const [, name] =
    /^(?:rename|call|name)\s+(?:(?:this |the )?(?:playbook|workflow|draft)|it|this|that)\s+(?:to\s+|as\s+)?(.+)$/i.exec(
      said,
    ) ??
    /^(?:change|set)\s+(?:the|its)\s+(?:name|title)(?:\s+of\s+(?:it|the playbook))?\s+to\s+(.+)$/i.exec(
      said,
    ) ??
    [];
  return name === undefined ? null : edits(setting(null, ["name"], valueIn(name)));
}

const itsRuns =
  /^(?:post|run|put|announce|show|keep|report)\s+(?:(?:it|this|them|everything|all|(?:its |the |all )?runs?|(?:its |the |all )?updates?)\s+)?(?:in|into|to)\s+(<#\w+\|[^>]+>|#?[\w-]+)(?:\s+channel)?$/i;
const itsChannel =
  /^(?:(?:change|set|make)\s+(?:the\s+)?channel\s+(?:to\s+|be\s+)?|use\s+(?:the\s+channel\s+)?)(<#\w+\|[^>]+>|#?[\w-]+)(?:\s+channel)?$/i;
const oneStep = /^(?:post|send)\s+(.+?)\s+(?:in|into|to)\s+(<#\w+\|[^>]+>|#[\w-]+)$/i;

function postIn(said: string, standing: Standing): Plain | null {
  const [, all] = itsRuns.exec(said) ?? itsChannel.exec(said) ?? [];
  const [, what, one] = all === undefined ? (oneStep.exec(said) ?? []) : [];
  const written = all ?? one;
  if (written === undefined) return null;
  const channel = readChannel(written, standing.context.channels);
  // "run in parallel" and "use Gmail" name no channel
  const isMeant = /^<?#/.test(written) || /\bchannel\b/i.test(said);
  if (!isMeant && !standing.context.channels.includes(written.toLowerCase())) return null;
  if (!channel.ok) return say(channel.wrong);
  if (what === undefined) return edits(setting(null, ["channel"], channel.name));
  return withStep(standing, what, (step) => {
    const field = fieldOfKind(schemaOf(knownSteps, step), "channel");
    return field
      ? edits(setting(step.id, [field], channel.name))
      : say("Only a message goes to a channel. Say which message, or: post in #channel.");
  });
}

// "the subject of the offer to Hello", "the offer's subject to Hello": the first "to" behind a step counts
const of =
  /^(?:change|set|update|make|replace|edit)\s+(?:the\s+)?([\w -]+?)\s+(?:of|in|for|on)\s+([^]+)$/i;
const owned =
  /^(?:change|set|update|make|replace|edit)\s+(?:the\s+)?(.+?)(?:'s|’s|\.)\s*(\w+)\s+(?:to|with|as|:|=)\s+([^]+)$/i;

function fieldOfStep(said: string, standing: Standing): Plain | null {
  const [, step, field, value] = owned.exec(said) ?? [];
  if (step !== undefined && field !== undefined && value !== undefined)
    return setField(standing, { step, field, value });
  const [, name, rest] = of.exec(said) ?? [];
  if (name === undefined || rest === undefined) return null;
  const words = rest.slice(0, 200);
  const splits = [...words.matchAll(/\s+(?:to|with|as)(?:\s+say)?\s*:?\s+|\s*[:=]\s+/gi)];
  const parts = splits.map((split) => ({
    step: rest.slice(0, split.index),
    field: name,
    value: rest.slice(split.index + split[0].length),
  }));
  const known = parts.find((part) => findStep(standing.playbook, part.step)?.is === "one");
  const part = known ?? parts[0];
  return part ? setField(standing, part) : null;
}

function setField(
  standing: Standing,
  { step: what, field, value }: { step: string; field: string; value: string },
): Plain | null {
  return withStep(standing, what, (step) => {
    const path = fieldMeant(step, field);
    if (!path) return { is: "not-understood", hint: `“${what}” has no ${field}.` };
    const isText = path[0] === typeOf(knownSteps, step).form.text;
    // the point behind a subject ends the sentence about it, the one behind a mail is the mail's
    const ended = isText ? standing.typed.slice(standing.typed.lastIndexOf(value)) : value;
    return edits(setting(step.id, path, valueFor(step, path, ended, standing)));
  });
}

function valueFor(step: AnyStep, path: string[], value: string, standing: Standing): unknown {
  const schema = schemaOf(knownSteps, step);
  const written = valueIn(value);
  const at = schemaAt(schema, path);
  const [meaning] = at ? fieldsIn(at, written) : [];
  if (meaning?.kind === "date") return dateFor(written, step, standing);
  if (meaning?.kind === "person") return written.toLowerCase().replace(/^the\s+/, "");
  const read = fieldValue(schema, path, written);
  return typeof read === "string" && read.includes("\n") ? `${read.trimEnd()}\n` : read;
}

function dateFor(written: string, step: AnyStep, { playbook, context }: Standing): string {
  const earlier = everyStep(playbook.steps, []).map((it) => it.step.id);
  const dates = [...dateNames(context.surroundings), ...earlier];
  const read = readStartPhrase(written, dates, step.at ?? null);
  if (!read.ok) return written;
  return read.time === null ? read.phrase : `${read.phrase} at ${read.time}`;
}

// "do the review 75 days before the renewal"
function stepAt(said: string, standing: Standing): Plain | null {
  const [, what, phrase] =
    /^(?:move|set|schedule|do|hold|send|put|make|have)\s+(.+?)\s+(?:to\s+|at\s+|for\s+|on\s+)?((?:\d+|an?|one|two|three|four|five|six|ten|thirty|sixty|ninety)\s+(?:business\s+)?\w+\s+(?:before|after)\s+.+)$/i.exec(
      said,
    ) ?? [];
  if (what === undefined || phrase === undefined) return null;
  return withStep(standing, what, (step) =>
    edits(setting(step.id, ["at"], dateFor(phrase, step, standing))),
  );
}

const topFields = ["goal", "why", "category", "owner", "review_by", "channel"];

function topField(said: string, { playbook }: Standing): Plain | null {
  const [, name, value] =
    /^(?:change|set|update|make)\s+(?:the\s+|its\s+)?(.+?)\s+(?:to|=|:|be)\s+([^]+)$/i.exec(said) ??
    /^(?:the\s+|its\s+)?(.+?)\s+(?:is|should be|must be)(?:\s+now)?\s+([^]+)$/i.exec(said) ??
    [];
  if (name === undefined || value === undefined) return null;
  const word = name.toLowerCase().replaceAll(/[\s-]+/g, "_");
  const written = word === "owner" ? valueIn(value).replace(/^the\s+/i, "") : valueIn(value);
  if (topFields.includes(word))
    return edits(setting(null, [word], fieldValue(Playbook, [word], written)));
  const input = inputMeant(playbook, word);
  if (input === null) return null;
  const { values, wrong } = fillInputs(playbook, { [input]: written });
  const fault = wrong[input];
  return fault === undefined
    ? edits(setting(null, ["inputs", input, "default"], values[input]))
    : say(fault);
}

/** An input by its name, or by the words of its name in another order. */
function inputMeant({ inputs = {} }: Playbook, word: string): string | null {
  const names = Object.keys(inputs);
  const plain = word.replace(/^default_|_default$/g, "").replace("highest_", "max_");
  const words = plain.split("_");
  return (
    names.find((name) => name === plain) ??
    names.find((name) => words.every((it) => name.split("_").includes(it))) ??
    closest(plain, names)
  );
}
