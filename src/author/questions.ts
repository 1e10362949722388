// what a template leaves to whoever uses it, as a short form

import { datePhraseInWords, readDatePhrase } from "../grammar/date-phrase.ts";
import { nameInWords } from "../grammar/words.ts";
import type { Input } from "../playbook/playbook.ts";
import { everyStep } from "../playbook/check-steps.ts";
import { knownSteps, typeOf } from "../steps/all.ts";
import type { AnyStep } from "../steps/step-type.ts";
import type { AnyTrigger } from "../triggers/trigger-type.ts";
import type { AuthorQuestion, Template } from "./author.ts";
import { type When, whenOf } from "./trigger-when.ts";

const most = 6;

/** for mails whose approvers differ in the template */
export const asItIs = "as in the template";

/** A question, and the part of the playbook its answer goes to. */
export type Asked = { question: AuthorQuestion; about: About };

export type About =
  | { is: "name" }
  | (When & { trigger: number })
  | { is: "input"; name: string; input: Input }
  | { is: "approver"; steps: string[] }
  | { is: "channel" };

export function questionsOf(template: Template): AuthorQuestion[] {
  return askedOf(template).map(({ question }) => question);
}

/** The same, with what each is about; the most important come first. */
export function askedOf({ playbook }: Template): Asked[] {
  const { name, inputs = {}, channel } = playbook;
  const all: Asked[] = [
    { question: line("name", "What should it be called?", name), about: { is: "name" } },
    ...triggersAsked(playbook.triggers ?? []),
    ...Object.entries(inputs).map(([key, input]) => ({
      question: inputQuestion(key, input),
      about: { is: "input" as const, name: key, input },
    })),
    ...approverAsked(everyStep(playbook.steps, []).map(({ step }) => step)),
    {
      question: {
        ...line("channel", "In which channel should it post?", channel ?? null),
        optional: true,
      },
      about: { is: "channel" },
    },
  ];
  return all.slice(0, most);
}

function triggersAsked(triggers: readonly AnyTrigger[]): Asked[] {
  const timed = triggers.flatMap((trigger, i) => {
    const when = whenOf(trigger);
    return when ? [{ ...when, trigger: i }] : [];
  });
  return timed.map((about, i) => {
    const label = about.is === "date" ? "When should it start?" : "How often should it start?";
    return {
      question: line(i === 0 ? "start" : `start_${i + 1}`, label, whenInWords(about)),
      about,
    };
  });
}

// as people would write it, which is read as well as what the text says
function whenInWords({ is, now }: When): string {
  const phrase = is === "date" ? readDatePhrase(now) : null;
  return phrase?.ok ? datePhraseInWords(phrase.value) : now;
}

function inputQuestion(name: string, { type, ask, default: initial }: Input): AuthorQuestion {
  const options = Array.isArray(type) ? type : type === "yes/no" ? ["yes", "no"] : [];
  return {
    name: `input_${name}`,
    label: ask ?? `Which ${nameInWords(name)}?`,
    kind: type === "number" ? "number" : options.length > 0 ? "choice" : "line",
    options,
    initial: initial === undefined ? null : initialOf(initial),
    // without a default it is asked at the start of each run
    optional: initial === undefined,
  };
}

function initialOf(value: string | number | boolean): string {
  return typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
}

function approverAsked(steps: AnyStep[]): Asked[] {
  const leaving = steps.filter((step) => typeOf(knownSteps, step).content);
  if (leaving.length === 0) return [];
  const approvers = [...new Set(leaving.map((step) => step.approval?.who ?? "csm"))];
  const [only = "csm"] = approvers;
  const isSame = approvers.length === 1 && ["csm", "manager"].includes(only);
  const question: AuthorQuestion = {
    name: "approver",
    label: "Who approves what the customer receives?",
    kind: "choice",
    options: isSame ? ["csm", "manager"] : [asItIs, "csm", "manager"],
    initial: isSame ? only : asItIs,
    optional: false,
  };
  return [{ question, about: { is: "approver", steps: leaving.map(({ id }) => id) } }];
}

function line(name: string, label: string, initial: string | null): AuthorQuestion {
  return { name, label, kind: "line", options: [], initial, optional: false };
}
