import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { many } from "../../src/store/db.ts";
import { postEvent } from "../support/other-system.ts";
import type { Chance } from "./chance.ts";
import type { Lane } from "./lane.ts";
import { createPeople, type People } from "./people.ts";
import { customers, type FaultStand } from "./stand.ts";
import { createTurning, turned } from "./turning.ts";

/** What it runs inside: one that is waited for, and one that is given up. */
const inside = [
  `\`\`\`
format: 1
id: load-part
name: Load part
goal: Be waited for.
channel: renewals
inputs:
  part: { type: text }
steps:
  - id: opened
    do: message
    text: "A part of number {{inputs.part}}."
    undo:
      - id: unopened
        do: message
        text: "No part of number {{inputs.part}} any more."
  - id: rest
    do: wait
    for: 1 minute
  - id: closed
    do: message
    text: "The part is through."
\`\`\``,
  `\`\`\`
format: 1
id: load-vain
name: Load vain
goal: Be given up.
channel: renewals
steps:
  - id: vain
    do: wait
    event: load.never
    timeout: 5 days
\`\`\``,
];

/** Something of everything: posts, an approved mail, tasks, waits, events, rounds, runs inside, a gate, a race, a decision. */
const playbook = `\`\`\`
format: 1
id: load
name: Load
goal: Meet every fault there is.
channel: renewals
limits:
  conflict: allow
inputs:
  number:
    type: number
    ask: Which one is it?
    default: 0
triggers:
  - by: event
    name: load.wanted
    give:
      number: event.number
rollback:
  - steps:
      - id: report
        do: message
        text: "{{customer.name}} went back with number {{inputs.number}}."
steps:
  - id: hello
    do: message
    text: "Number {{inputs.number}}, {{customer.name}}."
    undo:
      - id: unhello
        do: message
        text: "Number {{inputs.number}} is taken back."
  - id: rest
    do: wait
    for: 1 minute
  - id: sides
    do: parallel
    steps:
      - id: note
        do: message
        text: "A note on {{customer.name}}."
        undo:
          - id: unnote
            do: message
            text: "No note on {{customer.name}} any more."
      - id: mail
        do: email
        to: [champion, sponsor, billing, primary]
        subject: "Number {{inputs.number}}"
        body: How are you?
      - id: job
        do: task
        title: Call {{customer.name}}
        who: csm
      - id: sign
        do: wait
        event: load.signed
        match: event.number == inputs.number
        timeout: 5 days
  - id: talks
    do: phase
    repeat: { until: customer.usage < 0, at_most: 2 }
    steps:
      - id: talk
        do: message
        text: "Still at it with {{customer.name}}."
  - id: race
    do: parallel
    join: any
    steps:
      - id: quick
        do: wait
        for: 1 minute
      - id: never
        do: playbook
        playbook: load-vain
  - id: part
    do: playbook
    playbook: load-part
    inputs:
      part: "{{inputs.number}}"
  - id: mark
    do: update
    set:
      renewal_status: "load {{inputs.number}}"
    gate:
      - say: The status is right
        who: csm
  - id: used
    do: wait
    when: customer.usage >= 100000 + inputs.number
  - id: way
    do: decide
    question: Which way?
    who: csm
    paths:
      - name: Left
        steps:
          - id: left
            do: message
            text: "Left with {{customer.name}}."
      - name: Right
  - id: bye
    do: message
    text: "Done with {{customer.name}}."
\`\`\``;

/** An event that was told until it was acknowledged, and what the answers were. */
type Told = { id: string; type: string; number: number; statuses: number[] };

export type Load = {
  told: readonly Told[];
  people: People;
  /** goes on until it is stopped; `most` runs are wanted in all, `atOnce` under way */
  go(most: number, atOnce: number): void;
  /** no more runs; what is under way is seen through */
  enough(): void;
  /** one more run is wanted; who is there is told first, and others when nobody is. Resolves when it is acknowledged */
  want(url: () => string | null): Promise<void>;
  /** waits for a truth that were told of it more than once, as another run's news may overtake theirs */
  retold(): number;
  stop(): Promise<void>;
};

/** Turns the playbook on, in Slack, as people do. */
export async function turnLoadOn({ users }: FaultStand): Promise<void> {
  for (const text of inside) {
    const [, name = "", goal = ""] = /name: (.+)\ngoal: (.+)/.exec(text) ?? [];
    await users.say("maya", "renewals", `@App ${text}`);
    await users.click("UMAYA0001", await users.message("renewals", goal, "Turn on"), "Turn on");
    await users.message("renewals", `${name} is on`);
  }
  await users.say("maya", "renewals", `@App ${playbook}`);
  const draft = await users.message("renewals", "Meet every fault there is.", "Turn on");
  await users.click("UMAYA0001", draft, "Turn on");
  await users.message("renewals", "Load is on");
}

