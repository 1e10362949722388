// whoever works at the workspace: they press what waits for them, and look into the mailbox where it is in doubt

import { z } from "zod";
import { many } from "../../src/store/db.ts";
import { actionIdOf } from "../../src/slack/action-id.ts";
import { createMailbox, createRefusals } from "./heard.ts";
import type { FaultStand } from "./stand.ts";
import { turned } from "./turning.ts";

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
      case when s.stage = 'doubt' then 'doubt' when s.stage in ('failed', 'rest', 'away') then 'failed'
        when coalesce(s.ask -> 'form' ->> 'path', s.ask -> 'form' ->> 'holds') is not null then 'choose' else 'done' end,
      s.run_id || ':' || s.step_id || ':' || s.iteration,
      coalesce(s.ask ->> 'who', c.csm_id)
    from playbook_step_executions s
    join playbook_executions e on e.workspace_id = s.workspace_id and e.id = s.run_id
    left join customers c on c.workspace_id = e.workspace_id and c.id = e.customer_id
    where s.settled is null and (s.ask is not null or s.stage in ('doubt', 'failed', 'rest', 'away'))
      -- where it is to be taken back, nobody says which way to go on
      and not (s.step_id = 'way' and ${turned.rolledBack("(e.inputs ->> 'number')::int")})) q
  join slack_cards k on k.kind = q.kind and k.subject = q.subject
  where k.ts is not null and k.thread_of is not null and k.wanted = k.shown`;

export type People = {
  work(): Promise<void>;
  /** how often they were asked whether a mail had arrived */
  doubts(): number;
  /** clicks that Slack was never answered for, and pressed again */
  unheard(): number;
  /** clicks that people were told did not count, and pressed again */
  refused(): number;
  /** clicks that were taken, of which nobody was told that they did not count, and that did not count all the same */
  vanished(): Promise<string[]>;
};

const Stored = z.object({ said: z.string() });

type Pressed = { at: number; ts: string };

export function createPeople({ pool, users }: FaultStand): People {
  const refusals = createRefusals(users);
  const mailbox = createMailbox(users);
  const pressed = new Map<string, Pressed>();
  const doubted = new Map<string, number>();
  let unheard = 0;
  let refused = 0;

  async function press(it: Waiting): Promise<void> {
    const name = nameOf(it);
    const last = pressed.get(name);
    // what was taken counts, unless they were told that it does not: nobody says it twice
    if (last && !refusals.since(last.at, it.who, it.channel)) return;
    if (last) refused += 1;
    const action = it.state === "doubt" ? await inDoubt(it, name) : actions[it.state];
    if (action === null) return;
    pressed.set(name, { at: Date.now(), ts: it.ts });
    const click = { user: it.who, channel: it.channel, ts: it.ts, action_id: action };
    const outcome = await users.act("click", click).catch(() => null);
    if (outcome?.acknowledged) return;
    unheard += 1;
    pressed.delete(name);
  }

  // they look into the mailbox first, and not at once, as it may be on its way
  async function inDoubt(it: Waiting, name: string): Promise<string | null> {
    const since = doubted.get(name) ?? performance.now();
    doubted.set(name, since);
    if (performance.now() - since < 1500) return null;
    const arrived = (await mailbox()).has(it.key);
    return arrived ? actionIdOf("arrived", 0) : actionIdOf("send-again", 1);
  }

  // what became of it, as far as it can be told from outside
  async function traceOf(name: string): Promise<string> {
    const { at, ts } = pressed.get(name) ?? { at: 0, ts: "" };
    const stored = await many(pool, Stored, {
      text: `select key || ': ' || attempts || ' tries, done ' || coalesce(done_at::text, 'never') as said from slack_inbox
             where received_at >= $2 and body -> 'container' ->> 'message_ts' = $1`,
      values: [ts, new Date(at - 1000)],
    });
    const kept = stored.map((it) => it.said).join("; ") || "nothing was stored";
    return `pressed ${new Date(at).toISOString()}; ${kept}`;
  }

  return {
    async work() {
      const waiting = await many(pool, Waiting, { text: whatWaits, values: [] });
      if (waiting.some((it) => pressed.has(nameOf(it)))) await refusals.look();
      await Promise.all(waiting.map(press));
    },
    doubts: () => doubted.size,
    unheard: () => unheard,
    refused: () => refused,
    async vanished() {
      const waiting = await many(pool, Waiting, { text: whatWaits, values: [] });
      const names = waiting.map(nameOf).filter((name) => pressed.has(name));
      return Promise.all(names.map(async (name) => `${name} (${await traceOf(name)})`));
    },
  };
}

function nameOf({ subject, turn }: Waiting): string {
  return `${subject} ${turn}`;
}

const actions = {
  approve: actionIdOf("approve", 0),
  done: actionIdOf("done", 0),
  choose: actionIdOf("choose", 0),
  failed: actionIdOf("retry", 0),
} as const;
