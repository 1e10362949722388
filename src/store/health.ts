import { Health, unheard } from "../run/health.ts";
import { many, maybeOne, one, run, sql } from "./db.ts";
import type { Tenant } from "./tenant.ts";

const columns = `provider, done_at as "doneAt", failed_at as "failedAt", failure, failures,
  failing_since as "failingSince", alone_until as "aloneUntil", rests`;

export async function findHealth({ db, workspaceId }: Tenant, provider: string): Promise<Health> {
  const row = await maybeOne(db, Health, {
    name: "find-health",
    text: `select ${columns} from provider_health where workspace_id = $1 and provider = $2`,
    values: [workspaceId, provider],
  });
  return row ?? unheard(provider);
}

export async function listHealth({ db, workspaceId }: Tenant): Promise<Map<string, Health>> {
  const rows = await many(db, Health, {
    text: `select ${columns} from provider_health where workspace_id = $1`,
    values: [workspaceId],
  });
  return new Map(rows.map((row) => [row.provider, row]));
}

/** The same, and nobody else changes it meanwhile. */
export async function lockHealth({ db, workspaceId }: Tenant, provider: string): Promise<Health> {
  await run(
    db,
    sql`insert into provider_health (workspace_id, provider) values (${workspaceId}, ${provider})
        on conflict (workspace_id, provider) do nothing`,
  );
  return one(db, Health, {
    text: `select ${columns} from provider_health where workspace_id = $1 and provider = $2 for update`,
    values: [workspaceId, provider],
  });
}

export async function saveHealth({ db, workspaceId }: Tenant, it: Health): Promise<void> {
  await run(
    db,
    sql`update provider_health
        set done_at = ${it.doneAt}, failed_at = ${it.failedAt}, failure = ${it.failure}, failures = ${it.failures},
            failing_since = ${it.failingSince}, alone_until = ${it.aloneUntil}, rests = ${it.rests}
        where workspace_id = ${workspaceId} and provider = ${it.provider}`,
  );
}

/** Whether this one is the first that tries it since it was left alone until `seen`; the others wait until `until`. */
export async function goFirst(
  { db, workspaceId }: Tenant,
  provider: string,
  { seen, until }: { seen: Date; until: Date },
): Promise<boolean> {
  const gone = await run(
    db,
    sql`update provider_health set alone_until = ${until}
        where workspace_id = ${workspaceId} and provider = ${provider} and alone_until = ${seen}`,
  );
  return gone === 1;
}

/** Somebody wants to know now: whoever is left alone may be tried. */
export async function leaveNobodyAlone({ db, workspaceId }: Tenant, at: Date): Promise<void> {
  await run(
    db,
    sql`update provider_health set alone_until = ${at}
        where workspace_id = ${workspaceId} and alone_until > ${at}`,
  );
}

/** It is another one by now, or gone. */
export async function forgetHealth({ db, workspaceId }: Tenant, provider: string): Promise<void> {
  await run(
    db,
    sql`delete from provider_health where workspace_id = ${workspaceId} and provider = ${provider}`,
  );
}
