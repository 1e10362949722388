import { z } from "zod";
import { changeCustomer, type CustomerRow } from "./customers.ts";
import { many, maybeOne, run, sql } from "./db.ts";
import type { StepPlace } from "./steps.ts";
import type { Tenant } from "./tenant.ts";

type Fields = CustomerRow["fields"];

const ChangeRow = z.object({ field: z.string(), before: z.json(), after: z.json() });
/** One field that a step changed; `before` is null where there was nothing. */
export type ChangeRow = z.infer<typeof ChangeRow>;

const FieldsRow = z.object({ fields: z.record(z.string(), z.json()) });

/** Changes fields of a customer for a step, and keeps what they were. The run's row is locked before the customer's. */
export async function changeByStep(
  tenant: Tenant,
  place: StepPlace,
  customerId: string,
  fields: Fields,
  at: Date,
): Promise<ChangeRow[]> {
  const { db, workspaceId } = tenant;
  const now = await lockFields(tenant, customerId);
  const changed = Object.entries(fields).map(([field, after]) => ({
    field,
    before: now[field] ?? null,
    after,
  }));
  await run(
    db,
    sql`insert into customer_changes (workspace_id, run_id, step_id, iteration, field, customer_id, before, after, changed_at)
        select ${workspaceId}, ${place.runId}, ${place.stepId}, ${place.iteration}, x.field, ${customerId},
          nullif(x.before, 'null'), x.after, ${at}
        from jsonb_to_recordset(${JSON.stringify(changed)}) as x (field text, before jsonb, after jsonb)`,
  );
  await changeCustomer(tenant, customerId, fields, at);
  return changed;
}

/** What a step changed, in the order of the fields' names. */
function listChanges({ db, workspaceId }: Tenant, place: StepPlace) {
  return many(
    db,
    ChangeRow,
    sql`select field, coalesce(before, 'null') as before, after from customer_changes
        where workspace_id = ${workspaceId} and run_id = ${place.runId} and step_id = ${place.stepId}
          and iteration = ${place.iteration} order by field`,
  );
}

/** Gives back what a step changed, where it is still as the step left it; what somebody else changed since stays. */
export async function takeBackChanges(
  tenant: Tenant,
  place: StepPlace,
  customerId: string,
  at: Date,
): Promise<{ restored: ChangeRow[]; left: ChangeRow[] }> {
  const { db, workspaceId } = tenant;
  const now = await lockFields(tenant, customerId);
  const changes = await listChanges(tenant, place);
  const isOwn = ({ field, after }: ChangeRow) =>
    JSON.stringify(now[field] ?? null) === JSON.stringify(after);
  const restored = changes.filter(isOwn);
  const known = restored.filter(({ before }) => before !== null);
  const unknown = restored.filter(({ before }) => before === null).map(({ field }) => field);
  if (known.length > 0) {
    const fields = Object.fromEntries(known.map(({ field, before }) => [field, before]));
    await changeCustomer(tenant, customerId, fields, at);
  }
  if (unknown.length > 0)
    await run(
      db,
      sql`update customers set fields = fields - ${unknown}::text[], changed_at = ${at}
          where workspace_id = ${workspaceId} and id = ${customerId}`,
    );
  return { restored, left: changes.filter((it) => !isOwn(it)) };
}

/** Says on a step's row what became of it, in the transaction in which that was found. */
export async function noteStep(
  { db, workspaceId }: Tenant,
  { runId, stepId, iteration }: StepPlace,
  note: string,
): Promise<void> {
  await run(
    db,
    sql`update playbook_step_executions set note = ${note}
        where workspace_id = ${workspaceId} and run_id = ${runId} and step_id = ${stepId} and iteration = ${iteration}`,
  );
}

async function lockFields({ db, workspaceId }: Tenant, customerId: string): Promise<Fields> {
  const row = await maybeOne(
    db,
    FieldsRow,
    sql`select fields from customers where workspace_id = ${workspaceId} and id = ${customerId} for no key update`,
  );
  return row?.fields ?? {};
}
