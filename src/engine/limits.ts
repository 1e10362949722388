import { addDuration, durationInWords, readDuration } from "../grammar/duration.ts";
import type { Gate } from "../run/execution.ts";
import type { Output } from "../steps/world.ts";
import type { CustomerRow } from "../store/customers.ts";
import { findLastStart, findOpenRun } from "../store/limits.ts";
import type { PlaybookRow } from "../store/playbooks.ts";
import type { Tenant } from "../store/tenant.ts";

type For = { customer: CustomerRow | null; inputs: Output; now: Date };

/** Why the playbook's own limits forbid another run now, in words; null when they do not. */
export async function limitOf(
  tenant: Tenant,
  { id, playbook }: PlaybookRow,
  it: For,
): Promise<string | null> {
  const { once_per: oncePer, every } = playbook.limits ?? {};
  if (oncePer === undefined) return null;
  const [, input] = oncePer.split(".");
  const reading = every === undefined ? null : readDuration(every);
  const zone = it.customer?.zone ?? "UTC";
  const since = reading?.ok ? addDuration(it.now, reading.value, { zone }, -1) : new Date(0);
  const last = await findLastStart(tenant, id, {
    customerId: input === undefined ? (it.customer?.id ?? null) : null,
    input: input === undefined ? null : { name: input, value: it.inputs[input] ?? null },
    since,
  });
  if (!last) return null;
  const whom =
    input === undefined ? (it.customer?.name ?? "this") : JSON.stringify(it.inputs[input]);
  const howOften = reading?.ok ? `once every ${durationInWords(reading.value)}` : "only once";
  return `it runs ${howOften} for ${whom}, and last did on ${last.toISOString().slice(0, 10)}`;
}

export type Conflict = { runId: string; name: string; policy: "ask" | "wait" | "skip" };

/** Another run that is working on the same customer, and what the playbook says to do about it. */
export async function conflictOf(
  tenant: Tenant,
  { playbook }: Pick<PlaybookRow, "playbook">,
  customerId: string | null,
): Promise<Conflict | null> {
  const policy = playbook.limits?.conflict ?? "ask";
  if (customerId === null || policy === "allow") return null;
  const open = await findOpenRun(tenant, customerId);
  return open && { ...open, policy };
}

/** What a run waits for that has found another one at work on its customer. */
export function conflictGate({ runId, name, policy }: Conflict, who: string): Gate {
  return policy === "wait"
    ? { is: "turn", with: runId, other: name }
    : { is: "conflict", with: runId, other: name, who };
}
