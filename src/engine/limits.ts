import { addDuration, durationInWords, readDuration } from "../grammar/duration.ts";
import { plural } from "../grammar/words.ts";
import { dateInWords } from "../grammar/zoned.ts";
import type { Limits } from "../playbook/playbook.ts";
import type { AnchoredDate, Gate } from "../run/execution.ts";
import type { Output } from "../steps/world.ts";
import type { CustomerRow } from "../store/customers.ts";
import { countStarts, findLastEnd, findLastStart, findOpenRun } from "../store/limits.ts";
import { countOpen } from "../store/counts.ts";
import { workspaceZone } from "../store/people.ts";
import type { PlaybookRow } from "../store/playbooks.ts";
import type { Tenant } from "../store/tenant.ts";

type For = { customer: CustomerRow | null; inputs: Output; now: Date };
/** `zone`: where the days of the playbook's starts are counted, `there` those of this customer */
type Days = For & { zone: string; there: string };
type Limit = (tenant: Tenant, id: string, limits: Limits, it: Days) => Promise<string | null>;

/** Why the playbook's own limits forbid another run now, in words; null when they do not. */
export async function limitOf(
  tenant: Tenant,
  { id, playbook }: PlaybookRow,
  it: For,
): Promise<string | null> {
  const { limits } = playbook;
  if (!limits) return null;
  const zone = await workspaceZone(tenant);
  const days = { ...it, zone, there: it.customer?.zone ?? zone };
  for (const limit of [oncePer, coolDown, mostStarts, mostOpen]) {
    const reason = await limit(tenant, id, limits, days);
    if (reason !== null) return reason;
  }
  return null;
}

/** Whether they count more than the runs of one customer, so that starts for others count as well. */
export function countsForAll({ once_per: per = "customer", at_most: most, open }: Limits): boolean {
  return per !== "customer" || most !== undefined || open !== undefined;
}

const oncePer: Limit = async (tenant, id, { once_per: per, every }, it) => {
  if (per === undefined) return null;
  const [, input] = per.split(".");
  const last = await findLastStart(tenant, id, {
    customerId: input === undefined ? (it.customer?.id ?? null) : null,
    input: input === undefined ? null : { name: input, value: it.inputs[input] ?? null },
    since: every === undefined ? new Date(0) : before(it.now, every, it.there, grace),
  });
  if (!last) return null;
  const whom = input === undefined ? whomOf(it) : JSON.stringify(it.inputs[input]);
  const howOften = every === undefined ? "only once" : `once every ${lengthInWords(every)}`;
  return `it runs ${howOften} for ${whom}, and last did on ${dateInWords(last, it.there)}`;
};

const coolDown: Limit = async (tenant, id, { cool_down: rest }, it) => {
  if (rest === undefined) return null;
  const customerId = it.customer?.id ?? null;
  const last = await findLastEnd(tenant, id, {
    customerId,
    since: before(it.now, rest, it.there),
  });
  if (!last) return null;
  return `it rests ${lengthInWords(rest)} for ${whomOf(it)} after each run, and the last one ended on ${dateInWords(last, it.there)}`;
};

const mostStarts: Limit = async (tenant, id, { at_most: most }, it) => {
  if (most === undefined) return null;
  const count = await countStarts(tenant, id, before(it.now, most.per, it.zone, grace));
  if (count < most.runs) return null;
  return `it starts at most ${plural(most.runs, "time")} in ${lengthInWords(most.per)}, and has started ${plural(count, "time")}`;
};

const mostOpen: Limit = async (tenant, id, { open }) => {
  if (open === undefined) return null;
  const count = await countOpen(tenant, id);
  if (count < open) return null;
  return `at most ${open} of its runs may be under way at once, and ${count} ${count === 1 ? "is" : "are"}`;
};

// what starts each Monday at nine starts a moment earlier or later, an hour where clocks change, more after an outage
const grace = 2 * 3_600_000;

/** So long before; `spare` where the length is in days, which are not counted to the hour then. */
function before(now: Date, length: string, zone: string, spare = 0): Date {
  const reading = readDuration(length);
  if (!reading.ok) return new Date(0);
  const since = addDuration(now, reading.value, { zone }, -1);
  return reading.value.minutes > 0 ? since : new Date(since.getTime() + spare);
}

function lengthInWords(source: string): string {
  const reading = readDuration(source);
  return reading.ok ? durationInWords(reading.value) : source;
}

function whomOf({ customer }: For): string {
  return customer?.name ?? "this";
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

/** What a run waits for that has found another one at work on its customer; `date` is the next one that passes meanwhile. */
export function conflictGate(
  { runId, name, policy }: Conflict,
  who: string,
  date: AnchoredDate | null,
): Gate {
  const found = { with: runId, other: name, who };
  return policy === "wait" ? turnGate(found, date) : askGate(found, { date, late: null });
}

/** A person says whether it begins beside the other one; asked anew when a date of its own passes meanwhile. */
export function askGate(
  found: { with: string; other: string; who: string },
  { date, late }: { date: AnchoredDate | null; late: AnchoredDate | null },
): Gate {
  const again = date?.at.toISOString();
  return { is: "conflict", ...found, ...(date && { date, again }), ...(late && { late }) };
}

/** It begins when the other one has ended, unless a date of its own comes before. */
export function turnGate(
  found: { with: string; other: string; who?: string | undefined },
  date: AnchoredDate | null,
): Gate {
  const { with: runId, other, who } = found;
  const again = date?.at.toISOString();
  return {
    is: "turn",
    with: runId,
    other,
    ...(who !== undefined && { who }),
    ...(date && { date, again }),
  };
}
