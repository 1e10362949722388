import { afterAll } from "vitest";
import { createDelegate } from "../../src/agents/delegate.ts";
import type { Delegated, DelegationRequest } from "../../src/agents/delegation.ts";
import { loadRoster } from "../../src/agents/roster.ts";
import { createLog } from "../../src/log.ts";
import { createModel, type ModelSettings } from "../../src/model/create-model.ts";
import type { EngineNeeds } from "../../src/engine/needs.ts";
import type { Model } from "../../src/model/model.ts";
import { standingClock } from "../support/clock.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import {
  calls,
  interceptModel,
  type ModelRequest,
  type Reply,
  type Script,
} from "../support/model.ts";
import { insertRun, requestFor, started } from "./request.ts";
import { type PassingTime, passingTime } from "../model/passing-time.ts";

export type Stand = Disposable & {
  delegate(more?: Partial<DelegationRequest>): Promise<Delegated>;
  requests: ModelRequest[];
  time: PassingTime;
  lines: string[];
  /** the run's rows of `agent_delegations` */
  rows(): Promise<Record<string, unknown>[]>;
};

// one for all tests of a file: each has a run of its own, and looks at nothing else
let shared: Promise<TestDatabase> | null = null;
afterAll(async () => (await shared)?.[Symbol.asyncDispose]());

/** Delegation for a run of its own, with a model behind msw. */
export async function stand(
  script: Script,
  settings: Partial<ModelSettings> | null = {},
): Promise<Stand> {
  const database = await (shared ??= createDatabase());
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
      const { rows } = await database.pool.query(
        "select * from agent_delegations where run_id = $1 order by at",
        [runId],
      );
      return rows;
    },
    [Symbol.dispose]: () => network[Symbol.dispose](),
  };
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
