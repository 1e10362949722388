import { createHash } from "node:crypto";
import { z } from "zod";
import type { Type } from "../grammar/catalogue.ts";
import type { Contact, Customer } from "../run/values.ts";
import { many, maybeOne, run, sql } from "./db.ts";
import type { Tenant } from "./tenant.ts";

const ContactRow: z.ZodType<Contact> = z.object({
  role: z.string(),
  name: z.string(),
  first_name: z.string(),
  title: z.string().nullable(),
  email: z.string(),
  phone: z.string().nullable(),
});

const PersonOfCustomer = z.object({
  id: z.string(),
  handle: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  zone: z.string(),
});

/** A customer with its contacts and csm, as a run sees it; and the channel it has, if any. */
export const CustomerRow = z.object({
  id: z.string(),
  name: z.string(),
  zone: z.string(),
  fields: z.record(z.string(), z.json()),
  contacts: z.array(ContactRow),
  csm: PersonOfCustomer.nullable(),
  channelId: z.string().nullable(),
});
export type CustomerRow = z.infer<typeof CustomerRow> & Customer;

/** the same as text, for statements that load a customer beside other things; needs `customers c` */
export const customerJson = `jsonb_build_object(
  'id', c.id, 'name', c.name, 'zone', c.time_zone, 'fields', c.fields, 'channelId', c.channel_id,
  'contacts', coalesce((select jsonb_agg(jsonb_build_object('role', k.role, 'name', k.name, 'first_name', k.first_name,
      'title', k.title, 'email', k.email, 'phone', k.phone)) from customer_contacts k
    where k.workspace_id = c.workspace_id and k.customer_id = c.id), '[]'),
  'csm', (select jsonb_build_object('id', p.id, 'handle', p.handle, 'name', p.name, 'email', p.email, 'zone', p.time_zone)
    from people p where p.workspace_id = c.workspace_id and p.id = c.csm_id))`;

const Wrapped = z.object({ customer: CustomerRow });

export async function listCustomers({ db, workspaceId }: Tenant): Promise<CustomerRow[]> {
  const rows = await many(db, Wrapped, {
    text: `select ${customerJson} as customer from customers c where c.workspace_id = $1 order by c.name`,
    values: [workspaceId],
  });
  return rows.map((row) => row.customer);
}

export async function findCustomer(
  { db, workspaceId }: Tenant,
  id: string,
): Promise<CustomerRow | null> {
  const row = await maybeOne(db, Wrapped, {
    text: `select ${customerJson} as customer from customers c where c.workspace_id = $1 and c.id = $2`,
    values: [workspaceId, id],
  });
  return row?.customer ?? null;
}

const NameRow = z.object({ id: z.string(), name: z.string() });

/** Every customer's name: small enough to search in memory, so that a misspelt one finds its neighbours. */
export function listCustomerNames({ db, workspaceId }: Tenant) {
  return many(
    db,
    NameRow,
    sql`select id, name from customers where workspace_id = ${workspaceId} order by name`,
  );
}

export type CustomerToSave = {
  id: string;
  name: string;
  zone: string;
  csmId: string | null;
  channelId: string | null;
  fields: CustomerRow["fields"];
  contacts: Contact[];
};

/**
 * Adds a customer or replaces what is known of it, and notes each number that changed. The same given again changes
 * nothing, as more may have happened to the customer since.
 */
