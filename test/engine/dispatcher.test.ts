import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { startDispatcher } from "../../src/engine/dispatcher.ts";
import { startTimers } from "../../src/engine/timers.ts";
import { runSegment } from "../../src/engine/segment.ts";
import { type Started, startRun } from "../../src/engine/start.ts";
import { type TakenJob, takeRuns } from "../../src/store/runs.ts";
import { forWorkspace } from "../../src/store/tenant.ts";
import {
  createEngine,
  day,
  keptMail,
  mailStep,
  maya,
  playbookWith,
  workspaceId,
} from "../support/engine.ts";

// all of them Maya's
const customers = ["acme-robotics", "meridian-insurance", "brightwater-energy", "tanaka-precision"];

test("two workers on one database do each step once, and each mail once", async () => {
  const { email, sent } = keptMail();
  const began = new Map<string, number>();
  await using it = await createEngine({
    email,
    async delegate({ place }) {
      const key = `${place.runId}:${place.stepId}`;
      began.set(key, (began.get(key) ?? 0) + 1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return { is: "answered", by: "risk", output: { text: "fine" } };
    },
  });
  const think = (id: string) => `  - id: ${id}\n    do: agent\n    ask: Think\n`;
  await it.write(
    playbookWith(
      "work",
      `${think("a")}${mailStep}${think("b")}  - id: p\n    do: wait\n    for: 1 day\n${think("c")}`,
    ),
  );
  // the second one takes jobs and looks at timers as the first does
  const other = startDispatcher(it.needs, { slots: 4, pollEvery: 5 });
  const timers = startTimers(it.needs, { wake: other.wake });
  const both = async () => {
    for (let i = 0; i < 3; i++) {
      await Promise.all([it.engine.look(), timers.look()]);
      await Promise.all([it.settle(), other.quiet()]);
    }
  };

  const runIds = await Promise.all(
    Array.from({ length: 15 }, async (_, i) => {
      const started = await it.queue("work", customers[i % customers.length] ?? null);
      return started.is === "started" ? started.runId : "";
    }),
  );
  await both();
  for (const runId of runIds) await it.approve(runId);
  await both();
  it.clock.move(day);
  await both();
  await timers.stop();
  await other.stop(1000);

  for (const runId of runIds)
    expect(await it.execution(runId)).toMatchObject({ result: "succeeded" });
  expect(began.size).toBe(45);
  expect(new Set(began.values())).toEqual(new Set([1]));
  expect(sent.map((mail) => mail.key).toSorted((a, b) => a.localeCompare(b))).toEqual(
    runIds.map((runId) => `${runId}:mail:1`).toSorted((a, b) => a.localeCompare(b)),
  );
  const attempts = "select distinct attempt from playbook_step_executions where status = 'done'";
  expect(await it.rows(attempts)).toEqual([{ attempt: 1 }]);
});

test("quiet is told when nothing is held and nothing is queued, to everybody who asked", async () => {
  const goOn = Promise.withResolvers<void>();
  await using it = await createEngine({
    async delegate() {
      await goOn.promise;
      return { is: "answered", by: "risk", output: { text: "fine" } };
    },
  });
  await it.write(playbookWith("slow", "  - id: think\n    do: agent\n    ask: Think\n"));
  await it.queue("slow", "acme-robotics");
  it.engine.wake();
  let quiet = 0;

  const asked = Array.from({ length: 3 }, () => it.engine.quiet().then(() => (quiet += 1)));
  await it.rows("select pg_sleep(0.1)");
  expect(quiet).toBe(0);
  goOn.resolve();
  await Promise.all(asked);

  expect(quiet).toBe(3);
  const [run] = await it.runs("slow");
  expect(run?.execution.status).toBe("ended");
});

test("however much is started, some hands are left for what is queued", async () => {
  const goOn = Promise.withResolvers<void>();
  await using it = await createEngine({
    async delegate() {
      await goOn.promise;
      return { is: "answered", by: "risk", output: { text: "fine" } };
    },
  });
  await it.write(playbookWith("slow", "  - id: think\n    do: agent\n    ask: Think\n"));
  await it.engine.stop(1000);
  const worker = startDispatcher(it.needs, { slots: 8, pollEvery: 60_000 });
  const { hands } = it.needs;
  const held = () => it.rows("select id from playbook_executions where segment = 'held'");

  // each begins where it is started, until a quarter of the hands is left
  for (let i = 0; i < 8; i += 1) await it.queue("slow", customers[i % customers.length] ?? null);
  expect(hands.free()).toBe(false);
  expect(await held()).toHaveLength(6);
  // which take what is queued
  worker.wake();
  await eventually(async () => expect(await held()).toHaveLength(8));
  goOn.resolve();
  await worker.quiet();
  await worker.stop(1000);

  expect((await it.runs("slow")).map(({ execution }) => execution.status)).toEqual(
    Array.from({ length: 8 }, () => "ended"),
  );
});

test("a worker that stops lets what it holds come to its end, and takes nothing more", async () => {
  const left = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  await using it = await createEngine({
    async delegate() {
      left.resolve();
      await goOn.promise;
      return { is: "answered", by: "risk", output: { text: "fine" } };
    },
  });
  await it.write(playbookWith("slow", "  - id: think\n    do: agent\n    ask: Think\n"));
  await it.queue("slow", "acme-robotics");
  it.engine.wake();
  await left.promise;

  const stopping = it.engine.stop(5000);
  await it.queue("slow", "kestrel-health");
  goOn.resolve();
  await stopping;

  const runs = await it.runs("slow");
  const byCustomer = new Map(runs.map(({ execution }) => [execution.customerId, execution.status]));
  expect(byCustomer.get("acme-robotics")).toBe("ended");
  expect(byCustomer.get("kestrel-health")).toBe("running");
  it.restart();
  await it.settle();
  expect((await it.runs("slow")).every(({ execution }) => execution.status === "ended")).toBe(true);
});

test("what cannot come to its end while its worker stops goes to the next at once", async () => {
  const left = Promise.withResolvers<void>();
  let calls = 0;
  await using it = await createEngine({
    async delegate() {
      left.resolve();
      if (++calls === 1) await new Promise(() => {});
      return { is: "answered", by: "risk", output: { text: "fine" } };
    },
  });
  await it.write(playbookWith("slow", "  - id: think\n    do: agent\n    ask: Think\n"));
  await it.queue("slow", "acme-robotics");
  it.engine.wake();
  await left.promise;

  await it.engine.stop(50);
  it.restart();

  await eventually(async () => expect((await it.runs("slow"))[0]?.execution.status).toBe("ended"), {
    within: 3000,
  });
});

test("a run that is held is not taken away by another job of it, but by its own", async () => {
  const left = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  let delegations = 0;
  await using it = await createEngine({
    async delegate() {
      delegations += 1;
      left.resolve();
      if (delegations === 1) await goOn.promise;
      return { is: "answered", by: "risk", output: { text: "fine" } };
    },
  });
  await it.engine.stop(1000);
  await it.write(playbookWith("slow", "  - id: think\n    do: agent\n    ask: Think\n"));
  const started = await it.queue("slow", "acme-robotics");
  const runId = started.is === "started" ? started.runId : "";
  const job = { id: randomUUID(), data: { workspaceId, runId } };
  const first = runSegment(it.needs, job);
  await left.promise;

  await runSegment(it.needs, { ...job, id: randomUUID() });
  expect(delegations).toBe(1);
  // the first worker is taken for dead: its job comes to another one
  await runSegment(it.needs, job);
  expect(delegations).toBe(2);
  expect(await it.execution(runId)).toMatchObject({ result: "succeeded" });
  goOn.resolve();
  await first;

  expect(await it.step(runId, "think")).toMatchObject({ status: "done", attempt: 2 });
});

test("a run that cannot even be read is given back and comes again, and holds up none that was taken with it", async () => {
  await using it = await createEngine();
  await it.engine.stop(1000);
  await it.write(playbookWith("note", "  - id: note\n    do: message\n    text: Hi\n"));
  const started = [
    await it.queue("note", "acme-robotics"),
    await it.queue("note", "acme-robotics"),
  ];
  const [odd = "", good = ""] = started.map(idOf);
  const [kept] = await it.rows("select cause from playbook_executions where id = $1", [odd]);
  await it.rows(`update playbook_executions set cause = '{"is": "odd"}' where id = $1`, [odd]);

  it.restart();
  await it.settle();

  expect(await it.execution(good)).toMatchObject({ result: "succeeded" });
  // its job rests for a second, in real time
  const jobs = "select state, retry_count from pgboss.job where data ->> 'runId' = $1";
  expect(await it.rows(jobs, [odd])).toEqual([{ state: "retry", retry_count: 0 }]);
  await it.rows("update playbook_executions set cause = $2 where id = $1", [odd, kept?.["cause"]]);
  await it.rows("update pgboss.job set start_after = now() where state = 'retry'");
  await it.settle();
  expect(await it.execution(odd)).toMatchObject({ result: "succeeded" });
});

describe("a run that is started where a hand is free", () => {
  const instant = playbookWith("instant", "  - id: note\n    do: message\n    text: Hi\n");
  const stand =
    "select segment, epoch, held_by is not null as held from playbook_executions where id = $1";
  const jobs = "select state, retry_count from pgboss.job where data ->> 'runId' = $1";

  test("begins with its start, and leaves no job behind", async () => {
    await using it = await createEngine();
    await it.write(instant);

    const runId = idOf(await it.queue("instant", "acme-robotics"));

    await eventually(async () => expect(await it.rows(jobs, [runId])).toEqual([]));
    expect(await it.execution(runId)).toMatchObject({ result: "succeeded" });
    expect(await it.rows(stand, [runId])).toEqual([{ segment: "none", epoch: 1, held: true }]);
  });

  test("does not begin when its start comes to nothing", async () => {
    await using it = await createEngine();
    await it.write(instant);
    const playbook = await it.playbook("instant");
    const request = { playbook, customer: null, inputs: {}, startedBy: maya } as const;

    const failing = forWorkspace(it.needs.pool, workspaceId, async (tenant) => {
      await startRun(it.needs, tenant, { ...request, cause: { is: "person", who: maya } });
      throw new Error("no");
    });

    await expect(failing).rejects.toThrow("no");
    await it.settle();
    expect(await it.runs("instant")).toEqual([]);
    expect(await it.rows("select 1 from pgboss.job where name = 'run'")).toEqual([]);
  });

  test("goes to another when the process dies before it has done anything, and is that one's from then on", async () => {
    await using it = await createEngine();
    await it.write(instant);
    const dead: TakenJob[] = [];
    it.needs.hands.offer({ free: () => true, begin: (job) => dead.push(job) });

    const runId = idOf(await it.queue("instant", "acme-robotics"));
    await it.settle();

    expect(await it.rows(jobs, [runId])).toEqual([{ state: "created", retry_count: 0 }]);
    await it.rows(
      "update pgboss.job set created_on = created_on - interval '7 seconds' where name = 'run'",
    );
    await it.needs.jobs.takeBack();
    const [taken] = await takeRuns(it.needs.pool, it.needs.jobs, 1);
    expect(taken).toMatchObject({ retryCount: 1, run: { epoch: 2 } });

    // it was not dead: it completes nothing, and writes nothing
    const [slow] = dead;
    if (!slow || !taken) throw new Error("nobody has it");
    await runSegment(it.needs, slow);
    await it.needs.jobs.complete([slow]);
    expect(await it.rows(jobs, [runId])).toEqual([{ state: "active", retry_count: 1 }]);
    await runSegment(it.needs, taken);
    expect(await it.execution(runId)).toMatchObject({ result: "succeeded" });
  });
});

function idOf(started: Started): string {
  return started.is === "started" ? started.runId : "";
}

test("a look that is asked for while the timers stop does not outlive them", async () => {
  await using it = await createEngine();
  const going = Promise.withResolvers<void>();
  let looks = 0;
  const jobs = {
    ...it.needs.jobs,
    async takeBack() {
      looks += 1;
      await going.promise;
      return 0;
    },
  };
  const timers = startTimers({ ...it.needs, jobs }, { wake: () => {} });
  await eventually(() => expect(looks).toBe(1));

  const stopped = timers.stop();
  const asked = timers.look();
  going.resolve();
  await stopped;
  await asked;

  expect(looks).toBe(1);
});
