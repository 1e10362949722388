// Postgres is away while other systems tell of events and people press; the program is killed twice meanwhile

import { z } from "zod";
import type { CrashPoint } from "../../src/crash-points.ts";
import { actionIdOf } from "../../src/slack/action-id.ts";
import { many } from "../../src/store/db.ts";
import { eventually } from "../support/eventually.ts";
import { postEvent } from "../support/other-system.ts";
import type { Started } from "../support/processes.ts";
import { wordsOf } from "../support/slack-user.ts";
import { calm } from "./calm.ts";
import { customers, type FaultStand, startFaultStand } from "./stand.ts";

const maya = "UMAYA0001";

const playbook = `\`\`\`
format: 1
id: kept
name: Kept
goal: Be told of everything.
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
    name: kept.wanted
    give:
      number: event.number
steps:
  - id: note
    do: message
    text: "Number {{inputs.number}}."
  - id: asked
    do: parallel
    steps:
      - id: job
        do: task
        only_if: inputs.number == 0
        title: Call them
        who: csm
      - id: mail
        do: email
        only_if: inputs.number == 0
        to: [champion, primary]
        subject: Hello
        body: How are you?
\`\`\``;

export type Spooled = {
  answers: Record<string, number>;
  /** runs by events that were told meanwhile; each has posted once */
  effects: number;
  doubled: number;
  inOrder: boolean;
  /** from the database's return until everything had its effect */
  drainedMs: number;
  /** what people were told, and when all was over whether their words had counted */
  approval: { told: string; status: string };
  task: { told: string; status: string };
  talk: { mention: number; command: string };
  home: { away: string; back: string };
};

const listening = /"message":"listening","port":(\d+)/;

export async function tellWhileAway(count: number): Promise<Spooled> {
  await using stand = await startFaultStand();
  const { users, server } = stand;
  const first = await stand.start();
  await users.say("maya", "renewals", `@App ${playbook}`);
  await users.click(
    maya,
    await users.message("renewals", "Be told of everything.", "Turn on"),
    "Turn on",
  );
  await users.message("renewals", "Kept is on");
  await tell(first, 0);
  const mail = await users.message("renewals", "Hello", "Approve");
  const job = await users.message("renewals", "Call them", "Done");
  await server.stop();

  const answers: Record<string, number> = {};
  const part = Math.ceil(count / 3);
  // tells a third of them; one that a kill left without an answer is told again, to the next process
  let next = 1;
  const some = async (program: Started) => {
    for (let left = part; left > 0 && next <= count; left -= 1) {
      const status = await tell(program, next).catch(() => 0);
      answers[status] = (answers[status] ?? 0) + 1;
      if (status === 0) return;
      next += 1;
    }
  };
  await some(first);
  const people = await pressAndTalk(stand, { mail, job });
  await kill(first);
  const dying = (point: CrashPoint, passing: number) =>
    stand.start({ ready: listening, settings: { CRASH_AT: `${point}:${passing}` } });
  // this one keeps what it never answers for
  const second = await dying("spool kept", Math.ceil(part / 2));
  await some(second);
  await second.exited;
  const third = await stand.start({ ready: listening });
  while (next <= count) await some(third);
  await kill(third);
  const fourth = await dying("spool replayed", Math.ceil(count / 2));
  await users.act("open_home", { user: maya });
  const away = await homeSays(stand, "offline");

  await server.start();
  const back = performance.now();
  await fourth.exited;
  const fifth = await dying("spool emptied", 1);
  await fifth.exited;
  await using last = await stand.start();
  // told once more, it is known
  await tell(last, count);
  await users.act("open_home", { user: maya });
  await eventually(
    async () => {
      const { rows } = await stand.pool.query("select 1 from trigger_firings");
      if (rows.length < count + 1) throw new Error(`${rows.length} of ${count + 1}`);
    },
    { within: 120_000 },
  );
  const drainedMs = Math.round(performance.now() - back);
  // the run with the mail waits for its approval
  await calm(stand, 60_000, 1);
  return {
    answers,
    ...(await effectsOf(stand)),
    drainedMs,
    ...people,
    approval: { told: people.approval, status: await statusOf(stand, "mail") },
    task: { told: people.task, status: await statusOf(stand, "job") },
    home: { away, back: await homeSays(stand, "Kept") },
  };
}

async function tell(program: Started, number: number): Promise<number> {
  const customer = customers[0];
  const event = { type: "kept.wanted", data: { customer, number } };
  const url = `http://127.0.0.1:${program.ready[1]}`;
  return (await postEvent(url, event, { id: `kept-${number}` })).status;
}

async function kill(program: Started): Promise<void> {
  program.kill("SIGKILL");
  await program.exited;
}

type Shown = { channel: string; ts: string };

async function pressAndTalk({ users }: FaultStand, { mail, job }: { mail: Shown; job: Shown }) {
  const press = async (it: Shown, act: string, told: string) => {
    const at = { channel: it.channel, ts: it.ts, action_id: actionIdOf(act, 0) };
    const { acknowledged } = await users.act("click", { user: maya, ...at });
    if (!acknowledged) return "not acknowledged";
    return wordsOf(await users.whisper(maya, told));
  };
  const approval = await press(mail, "approve", "Not recorded");
  const task = await press(job, "done", "Noted");
  await users.slash(maya, "renewals", "list");
  const command = wordsOf(await users.whisper(maya, "say it again"));
  await users.say("maya", "general", "@App list");
  await users.say("maya", "general", "@App runs");
  await users.whisper(maya, "say it again");
  const whispers = (await users.state()).ephemerals[maya] ?? [];
  const general = (await users.state()).channels.find((it) => it.name === "general")?.id;
  const mention = whispers.filter((it) => it.channel === general).length;
  return { approval, task, talk: { mention, command } };
}

/** What Maya's Home says, once it says this. */
function homeSays({ users }: FaultStand, word: string): Promise<string> {
  return eventually(
    async () => {
      const words = wordsOf((await users.state()).homes[maya] ?? {});
      if (!words.includes(word)) throw new Error(`Home says ${words}`);
      return words;
    },
    { within: 15_000 },
  );
}

const Effect = z.object({ number: z.number(), key: z.string() });
const Status = z.object({ status: z.string() });

async function effectsOf({ pool, users }: FaultStand) {
  const rows = await many(pool, Effect, {
    text: `select (e.inputs ->> 'number')::int as number, e.id || ':note:1:0' as key
           from audit_log a join playbook_executions e on a.subject = 'run:' || e.id
           where a.action = 'run started' and e.inputs ->> 'number' <> '0' order by a.id`,
    values: [],
  });
  const { messages } = await users.state();
  const posted = Map.groupBy(messages, (it) => it.metadata?.event_payload["key"]);
  const counts = rows.map((it) => posted.get(it.key)?.length ?? 0);
  return {
    effects: counts.filter((it) => it === 1).length,
    doubled:
      counts.filter((it) => it > 1).length +
      rows.length -
      new Set(rows.map((it) => it.number)).size,
    inOrder: rows.every((it, i) => it.number === i + 1),
  };
}

async function statusOf({ pool }: FaultStand, step: string): Promise<string> {
  const text = `select s.status from playbook_step_executions s join playbook_executions e on e.id = s.run_id
                where s.step_id = $1 and e.inputs ->> 'number' = '0'`;
  const [row] = await many(pool, Status, { text, values: [step] });
  return row?.status ?? "none";
}
