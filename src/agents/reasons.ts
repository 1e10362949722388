import type { ModelFailure } from "../model/model.ts";
import type { Finding } from "./delegation.ts";
import type { Agent } from "./roster.ts";
import type { LoopEnd } from "./tool-loop.ts";

// why there is no answer, in the words of a run's card; a failure of the model has its own words for the chat

const person = "so a person does the thinking here.";

export const noModel = {
  is: "unavailable",
  reason: `No model is configured, ${person}`,
} as const satisfies Finding;

export const tooLong = {
  is: "failed",
  reason: "no answer came within two minutes",
  again: true,
} as const satisfies Finding;

export const ourFault = {
  is: "failed",
  reason: "something went wrong on our side while an agent was thinking",
  again: true,
} as const satisfies Finding;

type Kind = ModelFailure["is"];

const unavailable: Partial<Record<Kind, string>> = {
  "not-configured": noModel.reason,
  "over-budget": `The model budget is used up for today, ${person}`,
  resting: `The model has failed several times in a row and is left alone for a moment, ${person}`,
};

const failed: Record<Exclude<Kind, "not-configured" | "over-budget" | "resting">, string> = {
  refused: "the model declined to answer this",
  filtered: "the model provider's filter stopped the answer",
  cut: "the answer became too long and was cut off",
  unreadable: "what the model sent could not be read",
  empty: "the model answered nothing",
  "timed-out": "the model did not answer within a minute",
  "rate-limited": "the model is busy",
  unreachable: "the model cannot be reached",
  rejected: "the model does not take our requests; an admin should check its settings",
};

export function findingOf({ is, again }: ModelFailure): Finding {
  if (is === "not-configured" || is === "over-budget" || is === "resting")
    return { is: "unavailable", reason: unavailable[is] ?? noModel.reason };
  return { is: "failed", reason: failed[is], again };
}

/** @param end how the agent's work ended without an answer */
export function reasonOfEnd(end: LoopEnd, { name }: Agent): { reason: string; again: boolean } {
  const who = `the ${name.toLowerCase()}`;
  switch (end) {
    case "no-tool-call":
      return { reason: `${who} talked instead of answering in the form`, again: true };
    case "unreadable-call":
      return { reason: `what ${who} sent could not be read`, again: true };
    case "same-call":
    case "calls-used-up":
    case "finished":
      return { reason: `${who} did not come to an answer`, again: true };
  }
}