export async function saveCustomer(
  tenant: Tenant,
  customer: CustomerToSave,
  now: Date,
): Promise<void> {
  const { db, workspaceId } = tenant;
  const given = createHash("sha256").update(JSON.stringify(customer)).digest("hex");
  const changed = await run(
    db,
    sql`insert into customers as c
          (workspace_id, id, name, csm_id, channel_id, time_zone, fields, changed_at, given_sha256)
        values (${workspaceId}, ${customer.id}, ${customer.name}, ${customer.csmId}, ${customer.channelId},
                ${customer.zone}, ${JSON.stringify(customer.fields)}, ${now}, ${given})
        on conflict (workspace_id, id) do update
        set name = excluded.name, csm_id = excluded.csm_id, channel_id = excluded.channel_id,
            time_zone = excluded.time_zone, fields = excluded.fields, changed_at = excluded.changed_at,
            given_sha256 = excluded.given_sha256
        where c.given_sha256 is distinct from excluded.given_sha256`,
  );
  if (changed === 0) return;
  await run(
    db,
    sql`delete from customer_contacts where workspace_id = ${workspaceId} and customer_id = ${customer.id}`,
  );
  await run(
    db,
    sql`insert into customer_contacts (workspace_id, customer_id, role, name, first_name, title, email, phone)
        select ${workspaceId}, ${customer.id}, x.role, x.name, x.first_name, x.title, x.email, x.phone
        from jsonb_to_recordset(${JSON.stringify(customer.contacts)}) as x
          (role text, name text, first_name text, title text, email text, phone text)`,
  );
  await noteValues(tenant, customer.id, customer.fields, now);
}

/** Changes some fields of a customer. False when there is no such customer. */
export async function changeCustomer(
  tenant: Tenant,
  id: string,
  fields: CustomerRow["fields"],
  now: Date,
): Promise<boolean> {
  const { db, workspaceId } = tenant;
  const touched = await run(
    db,
    sql`update customers set fields = fields || ${JSON.stringify(fields)}, changed_at = ${now}
        where workspace_id = ${workspaceId} and id = ${id}`,
  );
  if (touched === 1) await noteValues(tenant, id, fields, now);
  return touched === 1;
}

async function noteValues(
  { db, workspaceId }: Tenant,
  id: string,
  fields: CustomerRow["fields"],
  now: Date,
) {
  const numbers = Object.entries(fields).filter(([, value]) => typeof value === "number");
  await run(
    db,
    sql`insert into customer_values (workspace_id, customer_id, field, since, value)
        select ${workspaceId}, ${id}, x.field, ${now}, x.value
        from unnest(${numbers.map(([name]) => name)}::text[], ${numbers.map(([, value]) => value)}::float8[]) as x (field, value)
        where x.value is distinct from (
          select v.value from customer_values v
          where v.workspace_id = ${workspaceId} and v.customer_id = ${id} and v.field = x.field
          order by v.since desc limit 1)
        on conflict (workspace_id, customer_id, field, since) do update set value = excluded.value`,
  );
}

const ValueRow = z.object({ field: z.string(), since: z.date(), value: z.number() });

/** The numbers of a customer over time, oldest first. */
export function listValues({ db, workspaceId }: Tenant, customerId: string) {
  return many(
    db,
    ValueRow,
    sql`select field, since, value from customer_values
        where workspace_id = ${workspaceId} and customer_id = ${customerId} order by field, since`,
  );
}

const OwnValueRow = ValueRow.extend({ customerId: z.string() });

/** The same of every customer, for those who look at all of them at once. */
export function listAllValues({ db, workspaceId }: Tenant) {
  return many(
    db,
    OwnValueRow,
    sql`select customer_id as "customerId", field, since, value from customer_values
        where workspace_id = ${workspaceId} order by customer_id, field, since`,
  );
}

const FieldRow = z.object({ name: z.string(), kinds: z.array(z.string()), dates: z.boolean() });

/** What is known of customers beyond the fields every one has: each field's name and the kind all its values share. */
export async function listCustomerFields({
  db,
  workspaceId,
}: Tenant): Promise<Record<string, Type>> {
  const rows = await many(
    db,
    FieldRow,
    sql`select f.key as name, array_agg(distinct jsonb_typeof(f.value)) as kinds,
               bool_and(f.value #>> '{}' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$') as dates
        from customers c, jsonb_each(c.fields) f
        where c.workspace_id = ${workspaceId} and f.value <> 'null' and f.key ~ '^[a-z][a-z0-9_]*$'
        group by f.key`,
  );
  return Object.fromEntries(rows.map((row) => [row.name, typeOfField(row)]));
}

function typeOfField({ kinds, dates }: z.infer<typeof FieldRow>): Type {
  const [kind, ...others] = kinds;
  if (others.length > 0) return "unknown";
  if (kind === "string") return dates ? "date" : "text";
  return kind === "number" || kind === "boolean" ? kind : "unknown";
}
