import { createHash } from "node:crypto";
import { z } from "zod";
import { Plan } from "../playbook/plan.ts";
import { Playbook } from "../playbook/playbook.ts";
import { many, maybeOne, one, run, sql } from "./db.ts";
import type { Tenant } from "./tenant.ts";

export const PlaybookStatus = z.enum(["draft", "on", "off", "archived"]);
export type PlaybookStatus = z.infer<typeof PlaybookStatus>;

export const PlaybookRow = z.object({
  id: z.string(),
  name: z.string(),
  status: PlaybookStatus,
  version: z.number(),
  createdBy: z.string(),
  changedAt: z.date(),
  playbook: Playbook,
});
export type PlaybookRow = z.infer<typeof PlaybookRow>;

const columns = `p.id, p.name, p.status, p.version, p.created_by as "createdBy", p.changed_at as "changedAt", v.playbook
  from playbooks p join playbook_versions v
    on v.workspace_id = p.workspace_id and v.playbook_id = p.id and v.version = p.version`;

export function listPlaybooks({ db, workspaceId }: Tenant): Promise<PlaybookRow[]> {
  return many(db, PlaybookRow, {
    text: `select ${columns} where p.workspace_id = $1 and p.status <> 'archived' order by lower(p.name)`,
    values: [workspaceId],
  });
}

export function findPlaybook({ db, workspaceId }: Tenant, id: string): Promise<PlaybookRow | null> {
  return maybeOne(db, PlaybookRow, {
    text: `select ${columns} where p.workspace_id = $1 and p.id = $2`,
    values: [workspaceId, id],
  });
}

const VersionRow = z.object({
  source: z.string(),
  playbook: Playbook,
  plan: Plan,
  author: z.string(),
  workspaceZone: z.string(),
});
export type VersionRow = z.infer<typeof VersionRow>;

export function loadVersion(
  { db, workspaceId }: Tenant,
  playbookId: string,
  version: number,
): Promise<VersionRow> {
  return one(
    db,
    VersionRow,
    sql`select v.source, v.playbook, v.plan, v.author_id as author, w.time_zone as "workspaceZone"
        from playbook_versions v join workspaces w on w.id = v.workspace_id
        where v.workspace_id = ${workspaceId} and v.playbook_id = ${playbookId} and v.version = ${version}`,
  );
}

export type VersionToSave = {
  source: string;
  playbook: Playbook;
  plan: Plan;
  note: string;
  by: string;
  at: Date;
};

const NumberRow = z.object({ version: z.number() });

/** Stores a text as the playbook's next version, its first one as a draft. A text it already has stays one version. */
export async function saveVersion(
  tenant: Tenant,
  { source, playbook, plan, note, by, at }: VersionToSave,
): Promise<number> {
  const { db, workspaceId } = tenant;
  const sha256 = createHash("sha256").update(source).digest("hex");
  await run(
    db,
    sql`insert into playbooks (workspace_id, id, name, status, version, created_by, created_at, changed_at)
        values (${workspaceId}, ${playbook.id}, ${playbook.name}, 'draft', 0, ${by}, ${at}, ${at})
        on conflict (workspace_id, id) do nothing`,
  );
  const { version } = await one(
    db,
    NumberRow,
    sql`select p.version from playbooks p where p.workspace_id = ${workspaceId} and p.id = ${playbook.id} for update`,
  );
  const same = await maybeOne(
    db,
    NumberRow,
    sql`select version from playbook_versions where workspace_id = ${workspaceId} and playbook_id = ${playbook.id}
        and version = ${version} and sha256 = ${sha256}`,
  );
  if (same) return version;
  await run(
    db,
    sql`insert into playbook_versions (workspace_id, playbook_id, version, source, playbook, plan, sha256, note, author_id, created_at)
        values (${workspaceId}, ${playbook.id}, ${version + 1}, ${source}, ${JSON.stringify(playbook)},
                ${JSON.stringify(plan)}, ${sha256}, ${note}, ${by}, ${at})`,
  );
  await run(
    db,
    sql`update playbooks set version = ${version + 1}, name = ${playbook.name}, changed_at = ${at},
          status = case when status = 'archived' then 'draft' else status end
        where workspace_id = ${workspaceId} and id = ${playbook.id}`,
  );
  return version + 1;
}

/** Turns the one switch. False when it stood there already. */
export async function setStatus(
  { db, workspaceId }: Tenant,
  id: string,
  status: PlaybookStatus,
  at: Date,
): Promise<boolean> {
  const touched = await run(
    db,
    sql`update playbooks set status = ${status}, changed_at = ${at}
        where workspace_id = ${workspaceId} and id = ${id} and status <> ${status}`,
  );
  return touched === 1;
}
