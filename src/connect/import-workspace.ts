import { z } from "zod";
import { phoneNumber } from "../grammar/phone.ts";
import { listCustomerNames, saveCustomer } from "../store/customers.ts";
import type { Pool } from "../store/db.ts";
import { listPeople, savePeople, saveWorkspace } from "../store/people.ts";
import { forWorkspace, type Tenant } from "../store/tenant.ts";
import { lookAgain } from "../store/triggers.ts";

const Person = z.object({
  /** Slack's; a file may leave it out and give the email address instead */
  id: z.string().default(""),
  name: z.string().default(""),
  real_name: z.string().default(""),
  email: z.string().nullable().default(null),
  tz: z.string().default("UTC"),
  role: z.enum(["csm", "manager", "admin"]).default("csm"),
  /** the id of whoever leads them */
  manager: z.string().nullable().default(null),
});

const Contact = z.object({
  role: z.enum(["champion", "sponsor", "billing", "primary"]),
  name: z.string(),
  first_name: z.string(),
  title: z.string().nullable().default(null),
  email: z.string(),
  phone: z
    .string()
    .refine((it) => phoneNumber(it) !== null, "must be a number with its country: +49 30 231251")
    .nullable()
    .default(null),
});

const Customer = z
  .object({
    id: z.string(),
    name: z.string(),
    timezone: z.string().default("UTC"),
    /** whoever looks after them: an id of `people` */
    csm: z.string().nullable().default(null),
    channel: z.string().nullable().default(null),
    contacts: z.array(Contact).default([]),
  })
  // whatever else is known becomes customer.<field>
  .catchall(z.json());

/** People and customers as a file or another system gives them. */
export const WorkspaceData = z.object({
  people: z.array(Person).default([]),
  customers: z.array(Customer).default([]),
});
export type WorkspaceData = z.infer<typeof WorkspaceData>;

/** Somebody of the workspace, as Slack knows them. */
export type Teammate = {
  id: string;
  name: string;
  real_name: string;
  email: string | null;
  tz: string;
  isAdmin: boolean;
};

/**
 * The people Slack knows, in the parts a file gives them (by id or email address), and the file's customers with
 * their csm found the same way. Whom the file does not name is a csm, or an admin where Slack says so.
 */
function withTeam(data: WorkspaceData, team: readonly Teammate[]): WorkspaceData {
  const idOf = (named: string | null) =>
    team.find(
      (it) => it.id === named || it.name === named || (it.email !== null && it.email === named),
    )?.id ?? null;
  const people = team.map((it) => {
    const given = data.people.find(
      (one) => one.id === it.id || (it.email !== null && one.email === it.email),
    );
    const role = given?.role ?? (it.isAdmin ? ("admin" as const) : ("csm" as const));
    return { ...it, role, manager: idOf(given?.manager ?? null) };
  });
  return { people, customers: data.customers.map((it) => ({ ...it, csm: idOf(it.csm) })) };
}

/** What is known of a workspace beside what Slack says; a sample is planted once. */
export type Known = { data: WorkspaceData; isSample: boolean };

/** Brings a workspace up to date with its Slack and with what is given. What people changed in a sample stays. */
export async function fillWorkspace(
  pool: Pool,
  team: { id: string; name: string; zone: string; people: readonly Teammate[] },
  { data, isSample }: Known,
  now: Date,
): Promise<void> {
  await forWorkspace(pool, team.id, async (tenant) => {
    const isPlanted = isSample && (await listCustomerNames(tenant)).length > 0;
    const given = withTeam(isPlanted ? { ...data, customers: [] } : data, team.people);
    await importWorkspace(tenant, team, given, now);
  });
}

/** Adds people and customers to a workspace, or brings those it has up to date. */
export async function importWorkspace(
  tenant: Tenant,
  workspace: { name: string; zone: string },
  data: WorkspaceData,
  now: Date,
): Promise<void> {
  await saveWorkspace(tenant, workspace);
  await savePeople(
    tenant,
    data.people.map(({ id, name, real_name, email, tz, role, manager }) => ({
      id,
      handle: name,
      name: real_name,
      email,
      zone: tz,
      role,
      managerId: manager,
    })),
  );
  const known = new Set((await listPeople(tenant)).map((person) => person.id));
  for (const { id, name, timezone, csm, channel, contacts, ...fields } of data.customers) {
    const csmId = csm !== null && known.has(csm) ? csm : null;
    await saveCustomer(
      tenant,
      { id, name, zone: timezone, csmId, channelId: channel, contacts, fields },
      now,
    );
  }
  await lookAgain(tenant, now);
}
