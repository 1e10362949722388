import { UserError } from "../errors.ts";
import { listInWords } from "../grammar/words.ts";
import type { RunPeople } from "../run/people.ts";
import type { PersonRow } from "../store/people.ts";
import type { Playbook } from "../playbook/playbook.ts";

/** The person, who must be one of the workspace's: a guest or a stranger may look at nothing here. */
export function member(people: readonly PersonRow[], id: string): PersonRow {
  const found = people.find((it) => it.id === id);
  if (!found)
    throw new UserError(
      "I do not know you in this workspace yet. Ask an admin to add you, then try again.",
    );
  return found;
}

export function maySee(playbook: Playbook, person: PersonRow): boolean {
  return (
    person.role === "admin" || !playbook.visible_to || playbook.visible_to.includes(person.role)
  );
}

type Part = "csm" | "starter" | "owner";

/** What people do to a run or to a step of it, in words, and which of its people may; managers and admins always may. */
const controls = {
  pause: { words: "pause it", by: ["csm", "starter", "owner"] },
  resume: { words: "resume it", by: ["csm", "starter", "owner"] },
  cancel: { words: "cancel it", by: ["csm", "starter", "owner"] },
  rollback: { words: "roll it back", by: ["csm", "starter", "owner"] },
  start: { words: "say whether it starts", by: ["csm", "starter", "owner"] },
  shift: { words: "shift its dates", by: ["csm", "starter", "owner"] },
  help: { words: "say how it goes on", by: ["csm", "starter", "owner"] },
  reassign: { words: "give it to somebody else", by: [] },
} satisfies Record<string, { words: string; by: Part[] }>;
export type Control = keyof typeof controls;

/** Why this person may not do it, naming who may; null when they may. `also`: whose it is, where that is asked. */
export function refusal(
  control: Control,
  { roles }: Pick<RunPeople, "roles">,
  person: PersonRow,
  also: readonly string[] = [],
): string | null {
  const { words, by } = controls[control];
  const named = [...new Set([...also, ...by.flatMap((part) => roles[part]?.id ?? [])])];
  if (person.role !== "csm" || named.includes(person.id)) return null;
  const who = listInWords([...named.map((id) => `<@${id}>`), "a manager"], "or");
  return `Only ${who} may ${words}, so nothing was changed.`;
}
