import { randomUUID } from "node:crypto";
import { createClock } from "../../../src/clock.ts";
import { importWorkspace, WorkspaceData } from "../../../src/connect/import-workspace.ts";
import { createCaller } from "../../../src/connect/caller.ts";
import { refuseToSend } from "../../../src/connect/refuse.ts";
import { createDirectory } from "../../../src/engine/directory.ts";
import { createHands } from "../../../src/engine/hands.ts";
import { startEngine } from "../../../src/engine/engine.ts";
import type { EngineNeeds } from "../../../src/engine/needs.ts";
import { startRun } from "../../../src/engine/start.ts";
import { sampleWorkspace } from "../../../src/local/sample/sample-workspace.ts";
import { createLog } from "../../../src/log.ts";
import { compile } from "../../../src/playbook/compile.ts";
import { knownSteps } from "../../../src/steps/all.ts";
import type { AnyStep } from "../../../src/steps/step-type.ts";
import { findCustomer } from "../../../src/store/customers.ts";
import { createPool } from "../../../src/store/db.ts";
import { startJobs } from "../../../src/store/jobs.ts";
import { migrate } from "../../../src/store/migrate.ts";
import { findPlaybook, saveVersion } from "../../../src/store/playbooks.ts";
import { forWorkspace } from "../../../src/store/tenant.ts";
import { countingPool } from "../../support/counting-pool.ts";
import { administer, databaseUrl } from "../../support/template.ts";
import { note } from "./note.ts";

const workspaceId = "TBENCH01";
const maya = "UMAYA0001";
const types = new Map([...knownSteps, [note.do, note]]);
const log = createLog({ level: "error" });

export type Floor = Awaited<ReturnType<typeof openFloor>>;

/** A database of its own on this server, with the sample workspace in it. */
export async function createFloor(serverUrl: string): Promise<string> {
  const name = `bench_${randomUUID().replaceAll("-", "")}`;
  await administer(serverUrl, `create database ${name}`);
  const url = databaseUrl(serverUrl, name);
  const pool = createPool(url, 2);
  await migrate(pool, "migrations");
  const now = new Date();
  const data = WorkspaceData.parse(sampleWorkspace(now));
  await forWorkspace(pool, workspaceId, (it) =>
    importWorkspace(it, { name: "Bench", zone: "America/New_York" }, data, now),
  );
  await pool.end();
  return url;
}

/** The engine as the program starts it, on such a database, with one step type more; `before` it works. */
export async function openFloor(url: string, before = async () => {}) {
  const { pool, count: statements } = countingPool(createPool(url, 16));
  const observer = createPool(url, 4);
  const jobs = await startJobs({ pool, connectionString: url, log });
  const clock = createClock();
  const directory = createDirectory();
  const needs: EngineNeeds = {
    pool,
    jobs,
    clock,
    log,
    types,
    directory,
    hands: createHands(),
    providers: {
      email: refuseToSend("a bench sends nothing"),
      sms: refuseToSend("a bench sends nothing"),
    },
    caller: createCaller({ allowPrivate: false }),
    connectorKey: null,
    delegate: async () => ({ is: "unavailable", reason: "a bench asks nobody" }),
    hint: () => {},
  };
  await before();
  const engine = startEngine(needs);
  const tenant = { db: pool, workspaceId };

  /** Stores a playbook of these steps, and says how to start a run of it. */
  async function playbookOf(id: string, steps: AnyStep[]) {
    // a playbook has only steps that people can write; its plan is made of these
    const written = [{ id: "rest", do: "wait", for: "1 day" }];
    const playbook = { format: 1 as const, id, name: id, goal: "Measure.", steps: written };
    await forWorkspace(pool, workspaceId, (it) =>
      saveVersion(it, {
        source: JSON.stringify(playbook),
        playbook,
        plan: compile(steps, types),
        note: "",
        by: maya,
        at: clock.now(),
      }),
    );
    const row = await findPlaybook(tenant, id);
    const customer = await findCustomer(tenant, "acme-robotics");
    if (!row || !customer) throw new Error("nothing to start");
    const cause = { is: "person", who: maya } as const;
    return async (runId: string = randomUUID()) => {
      const request = { playbook: row, customer, inputs: {}, cause, startedBy: maya, runId };
      await startRun(needs, tenant, request);
      engine.wake();
      return runId;
    };
  }

  return {
    needs,
    pool,
    /** connections of the bench's own, which count nowhere and take none of the engine's */
    observer,
    clock,
    /** how many statements were sent so far */
    statements,
    engine,
    tenant,
    playbookOf,
    async [Symbol.asyncDispose]() {
      await engine.stop(1000);
      await jobs.stop();
      await pool.end();
      await observer.end();
    },
  };
}

/** So many notes, one after the other. */
export function notes(count: number): AnyStep[] {
  return Array.from({ length: count }, (_, i) => ({ id: `s${i + 1}`, do: note.do }));
}
