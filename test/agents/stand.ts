import { randomUUID } from "node:crypto";
import { createDelegate } from "../../src/agents/delegate.ts";
import type { Delegated, DelegationRequest } from "../../src/agents/delegation.ts";
import { loadRoster } from "../../src/agents/roster.ts";
import { createLog } from "../../src/log.ts";
import { createModel, type ModelSettings } from "../../src/model/create-model.ts";
import type { EngineNeeds } from "../../src/engine/needs.ts";
import type { Model } from "../../src/model/model.ts";
import { standingClock } from "../support/clock.ts";
import { createDatabase } from "../support/database.ts";
import {
  calls,
  interceptModel,
  type ModelRequest,
  type Reply,
  type Script,
} from "../support/model.ts";
import { type PassingTime, passingTime } from "../model/passing-time.ts";

const workspaceId = "T1";
export const started = "2027-03-01T08:00:00Z";

export type Stand = AsyncDisposable & {
  delegate(more?: Partial<DelegationRequest>): Promise<Delegated>;
  requests: ModelRequest[];
  time: PassingTime;
  lines: string[];
  /** the rows of `agent_delegations` */
  rows(): Promise<Record<string, unknown>[]>;
};

/** Delegation on a database of its own, with a model behind msw. */
export async function stand(
  script: Script,
  settings: Partial<ModelSettings> | null = {},
): Promise<Stand> {
  const database = await createDatabase();
  const runId = await insertRun(database.pool);
  const network = interceptModel(script);
  const time = passingTime(started);
  const lines: string[] = [];
  const log = createLog({ level: "debug", write: (line) => lines.push(line) });
  const { baseUrl } = network;
  const asked = { apiKey: "key-of-the-test", baseUrl, model: "scripted", ...settings };
  const model: Model | null = settings && createModel(asked, { log, time, random: () => 0 });
  const clock = standingClock(started);
  // the engine's own type is the contract: both are written apart, as neither may import the other
  const delegate: EngineNeeds["delegate"] = createDelegate({
    model,
    roster: loadRoster(),
    pool: database.pool,
    clock,
    log,
    time,
  });
  return {
    delegate: (more = {}) => delegate({ ...requestFor(runId), ...more }),
    requests: network.requests,
    time,
    lines,
    async rows() {
      const { rows } = await database.pool.query("select * from agent_delegations order by at");
      return rows;
    },
    async [Symbol.asyncDispose]() {
      network[Symbol.dispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

export function requestFor(runId: string): DelegationRequest {
  return {
    workspaceId,
    place: { runId, stepId: "summary", iteration: 1, attempt: 1 },
    agent: null,
    ask: "Summarise Acme's year in five lines and list open risks.",
    output: { summary: "text", risks: "list of text", score: "number", mood: ["good", "bad"] },
    context: {
      customer: { id: "acme", name: "Acme Robotics", health: 72, renewal_date: "2027-05-30" },
      inputs: { max_discount: 10 },
      run: { name: "Renewal, 90 days out", started_at: new Date(started), started_by: "Maya" },
      kickoff: { mood: "good", status: "done", by: "Maya" },
    },
  };
}

type Pool = Awaited<ReturnType<typeof createDatabase>>["pool"];

/** The least that a delegation's row refers to. */
export async function insertRun(pool: Pool): Promise<string> {
  const runId = randomUUID();
  await pool.query(`insert into workspaces (id, name, time_zone) values ('T1', 'Test', 'UTC')`);
  await pool.query(
    `insert into playbooks (workspace_id, id, name, status, version, created_by, created_at, changed_at)
     values ('T1', 'p', 'P', 'on', 1, 'U1', $1, $1)`,
    [started],
  );
  await pool.query(
    `insert into playbook_versions (workspace_id, playbook_id, version, source, playbook, plan, sha256, note, author_id, created_at)
     values ('T1', 'p', 1, '', '{}', '{}', '', '', 'U1', $1)`,
    [started],
  );
  await pool.query(
    `insert into playbook_executions (workspace_id, id, playbook_id, version, status, segment, epoch, signals, inputs, cause, at_start, started_at)
     values ('T1', $1, 'p', 1, 'running', 'held', 1, 0, '{}', '{}', '{}', $2)`,
    [runId, started],
  );
  return runId;
}

export const answered = {
  summary: "A good year.",
  risks: ["No sponsor"],
  score: 0.8,
  mood: "good",
};

export const handsOver = (specialist = "renewal", tokens = 10): Reply =>
  calls("delegate", { specialist, task: "Summarise the year", why: "It is renewal work." }, tokens);

export const answers = (values: unknown = answered): Reply => calls("answer", values);

/** the name of the agent that a request of the model is from */
export function agentOf({ messages: [system] }: ModelRequest): string {
  const text = system?.content ?? "";
  if (text.startsWith("You lead a team")) return "orchestrator";
  return /to (renew|understand why|know the people|see how|bring)/.exec(text)?.[1] ?? "nobody";
}

/** what the last tool said */
export function lastTool({ messages }: ModelRequest): string {
  return messages.findLast(({ role }) => role === "tool")?.content ?? "";
}
