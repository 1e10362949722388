import { decide, type Word } from "../../src/approvals/decide.ts";
import type { EmailProvider, OutgoingEmail, SendResult } from "../../src/connect/email.ts";
import { importWorkspace, WorkspaceData } from "../../src/connect/import-workspace.ts";
import { createDirectory } from "../../src/engine/directory.ts";
import { startEngine } from "../../src/engine/engine.ts";
import type { EngineNeeds } from "../../src/engine/needs.ts";
import { settleApproval } from "../../src/engine/signal.ts";
import { startRun } from "../../src/engine/start.ts";
import { sampleWorkspace } from "../../src/local/sample/sample-workspace.ts";
import { silent } from "../../src/log.ts";
import { compile } from "../../src/playbook/compile.ts";
import { readPlaybook } from "../../src/playbook/read.ts";
import { knownSteps } from "../../src/steps/all.ts";
import { listOpenApprovals } from "../../src/store/approvals.ts";
import { findCustomer } from "../../src/store/customers.ts";
import { startJobs } from "../../src/store/jobs.ts";
import { findPlaybook, saveVersion } from "../../src/store/playbooks.ts";
import { findRun } from "../../src/store/runs.ts";
import { listSteps } from "../../src/store/steps.ts";
import { forWorkspace } from "../../src/store/tenant.ts";
import { type StandingClock, standingClock } from "./clock.ts";
import { createDatabase } from "./database.ts";

export const workspaceId = "TLOCAL01";
export const maya = "UMAYA0001";
export const priya = "UPRIYA001";

type Options = {
  start?: string;
  email?: EmailProvider;
  delegate?: EngineNeeds["delegate"];
};

/** A mail server in memory that keeps what it was given; its answers can be scripted. */
export function keptMail(answers: ((mail: OutgoingEmail) => SendResult)[] = []) {
  const sent: OutgoingEmail[] = [];
  const email: EmailProvider = {
    name: "kept",
    class: "once",
    async send(mail) {
      const answer = answers.shift()?.(mail) ?? { is: "sent", receipt: `<${mail.key}@kept>` };
      if (answer.is === "sent") sent.push(mail);
      return answer;
    },
  };
  return { email, sent };
}

/** The engine on a database of its own, with the sample workspace in it and a clock that stands still. */
export async function createEngine({
  start = "2026-11-23T15:00:00Z",
  email,
  delegate,
}: Options = {}) {
  const database = await createDatabase();
  const clock: StandingClock = standingClock(start);
  const mail = keptMail();
  const jobs = await startJobs({
    pool: database.pool,
    connectionString: database.url,
    log: silent,
  });
  const needs: EngineNeeds = {
    pool: database.pool,
    jobs,
    clock,
    log: silent,
    types: knownSteps,
    directory: createDirectory(),
    email: email ?? mail.email,
    delegate: delegate ?? (async () => ({ is: "unavailable", reason: "no model" })),
    hint: () => {},
  };
  const tenant = { db: database.pool, workspaceId };
  await forWorkspace(database.pool, workspaceId, (it) =>
    importWorkspace(
      it,
      { name: "Northwind CS", zone: "America/New_York" },
      WorkspaceData.parse(sampleWorkspace(clock.now())),
      clock.now(),
    ),
  );
  const engine = startEngine(needs);

  return {
    needs,
    engine,
    tenant,
    clock,
    sent: mail.sent,
    /** stores a playbook as it is written */
    async write(source: string) {
      const reading = readPlaybook(source, {
        people: ["maya", "tom", "priya", "alex"],
        agents: ["renewal", "risk", "onboarding", "adoption", "relationship"],
        customerFields: {},
      });
      if (!reading.ok) throw new Error(JSON.stringify(reading.problems, null, 1));
      const { playbook } = reading;
      await forWorkspace(database.pool, workspaceId, (it) =>
        saveVersion(it, {
          source,
          playbook,
          plan: compile(playbook.steps),
          note: "",
          by: maya,
          at: clock.now(),
        }),
      );
      return playbook;
    },
    async run(
      playbookId: string,
      customerId: string | null,
      inputs = {},
      startedBy: string | null = maya,
    ) {
      const started = await forWorkspace(database.pool, workspaceId, async (it) => {
        const playbook = await findPlaybook(it, playbookId);
        const customer = customerId === null ? null : await findCustomer(it, customerId);
        if (!playbook) throw new Error(`no playbook ${playbookId}`);
        const cause = { is: "person", who: maya } as const;
        return startRun(needs, it, { playbook, customer, inputs, cause, startedBy });
      });
      engine.wake();
      await engine.quiet();
      if (started.is !== "started") throw new Error(started.reason);
      return started.runId;
    },
    async steps(runId: string) {
      return new Map((await listSteps(tenant, runId)).map((step) => [step.id, step]));
    },
    async execution(runId: string) {
      const run = await findRun(tenant, runId);
      if (!run) throw new Error(`no run ${runId}`);
      return run.execution;
    },
    /** says a word on the one approval that is open */
    async decide(runId: string, word: Word, by = maya) {
      const [approval] = await listOpenApprovals(tenant, runId);
      if (!approval) throw new Error("no open approval");
      const settle = settleApproval(jobs);
      const said = {
        workspaceId,
        approvalId: approval.id,
        sha256: approval.contentSha256,
        by,
        word,
        at: clock.now(),
      };
      const verdict = await decide({ pool: database.pool, settle }, said);
      engine.wake();
      await engine.quiet();
      return verdict;
    },
    /** lets time pass, with everything that falls due on the way */
    async pass(milliseconds: number) {
      clock.move(milliseconds);
      await engine.look();
      await engine.quiet();
    },
    control: { pool: database.pool, jobs, clock, directory: needs.directory, wake: engine.wake },
    async [Symbol.asyncDispose]() {
      await engine.stop(1000);
      await jobs.stop();
      await database[Symbol.asyncDispose]();
    },
  };
}