const Signing = z.object({ number: z.number() });
const Waiting = Signing.extend({ run: z.string() });

// after so long what was told of the customer has been overtaken by older news
const overtakenMs = 15_000;

export function createLoad(
  stand: FaultStand,
  lanes: readonly Pick<Lane, "url">[],
  chance: Chance,
): Load {
  const { pool } = stand;
  const told: Told[] = [];
  const signed = new Set<string>();
  const used = new Map<number, { at: number; times: number }>();
  const people = createPeople(stand);
  const turning = createTurning(stand);
  let stopped = false;
  let limit = 0;
  let begun = 0;
  const busy: Promise<void>[] = [];

  /** As other systems do: until it is acknowledged, and sometimes once more. */
  async function tell(
    type: string,
    number: number,
    { fields, url: first }: { fields?: Record<string, number>; url?: () => string | null } = {},
  ) {
    const it: Told = { id: `${type}-${number}-${randomUUID()}`, type, number, statuses: [] };
    told.push(it);
    const customer = customers[number % customers.length] ?? "";
    const repeats = chance.part() < 0.1 ? 2 : 1;
    // the same words under another id would be the same event
    const event = { type, data: { customer, number, once: it.id, ...(fields && { fields }) } };
    while (!stopped && it.statuses.filter((status) => status === 202).length < repeats) {
      const urls = lanes.flatMap((lane) => lane.url() ?? []);
      const url = first?.() ?? urls[chance.whole(0, Math.max(0, urls.length - 1))];
      // one that nobody answers is 0
      const status = url && (await postEvent(url, event, { id: it.id }).catch(() => null))?.status;
      it.statuses.push(status || 0);
      if (status !== 202) await sleep(200);
    }
  }

  // what the harness itself asks the database may fail with it
  async function again(everyMs: number, work: () => Promise<void>): Promise<void> {
    while (!stopped) {
      await work().catch(() => {});
      await sleep(everyMs);
    }
  }

  async function begin(atOnce: number): Promise<void> {
    if (begun >= limit) return;
    // what was told of and has not begun counts too: on a slow machine that is most of it
    const text = `select count(*)::int as number from playbook_executions
                  where status = 'ended' and inputs ->> 'number' <> '0'`;
    const [ended] = await many(pool, Signing, { text, values: [] });
    const room = atOnce - (begun - (ended?.number ?? 0));
    for (let i = 0; i < Math.min(room, 5) && begun < limit; i += 1)
      void tell("load.wanted", ++begun);
  }

  // waits are brought forward in their rows, as nobody here waits for a minute
  async function passTime(): Promise<void> {
    await pool.query(
      `update playbook_step_executions set due = now() - interval '1 second'
       where step_id in ('rest', 'quick') and stage = 'work' and settled is null and due > now()
         and not exists (select 1 from playbook_executions e
           where e.id = run_id and e.playbook_id = 'load-part' and ${turned.cancelled("(e.inputs ->> 'part')::int")})`,
    );
  }

  async function sign(): Promise<void> {
    const waiting = await many(pool, Waiting, {
      text: `select e.id::text as run, (e.inputs ->> 'number')::int as number from playbook_step_executions s
             join playbook_executions e on e.workspace_id = s.workspace_id and e.id = s.run_id
             where s.event = 'load.signed' and s.settled is null`,
      values: [],
    });
    for (const { run, number } of waiting) {
      if (signed.has(run)) continue;
      signed.add(run);
      void tell("load.signed", number);
    }
  }

  // the condition of a run holds from here on, unless older news of its customer comes after
  async function use(): Promise<void> {
    const waiting = await many(pool, Signing, {
      text: `select (e.inputs ->> 'number')::int as number from playbook_step_executions s
             join playbook_executions e on e.workspace_id = s.workspace_id and e.id = s.run_id
             where s.step_id = 'used' and s.stage = 'work' and s.settled is null`,
      values: [],
    });
    for (const { number } of waiting) {
      const before = used.get(number);
      if (before && performance.now() - before.at < overtakenMs) continue;
      used.set(number, { at: performance.now(), times: (before?.times ?? 0) + 1 });
      void tell("customer.updated", number, { fields: { usage: 100_000 + number } });
    }
  }

  return {
    told,
    people,
    go(most, atOnce) {
      limit = most;
      busy.push(
        again(200, () => begin(atOnce)),
        again(400, passTime),
        again(300, sign),
        again(300, use),
        again(200, people.work),
        again(700, turning),
      );
    },
    enough: () => {
      limit = begun;
    },
    want: (url) => tell("load.wanted", ++begun, { url }),
    retold: () => [...used.values()].filter((it) => it.times > 1).length,
    async stop() {
      stopped = true;
      await Promise.all(busy);
    },
  };
}
