import { UserError } from "../errors.ts";
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
