// whoever works at the workspace: they press what waits for them, and look into the mailbox where it is in doubt

import { z } from "zod";
import { many } from "../../src/store/db.ts";
import { actionIdOf } from "../../src/slack/action-id.ts";
import type { FaultStand } from "./stand.ts";

const Waiting = z.object({
  kind: z.enum(["approval", "step"]),
  subject: z.string(),
  turn: z.number(),
  state: z.enum(["approve", "done", "choose", "doubt", "failed"]),
  key: z.string(),
  who: z.string(),
  channel: z.string(),
  ts: z.string(),
});
type Waiting = z.infer<typeof Waiting>;

// what asks somebody and is posted: the person it asks, where they see it, and what they may press
const whatWaits = `
  select k.kind, k.subject, q.turn, q.state, q.key, q.who, k.channel_id as channel, k.ts
  from (
    select 'approval' as kind, a.id::text as subject, 0 as turn, 'approve' as state,
      a.run_id || ':' || a.step_id || ':' || a.iteration as key, a.approvers -> 0 ->> 'id' as who
    from approvals a where a.status = 'pending'
    union all
    select 'step', s.run_id || ':' || s.step_id || ':' || s.iteration, s.turn,
      case when s.stage = 'doubt' then 'doubt' when s.stage in ('failed', 'rest') then 'failed'
        when s.ask -> 'form' ->> 'path' is not null then 'choose' else 'done' end,
      s.run_id || ':' || s.step_id || ':' || s.iteration,
      coalesce(s.ask ->> 'who', c.csm_id)
    from playbook_step_executions s
    join playbook_executions e on e.workspace_id = s.workspace_id and e.id = s.run_id
    left join customers c on c.workspace_id = e.workspace_id and c.id = e.customer_id
    where s.settled is null and (s.ask is not null or s.stage in ('doubt', 'failed', 'rest'))) q
  join slack_cards k on k.kind = q.kind and k.subject = q.subject
  where k.ts is not null and k.thread_of is not null and k.wanted = k.shown`;

/** How often people were asked whether a mail had arrived. */
export type People = { work(): Promise<void>; doubts(): number; unheard(): number };

// somebody who was told that it came in vain presses again after so long
const patience = 16_000;

export function createPeople({ pool, users }: FaultStand): People {
  const pressed = new Map<string, number>();
  const doubted = new Map<string, number>();
  let unheard = 0;

  async function press(it: Waiting): Promise<void> {
    const name = `${it.subject} ${it.turn}`;
    const last = pressed.get(name);
    if (last !== undefined && performance.now() - last < patience) return;
    // a yes that was acknowledged counts, unless they were told that it does not: nobody says it twice
    if (last !== undefined && it.kind === "approval" && !(await wasRefused(it, last))) return;
    const action = it.state === "doubt" ? await inDoubt(it, name) : actions[it.state];
    if (action === null) return;
    pressed.set(name, performance.now());
    const click = { user: it.who, channel: it.channel, ts: it.ts, action_id: action };
    const outcome = await users.act("click", click).catch(() => null);
    if (outcome?.acknowledged) return;
    unheard += 1;
    pressed.delete(name);
  }

  async function wasRefused({ who }: Waiting, since: number): Promise<boolean> {
    const whispers = (await users.state()).ephemerals[who] ?? [];
    const from = (performance.timeOrigin + since) / 1000 - 1;
    return whispers.some(
      ({ ts, text }) => Number(ts) > from && /Not recorded|went wrong/.test(text),
    );
  }

  // they look into the mailbox first, and not at once, as it may be on its way
  async function inDoubt(it: Waiting, name: string): Promise<string | null> {
    const since = doubted.get(name) ?? performance.now();
    doubted.set(name, since);
    if (performance.now() - since < 1500) return null;
    const mails = await users.mails();
    const arrived = mails.some((mail) => mail.headers["x-playbooks-key"] === it.key);
    return arrived ? actionIdOf("arrived", 0) : actionIdOf("send-again", 1);
  }

  return {
    async work() {
      const waiting = await many(pool, Waiting, { text: whatWaits, values: [] });
      await Promise.all(waiting.map(press));
    },
    doubts: () => doubted.size,
    unheard: () => unheard,
  };
}

const actions = {
  approve: actionIdOf("approve", 0),
  done: actionIdOf("done", 0),
  choose: actionIdOf("choose", 0),
  failed: actionIdOf("retry", 0),
} as const;
