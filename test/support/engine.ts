import { createHash } from "node:crypto";
import { decide, type Word } from "../../src/approvals/decide.ts";
import type { EmailProvider, OutgoingEmail } from "../../src/connect/email.ts";
import type { SendResult } from "../../src/connect/provider.ts";
import { refuseToSend } from "../../src/connect/refuse.ts";
import type { SmsProvider } from "../../src/connect/sms.ts";
import { createCaller } from "../../src/connect/caller.ts";
import { importWorkspace, WorkspaceData } from "../../src/connect/import-workspace.ts";
import { createDirectory } from "../../src/engine/directory.ts";
import { createHands } from "../../src/engine/hands.ts";
import { startEngine } from "../../src/engine/engine.ts";
import { customerUpdated, dispatchEvent } from "../../src/engine/happen.ts";
import type { EngineNeeds } from "../../src/engine/needs.ts";
import { settleApproval } from "../../src/engine/signal.ts";
import { startRun } from "../../src/engine/start.ts";
import { answerStep, type HelpWord, helpStep } from "../../src/engine/step-words.ts";
import { turnOff, turnOn } from "../../src/engine/switch.ts";
import { sampleWorkspace } from "../../src/local/sample/sample-workspace.ts";
import { silent } from "../../src/log.ts";
import { compile } from "../../src/playbook/compile.ts";
import type { Output } from "../../src/steps/world.ts";
import { knownSteps } from "../../src/steps/all.ts";
import { listOpenApprovals } from "../../src/store/approvals.ts";
import { findCustomer } from "../../src/store/customers.ts";
import type { Pool } from "../../src/store/db.ts";
import { listDeliveries } from "../../src/store/effects.ts";
import { storeEvent } from "../../src/store/events.ts";
import { startJobs } from "../../src/store/jobs.ts";
import { findPlaybook, saveVersion } from "../../src/store/playbooks.ts";
import { findRun, listRuns } from "../../src/store/runs.ts";
import { listSteps } from "../../src/store/steps.ts";
import { forWorkspace } from "../../src/store/tenant.ts";
import { type StandingClock, standingClock } from "./clock.ts";
import { createDatabase } from "./database.ts";
import { playbookOf } from "./library.ts";

export const workspaceId = "TLOCAL01";
export const maya = "UMAYA0001";
export const tom = "UTOM00001";
export const priya = "UPRIYA001";
export const day = 86_400_000;

type Options = {
  start?: string;
  email?: EmailProvider;
  sms?: SmsProvider;
  delegate?: EngineNeeds["delegate"];
  /** what the engine itself asks the database through; the test asks it directly */
  through?: (pool: Pool) => Pool;
};

type Answer = (mail: OutgoingEmail) => SendResult | Promise<SendResult>;

/** A mail server in memory that keeps what it was given; its answers can be scripted. */
export function keptMail(answers: Answer[] = []) {
  const sent: OutgoingEmail[] = [];
  const email: EmailProvider = {
    name: "kept",
    class: "once",
    async send(mail) {
      const answer = (await answers.shift()?.(mail)) ?? {
        is: "sent",
        receipt: `<${mail.key}@kept>`,
      };
      if (answer.is === "sent") sent.push(mail);
      return answer;
    },
  };
  return { email, sent };
}

export type TestEngine = Awaited<ReturnType<typeof createEngine>>;

