import { listInWords } from "../grammar/words.ts";
import { listPeople, type PersonRow } from "../store/people.ts";
import { forWorkspace, type Tenant } from "../store/tenant.ts";
import type { Response } from "./chat.ts";
import type { ChatNeeds } from "./needs.ts";
import { member } from "./rights.ts";
import { say } from "./words.ts";

type Who = { workspaceId: string; by: string };

/** Does what only an admin may; anybody else is told who may `what`. */
export function asAdmin<T>(
  { pool }: ChatNeeds,
  { workspaceId, by }: Who,
  what: string,
  work: (tenant: Tenant, person: PersonRow) => Promise<T>,
): Promise<T | Response> {
  return forWorkspace(pool, workspaceId, async (tenant) => {
    const people = await listPeople(tenant);
    const person = member(people, by);
    if (person.role === "admin") return work(tenant, person);
    const admins = people.filter((it) => it.role === "admin").map((it) => `<@${it.id}>`);
    const who = admins.length > 0 ? listInWords(admins.slice(0, 3), "or") : "an admin";
    return say(`Only ${who} may ${what}.`);
  });
}
