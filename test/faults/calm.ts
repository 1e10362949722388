import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "../support/eventually.ts";
import type { FaultStand } from "./stand.ts";

const open = `
  select (select count(*)::int from playbook_executions where status <> 'ended')
    + (select count(*)::int from playbook_events where dispatched_at is null)
    + (select count(*)::int from slack_inbox where done_at is null)
    + (select count(*)::int from slack_outbox where posted_ts is null)
    + (select count(*)::int from pgboss.job where name = 'run' and state in ('created', 'retry', 'active'))
    + (select count(*)::int from slack_cards where wanted > shown) as open`;

/** Until nothing, or no more than is to be left, is under way any more; what stands still for good is for the check to say. */
export async function calm({ pool }: FaultStand, within = 90_000, left = 0): Promise<void> {
  const look = async () => {
    const { rows } = await pool.query<{ open: number }>(open);
    if (rows[0]?.open !== left) throw new Error("not calm yet");
  };
  await eventually(look, { within }).catch(() => {});
  await sleep(500);
}
