// what a model is given to work on, always as data in a user's message and never among its instructions

import { typeInWords } from "../grammar/catalogue.ts";
import { truncate } from "../grammar/words.ts";
import type { AuthorContext } from "./author.ts";
import { tidy } from "./tidy.ts";

export const longestRequest = 12_000;

const most = 100;

/** A sentence as a model may see it. */
export function requestText(sentence: string): string {
  return truncate(tidy(sentence), longestRequest);
}

/** Who and what there is in a workspace. */
export function workspaceMaterial({ surroundings, channels }: AuthorContext) {
  const { people, agents, customerFields } = surroundings;
  return {
    channels: channels.slice(0, most),
    people: people.slice(0, most).map((handle) => `@${handle}`),
    agents: agents.slice(0, most),
    more_customer_fields: Object.entries(customerFields)
      .slice(0, most)
      .map(([name, type]) => `customer.${name}: ${typeInWords(type)}`),
  };
}
