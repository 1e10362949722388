// people who change their mind: they cancel a run with runs inside it, or take it back, under way or when it is over

import { z } from "zod";
import { many } from "../../src/store/db.ts";
import { wordsOf } from "../support/slack-user.ts";
import type { FaultStand } from "./stand.ts";

/** What is to become of a run, by its number: most go on to their end. */
export const turned = {
  cancelled: (number: string) => `${number} % 8 = 3`,
  rolledBack: (number: string) => `${number} % 8 = 5`,
  rolledBackAtEnd: (number: string) => `${number} % 8 = 7`,
};

const number = "(e.inputs ->> 'number')::int";

/** What is taken back of a run that was all but through, in this order. */
export const wayBack = ["mark_back", "part_back", "unnote", "unhello", "report"];

const Turning = z.object({
  id: z.string(),
  want: z.enum(["cancel", "roll back"]),
  channel: z.string(),
  ts: z.string(),
});
type Turning = z.infer<typeof Turning>;

const toTurn = `
  select e.id::text, case when ${turned.cancelled(number)} then 'cancel' else 'roll back' end as want, k.channel_id as channel, k.ts
  from playbook_executions e
  join slack_cards k on k.workspace_id = e.workspace_id and k.kind = 'run' and k.subject = e.id::text
  where e.playbook_id = 'load' and k.ts is not null and e.rollback is null and (
    (${turned.cancelled(number)} and e.status <> 'ended' and exists (
      select 1 from playbook_executions p where p.parent_run_id = e.id and p.playbook_id = 'load-part' and p.segment = 'parked'))
    or (${turned.rolledBack(number)} and e.status <> 'ended' and exists (
      select 1 from playbook_step_executions s where s.run_id = e.id and s.step_id = 'way' and s.stage is not null))
    or (${turned.rolledBackAtEnd(number)} and e.result = 'succeeded'))
  order by e.started_at limit 5`;

const maya = "UMAYA0001";
// who was not heard says it again
const patienceMs = 15_000;

/** Looks who is to turn, and says so, as people do: in the run's thread, and by the button that shows what it takes back. */
export function createTurning({ pool, users }: FaultStand): () => Promise<void> {
  const asked = new Map<string, number>();

  async function turn({ id, want, channel, ts }: Turning): Promise<void> {
    const since = asked.get(id);
    const again = since !== undefined && performance.now() - since > patienceMs;
    if (since === undefined || again) {
      asked.set(id, performance.now());
      await users.say("maya", channel, `@App ${want}`, ts);
    }
    if (want === "cancel") return;
    const whispers = (await users.state()).ephemerals[maya] ?? [];
    const shown = whispers.findLast(
      (it) => JSON.stringify(it.blocks).includes(`"${id} `) && wordsOf(it).includes("Roll back"),
    );
    if (shown) await users.click(maya, shown, "Roll back");
  }

  return async () => {
    const all = await many(pool, Turning, { text: toTurn, values: [] });
    await Promise.all(all.map((it) => turn(it).catch(() => {})));
  };
}
