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
  // managers first, as the others refer to them
  for (const person of people.toSorted((a, b) => Number(!!a.managerId) - Number(!!b.managerId)))
    await run(
      db,
      sql`insert into people (workspace_id, id, handle, name, email, time_zone, role, manager_id)
          values (${workspaceId}, ${person.id}, ${person.handle}, ${person.name}, ${person.email}, ${person.zone},
                  ${person.role}, ${person.managerId})
          on conflict (workspace_id, id) do update
          set handle = excluded.handle, name = excluded.name, email = excluded.email,
              time_zone = excluded.time_zone, role = excluded.role, manager_id = excluded.manager_id`,
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
