// all about a run as a text file: the same data as the message, with nothing cut

import { capitalize, nameInWords } from "../grammar/words.ts";
import { dateInWords, timeInWords } from "../grammar/zoned.ts";
import type { PersonRow } from "../store/people.ts";
import type { RunDetails } from "./details.ts";

export function detailsText(
  { playbook, version, customer, startedAt, endedAt, zone, before, steps, log }: RunDetails,
  people: readonly PersonRow[],
): string {
  const names = new Map(people.map((it) => [it.id, it.name]));
  const list = (items: readonly { name: string; value: string }[]) =>
    Object.fromEntries(items.map(({ name, value }) => [name, value]));
  const all = {
    playbook: `${playbook}, version ${version}`,
    customer,
    began: startedAt,
    ended: endedAt,
    before_it_began: list(before.map(({ name, before: value }) => ({ name, value }))),
    as_it_is_now: list(before.map(({ name, now: value }) => ({ name, value }))),
    steps: steps.map(({ name, round, came, startedAt: began, endedAt: over, ...rest }) => ({
      step: name,
      round,
      began,
      ended: over,
      ...rest,
      came_to: list(came),
    })),
    what_people_did: log.map(({ at, actor, action }) => ({ at, who: actor, did: action })),
  };
  const word = (value: unknown) =>
    value instanceof Date
      ? `${dateInWords(value, zone)}, ${timeInWords(value, zone)}`
      : (names.get(String(value)) ?? String(value));
  return `${outline(all, "", word).join("\n")}\n`;
}

/** Names and values, a line each; what lies in something is set in below it, and what is empty is left out. */
function outline(value: object, indent: string, word: (value: unknown) => string): string[] {
  return Object.entries(value).flatMap(([name, it]: [string, unknown]): string[] => {
    const title = Array.isArray(value)
      ? `${Number(name) + 1}.`
      : `${capitalize(nameInWords(name))}:`;
    if (it === null || it === undefined || it === "") return [];
    if (typeof it !== "object" || it instanceof Date) {
      const [first = "", ...more] = word(it).split("\n");
      return [`${indent}${title} ${first}`, ...more.map((line) => `${indent}  ${line}`)];
    }
    const inner = outline(it, `${indent}  `, word);
    return inner.length === 0 ? [] : [`${indent}${title}`, ...inner];
  });
}
