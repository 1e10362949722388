// whether a playbook may run as a part of a run, for those who start it and for those who only look

import { nameInWords, truncate } from "../grammar/words.ts";
import { fillInputs } from "../playbook/inputs.ts";
import type { PlaybookRow } from "../store/playbooks.ts";
import type { Output } from "../steps/world.ts";

const deepest = 5;

type Where = {
  id: string;
  /** the playbooks of the runs it would stand inside of, from the outermost */
  around: readonly { id: string; name: string }[];
  customer: object | null;
};

/** Why it may not; null when it may. It may have been changed since the text that names it was checked. */
export function whyNot(row: PlaybookRow | null, { id, around, customer }: Where): string | null {
  if (around.length > deepest)
    return `runs stand inside each other ${deepest} deep at most, and this is the last`;
  if (!row || row.status === "archived") return `there is no playbook “${id}” any more`;
  if (row.status !== "on")
    return `the playbook ${row.name} is not on: switch it on, then try again`;
  if (!customer && row.playbook.scope !== "workspace")
    return `${row.name} is about one customer, and this run is about no single one`;
  if (!around.some((it) => it.id === id)) return null;
  const chain = [...around.map((it) => it.name), row.name].join(" → ");
  return `it would never end, as each of these runs the next: ${chain}`;
}

/** What of its inputs does not fit, so that a person is asked first; it may ask for other things by now. */
export function lacksOf({ playbook }: PlaybookRow, inputs: Output): string | null {
  const { missing, wrong } = fillInputs(playbook, inputs);
  const asked = playbook.inputs ?? {};
  const nameOf = (name: string) => `“${asked[name]?.ask ?? nameInWords(name)}”`;
  const said = [
    ...missing.map((name) => `it asks for ${nameOf(name)}`),
    ...Object.entries(wrong).map(
      ([name, why]) =>
        `“${truncate(JSON.stringify(inputs[name]).replaceAll('"', ""), 60)}” is no answer to ${nameOf(name)}: ${why}`,
    ),
    ...Object.keys(inputs)
      .filter((name) => !Object.hasOwn(asked, name))
      .map((name) => `it does not ask for “${nameInWords(name)}” any more`),
  ];
  return said.length === 0 ? null : said.map((it) => it.replace(/\.$/, "")).join("; ");
}
