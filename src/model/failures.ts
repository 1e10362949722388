import { truncate } from "../grammar/words.ts";
import type { ModelFailure } from "./model.ts";

type Kind = ModelFailure["is"];

const instead = "or choose a template";

const sayings: Record<Kind, { say: string; again: boolean }> = {
  "not-configured": {
    say: `No model is set up. Ask an admin to add one, ${instead}.`,
    again: false,
  },
  refused: {
    say: `The model declined to answer this. Say it in other words, ${instead}.`,
    again: false,
  },
  filtered: {
    say: `The model provider's filter stopped this answer. Say it in other words, ${instead}.`,
    again: false,
  },
  cut: {
    say: `The answer became too long and was cut off. Ask for something smaller, ${instead}.`,
    again: false,
  },
  unreadable: {
    say: `The model's answer could not be read. Try again, ${instead}.`,
    again: true,
  },
  empty: { say: `The model answered nothing. Try again, ${instead}.`, again: true },
  "timed-out": {
    say: `The model did not answer within a minute. Try again, ${instead}.`,
    again: true,
  },
  "rate-limited": { say: `The model is busy. Try again in a minute, ${instead}.`, again: true },
  unreachable: {
    say: `The model cannot be reached. Try again in a few minutes, ${instead}.`,
    again: true,
  },
  rejected: {
    say: `The model does not take our requests. Ask an admin to check its settings, ${instead}.`,
    again: false,
  },
  "over-budget": {
    say: `This workspace has used up its model budget for today. It starts anew at midnight UTC; until then, choose a template.`,
    again: false,
  },
  resting: {
    say: `The model failed several times in a row and is left alone for a minute. Try again then, ${instead}.`,
    again: true,
  },
};

/** @param detail what happened, for the log; it is cut to a length that fits there */
export function failure(
  is: Kind,
  detail: string,
  differently: Partial<Pick<ModelFailure, "say" | "again">> = {},
): ModelFailure {
  return { is, ...sayings[is], detail: truncate(detail, 600), ...differently };
}

/** what to answer where there is no model at all */
export const notConfigured = failure("not-configured", "no model is configured");
