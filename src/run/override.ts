import type { Colleague } from "./people.ts";

/** Whether somebody may start a run though not all is so that must be: a lead, or the playbook's owner. */
export function mayOverride(
  colleagues: readonly Colleague[],
  { owner, author }: { owner: string | null; author: string },
  by: string,
): boolean {
  const person = colleagues.find((it) => it.id === by);
  if (!person) return false;
  if (person.role !== "csm") return true;
  return owner?.startsWith("@") ? owner === `@${person.handle}` : author === by;
}
