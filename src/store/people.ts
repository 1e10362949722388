import { z } from "zod";
import { Role } from "../playbook/playbook.ts";
import { many, one, run, sql } from "./db.ts";
import type { Tenant } from "./tenant.ts";

export const PersonRow = z.object({
  id: z.string(),
  handle: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  zone: z.string(),
  role: Role,
  managerId: z.string().nullable(),
});
export type PersonRow = z.infer<typeof PersonRow>;

export function listPeople({ db, workspaceId }: Tenant): Promise<PersonRow[]> {
  return many(
    db,
    PersonRow,
    sql`select id, handle, name, email, time_zone as zone, role, manager_id as "managerId"
        from people where workspace_id = ${workspaceId} order by name`,
  );
}

/** Adds people or brings them up to date. Roles somebody gave inside the program stay. */
export async function savePeople({ db, workspaceId }: Tenant, people: PersonRow[]): Promise<void> {
  for (const person of people)
    await run(
      db,
      sql`insert into people (workspace_id, id, handle, name, email, time_zone, role)
          values (${workspaceId}, ${person.id}, ${person.handle}, ${person.name}, ${person.email}, ${person.zone},
                  ${person.role})
          on conflict (workspace_id, id) do update
          set handle = excluded.handle, name = excluded.name, email = excluded.email,
              time_zone = excluded.time_zone, role = excluded.role`,
    );
  // only now is everybody there whom somebody may report to; who is not there leads nobody
  await run(
    db,
    sql`update people p set manager_id = (
          select m.id from people m where m.workspace_id = p.workspace_id and m.id = x.manager and m.id <> p.id)
        from unnest(${people.map((it) => it.id)}::text[], ${people.map((it) => it.managerId)}::text[]) as x (id, manager)
        where p.workspace_id = ${workspaceId} and p.id = x.id`,
  );
}

export async function saveWorkspace(
  { db, workspaceId }: Tenant,
  { name, zone }: { name: string; zone: string },
): Promise<void> {
  await run(
    db,
    sql`insert into workspaces (id, name, time_zone) values (${workspaceId}, ${name}, ${zone})
        on conflict (id) do update set name = excluded.name`,
  );
}

const ZoneRow = z.object({ zone: z.string() });

export async function workspaceZone({ db, workspaceId }: Tenant): Promise<string> {
  const { zone } = await one(
    db,
    ZoneRow,
    sql`select time_zone as zone from workspaces where id = ${workspaceId}`,
  );
  return zone;
}
