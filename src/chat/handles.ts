import type { PersonRow } from "../store/people.ts";

/** Slack makes <@U…> of a name somebody types; a playbook names people by their handles. */
export function withHandles(text: string, people: readonly PersonRow[]): string {
  return text.replaceAll(/<@([UW][A-Z0-9]+)>/g, (mark, id: string) => {
    const person = people.find((it) => it.id === id);
    return person ? `@${person.handle}` : mark;
  });
}
