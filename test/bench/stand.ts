import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { sampleWorkspace } from "../../src/local/sample/sample-workspace.ts";
import { startPostgres } from "../../src/local/postgres/start.ts";
import { createLog } from "../../src/log.ts";
import { createPool } from "../../src/store/db.ts";
import { eventually } from "../support/eventually.ts";
import { temporaryFolder } from "../support/folder.ts";
import { getJson } from "../support/http.ts";
import { postEvent } from "../support/other-system.ts";
import { startSeparately } from "../support/separate.ts";

export const maya = "UMAYA0001";

const Exchange = z.object({
  kind: z.enum(["call", "delivery"]),
  name: z.string(),
  arguments: z.looseObject({
    ts: z.string().optional(),
    /** of a click: the message it is on */
    container: z.looseObject({ message_ts: z.string().optional() }).optional(),
    text: z.string().optional(),
  }),
  answer: z.looseObject({ ok: z.boolean().optional() }),
  started: z.number(),
  duration: z.number(),
});
const Traffic = z.object({ entries: z.array(Exchange) });

type Options = {
  /** whether Slack limits how often it is called, as the real one does */
  limits?: boolean;
  /** of Node, for the program */
  flags?: string[];
};

export type Stand = Awaited<ReturnType<typeof startStand>>;

/** The true program, with Slack, the mailbox and Postgres as processes of their own. */
export async function startStand({ limits = false, flags = [] }: Options = {}) {
  await using starting = new AsyncDisposableStack();
  const folder = starting.use(temporaryFolder()).path;
  const postgres = starting.use(
    await startPostgres({ folder, log: createLog({ level: "error" }) }),
  );
  const pool = starting.adopt(createPool(postgres.url), (it) => it.end());
  const around = starting.use(
    await startSeparately({
      slack: { SLACK_LIMITS: limits ? "1" : "0" },
      program: { DATABASE_URL: postgres.url },
    }),
  );
  const program = starting.use(await around.start({ flags }));
  const { users } = around;
  const stack = starting.move();
  const url = `http://127.0.0.1:${program.ready[1]}`;

  return {
    pool,
    users,
    program,
    url,
    /** Tells the program that something happened to a customer. */
    async happen(type: string, customer: string, number = 0): Promise<void> {
      const { status } = await postEvent(url, { type, data: { customer, number } });
      if (status === 202) return;
      const log = program.output().split("\n").slice(-5).join("\n");
      throw new Error(`an event was answered ${status}; the program said:\n${log}`);
    },
    /** Writes a playbook of these steps that an event of its name starts for any customer. */
    async turnOn(id: string, steps: string): Promise<void> {
      const text = `format: 1
id: ${id}
name: ${id}
goal: Measure ${id}.
channel: renewals
limits:
  conflict: allow
triggers:
  - by: event
    name: ${id}.wanted
steps:
${steps}`;
      await users.say("maya", "renewals", `@App \`\`\`\n${text}\n\`\`\``);
      const draft = await users.message("renewals", `Measure ${id}.`, "Turn on");
      await users.click(maya, draft, "Turn on");
      await users.message("renewals", `${id} is on`);
    },
    /** All that went between Slack and the program. */
    traffic: async () => (await getJson(`${users.url}/_control/log`, Traffic)).entries,
    /** Waits until so many runs are parked or over, all that came from Slack is done, and Slack shows it. */
    async quiet(runs: number): Promise<void> {
      await eventually(
        async () => {
          const { rows } = await pool.query<{ runs: number; open: number }>(`
            select (select count(*)::int from playbook_executions where segment in ('parked', 'none')) runs,
              (select count(*)::int from slack_cards where wanted > shown)
                + (select count(*)::int from slack_outbox where posted_ts is null and failed is null)
                + (select count(*)::int from slack_inbox where done_at is null) open`);
          const [row] = rows;
          if (row?.runs !== runs || row.open > 0)
            throw new Error(`not quiet: ${JSON.stringify(row)}`);
        },
        { within: 120_000 },
      );
      await sleep(500);
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Customers to measure with, by their names. */
const customers = sampleWorkspace(new Date()).customers.map((it) => it.name);

/** One after the other, from the first again when the last is through. */
export const customer = (position: number) => customers[position % customers.length] ?? "";