/** The engine on a database of its own, with the sample workspace in it and a clock that stands still. */
export async function createEngine(options: Options = {}) {
  const { start = "2026-11-23T15:00:00Z", email, sms, delegate, through = (it) => it } = options;
  const database = await createDatabase();
  const clock: StandingClock = standingClock(start);
  const mail = keptMail();
  const { pool, url } = database;
  const jobs = await startJobs({ pool, connectionString: url, log: silent });
  const needs: EngineNeeds = {
    pool: through(pool),
    jobs,
    clock,
    log: silent,
    types: knownSteps,
    directory: createDirectory(),
    hands: createHands(),
    providers: { email: email ?? mail.email, sms: sms ?? refuseToSend("no phone") },
    caller: createCaller({ allowPrivate: true }),
    connectorKey: Buffer.alloc(32, 7),
    delegate: delegate ?? (async () => ({ is: "unavailable", reason: "no model" })),
    hint: () => {},
  };
  const tenant = { db: pool, workspaceId };
  await forWorkspace(pool, workspaceId, (it) =>
    importWorkspace(
      it,
      { name: "Northwind CS", zone: "America/New_York" },
      WorkspaceData.parse(sampleWorkspace(clock.now())),
      clock.now(),
    ),
  );
  let engine = startEngine(needs);
  const control = { pool, jobs, clock, directory: needs.directory, wake: () => engine.wake() };
  let events = 0;

  const at = (runId: string, stepId: string, by: string, turn: number | null = null) => ({
    workspaceId,
    runId,
    stepId,
    iteration: 1,
    by,
    turn,
  });

  const it = {
    needs,
    get engine() {
      return engine;
    },
    /** after a stop */
    restart() {
      engine = startEngine(needs);
    },
    tenant,
    clock,
    control,
    url,
    sent: mail.sent,
    /** stores a playbook as it is written */
    async write(source: string) {
      const playbook = playbookOf(source);
      const plan = compile(playbook.steps);
      await forWorkspace(pool, workspaceId, (inside) =>
        saveVersion(inside, { source, playbook, plan, note: "", by: maya, at: clock.now() }),
      );
      return playbook;
    },
    async playbook(id: string) {
      const row = await findPlaybook(tenant, id);
      if (!row) throw new Error(`no playbook ${id}`);
      return row;
    },
    /** starts a run, as far as the transaction of its start goes */
    queue(
      playbookId: string,
      customerId: string | null,
      inputs = {},
      startedBy: string | null = maya,
    ) {
      return forWorkspace(pool, workspaceId, async (inside) => {
        const playbook = await findPlaybook(inside, playbookId);
        if (!playbook) throw new Error(`no playbook ${playbookId}`);
        const customer = customerId === null ? null : await findCustomer(inside, customerId);
        if (customerId !== null && !customer) throw new Error(`no customer ${customerId}`);
        const cause = { is: "person", who: maya } as const;
        return startRun(needs, inside, { playbook, customer, inputs, cause, startedBy });
      });
    },
    /** starts a run and lets it go as far as it goes */
    async start(
      playbookId: string,
      customerId: string | null,
      inputs = {},
      startedBy: string | null = maya,
    ) {
      const started = await it.queue(playbookId, customerId, inputs, startedBy);
      await it.settle();
      return started;
    },
    async run(
      playbookId: string,
      customerId: string | null,
      inputs = {},
      startedBy: string | null = maya,
    ) {
      const started = await it.start(playbookId, customerId, inputs, startedBy);
      if (started.is !== "started") throw new Error(JSON.stringify(started));
      return started.runId;
    },
    /** everything that may go on by itself does */
    async settle() {
      engine.wake();
      await engine.quiet();
    },
    /** lets time pass, with everything that falls due on the way */
    async pass(milliseconds: number) {
      clock.move(milliseconds);
      await engine.look();
      await engine.quiet();
    },
    async steps(runId: string) {
      return new Map((await listSteps(tenant, runId)).map((step) => [step.id, step]));
    },
    async step(runId: string, stepId: string) {
      const step = (await it.steps(runId)).get(stepId);
      if (!step) throw new Error(`${stepId} has not begun`);
      return step;
    },
    async execution(runId: string) {
      const run = await findRun(tenant, runId);
      if (!run) throw new Error(`no run ${runId}`);
      return run.execution;
    },
    runs: (playbookId: string) => listRuns(tenant, { playbookId }),
    deliveries: (runId: string) => listDeliveries(tenant, runId),
    async rows(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
      return (await pool.query(text, values)).rows;
    },
    async approval(runId: string) {
      const [approval] = await listOpenApprovals(tenant, runId);
      if (!approval) throw new Error("no open approval");
      return approval;
    },
    /** says a word on the one approval that is open */
    async decide(runId: string, word: Word, by = maya) {
      const { id, contentSha256 } = await it.approval(runId);
      const said = {
        workspaceId,
        approvalId: id,
        sha256: contentSha256,
        by,
        word,
        at: clock.now(),
      };
      const verdict = await decide({ pool, settle: settleApproval(jobs) }, said);
      await it.settle();
      return verdict;
    },
    approve: (runId: string, by = maya) => it.decide(runId, { is: "approve" }, by),
    async answer(runId: string, stepId: string, values: Output = {}, by = maya) {
      const counted = await answerStep(control, at(runId, stepId, by), values);
      await it.settle();
      return counted;
    },
    /** the same in another round of its phase */
    async answerAt(
      runId: string,
      stepId: string,
      iteration: number,
      values: Output = {},
      by = maya,
    ) {
      const counted = await answerStep(control, { ...at(runId, stepId, by), iteration }, values);
      await it.settle();
      return counted;
    },
    async help(runId: string, stepId: string, word: HelpWord, by = maya) {
      const counted = await helpStep(control, at(runId, stepId, by), word);
      await it.settle();
      return counted;
    },
    press: (runId: string, by = maya) => ({ workspaceId, runId, by }),
    at,
    /** something happens, as a signed request would tell it */
    async happen(
      name: string,
      customerId: string | null,
      data: Output = {},
      id = `event-${++events}`,
    ) {
      const bodySha256 = createHash("sha256").update(id).digest("hex");
      const happened = { id, name, customerId, at: clock.now(), data, bodySha256, source: "test" };
      await forWorkspace(pool, workspaceId, (inside) => storeEvent(inside, happened));
      return dispatchEvent(needs, workspaceId, id);
    },
    /** the same, with everything that follows from it */
    async event(name: string, customerId: string | null, data: Output = {}, id?: string) {
      const effect = await it.happen(name, customerId, data, id);
      await it.settle();
      return effect;
    },
    update: (customerId: string, fields: Output) =>
      it.event(customerUpdated, customerId, { fields }),
    async turnOn(id: string, startNow = false) {
      await forWorkspace(pool, workspaceId, (inside) =>
        turnOn(needs, inside, { id, by: maya, startNow }),
      );
      await engine.look();
      await engine.quiet();
    },
    turnOff: (id: string) =>
      forWorkspace(pool, workspaceId, (inside) => turnOff(needs, inside, { id, by: maya })),
    async [Symbol.asyncDispose]() {
      await engine.stop(1000);
      await jobs.stop();
      await database[Symbol.asyncDispose]();
    },
  };
  return it;
}

/** A playbook with only its steps to be said, and more at the top if need be. */
export function playbookWith(id: string, steps: string, top = ""): string {
  return `format: 1\nid: ${id}\nname: The ${id}\ngoal: Try it.\n${top}steps:\n${steps}`;
}

export const mailStep = `  - id: mail
    do: email
    to: [champion, primary]
    subject: Hello {{customer.name}}
    body: Hi {{recipient.first_name}}
`;
