import { expect, test } from "vitest";
import { summarize } from "../../src/stats/summary.ts";
import { loadDetails } from "../../src/chat/details.ts";
import { seeRun } from "../../src/engine/held-run.ts";
import { createEngine, maya, playbookWith, priya } from "../support/engine.ts";

type Engine = Awaited<ReturnType<typeof createEngine>>;

const minute = 60_000;

const scored = playbookWith(
  "scored",
  `  - id: summary
    do: agent
    ask: Sum it up.
    output: { score: number }
    gate:
      - say: It scores at least 0.8
        when: output.score >= 0.8
    retry: { limit: 2, wait: 1m }
  - id: after
    do: task
    title: Look at it
    who: csm
`,
);

async function details(engine: Engine, runId: string, name: string) {
  const situation = await seeRun(engine.needs, engine.tenant, runId);
  if (!situation) throw new Error(`no run ${runId}`);
  const run = { execution: await engine.execution(runId), situation };
  const { steps, log } = await loadDetails(
    engine.tenant,
    run,
    async () => null,
    engine.clock.now(),
  );
  return { log, step: steps.find((it) => it.name === name) };
}

function scores(...given: number[]) {
  return async (): Promise<{ is: "answered"; by: string; output: { score: number } }> => ({
    is: "answered",
    by: "Risk",
    output: { score: given.shift() ?? 0 },
  });
}

test("a measured gate has the work done again, and lets the run go on once it holds", async () => {
  await using engine = await createEngine({ delegate: scores(0.5, 0.72, 0.9) });
  await engine.write(scored);

  const runId = await engine.run("scored", "acme-robotics");

  expect(await engine.step(runId, "summary")).toMatchObject({
    status: "retrying",
    note: expect.stringContaining("It scores at least 0.8"),
    criteria: [{ met: false }],
  });
  await engine.pass(1.2 * minute);
  expect(await engine.step(runId, "summary")).toMatchObject({ status: "retrying", attempt: 2 });
  await engine.pass(4.8 * minute);
  expect(await engine.step(runId, "summary")).toMatchObject({
    status: "done",
    attempt: 3,
    output: { score: 0.9 },
    criteria: [{ met: true }],
  });
  expect((await engine.step(runId, "after")).status).toBe("waiting");
});

test("a gate that is not passed in the end asks a person, who may let it pass as it is", async () => {
  await using engine = await createEngine({ delegate: scores(0.5, 0.5, 0.5) });
  await engine.write(scored);
  const runId = await engine.run("scored", "acme-robotics");
  await engine.pass(1.2 * minute);

  await engine.pass(4.8 * minute);

  expect((await engine.step(runId, "summary")).status).toBe("failed");
  // measured again and again, it says since when it is the same
  const { gate, earlier } = (await details(engine, runId, "Ask the right agent")).step ?? {};
  expect(gate).toMatchObject([
    { met: false, at: engine.clock.now().toISOString(), since: earlier?.[0]?.at.toISOString() },
  ]);
  expect(await engine.help(runId, "summary", "accept")).toBe(true);
  expect(await engine.step(runId, "summary")).toMatchObject({
    status: "done",
    by: maya,
    output: { score: 0.5 },
  });
  expect((await engine.step(runId, "after")).status).toBe("waiting");
  expect(await engine.help(runId, "summary", "accept")).toBe(false);
  // who looks at the numbers reads its words, not its id
  const now = engine.clock.now();
  const { failures } = await summarize(engine.tenant, { from: new Date(0), to: now }, now);
  expect(failures).toMatchObject([
    { playbook: "The scored", step: "Ask the right agent", count: 1 },
  ]);
});

const asked = playbookWith(
  "asked",
  `  - id: cutover
    do: task
    title: Cut over
    who: csm
    output: { errors: number }
    gate:
      - say: There are no errors
        when: output.errors == 0
      - say: Somebody has tried it
        who: manager
  - id: after
    do: task
    title: Celebrate
    who: csm
`,
);

test("a gate of two parts asks its person only where what is measured holds", async () => {
  await using engine = await createEngine();
  await engine.write(asked);
  const runId = await engine.run("asked", "acme-robotics");

  await engine.answer(runId, "cutover", { errors: 0 });

  const gate = await engine.step(runId, "cutover");
  expect(gate).toMatchObject({ status: "waiting", stage: "gate", output: { errors: 0 } });
  expect(gate.ask).toMatchObject({ who: priya, title: "Somebody has tried it" });
  await engine.answer(runId, "cutover", { holds: "Yes" }, priya);
  expect(await engine.step(runId, "cutover")).toMatchObject({
    status: "done",
    result: "done",
    output: { errors: 0 },
    criteria: [{ met: true }, { met: true, by: priya }],
  });
  expect((await engine.step(runId, "after")).status).toBe("waiting");
});

test("what is measured against it stops at once, and a no does with its reason", async () => {
  await using engine = await createEngine();
  await engine.write(asked);
  const measured = await engine.run("asked", "acme-robotics");
  const said = await engine.run("asked", "sundial-solar");

  await engine.answer(measured, "cutover", { errors: 3 });
  await engine.answer(said, "cutover", { errors: 0 });
  await engine.answer(said, "cutover", { holds: "No", why: "The export is empty" }, priya);

  expect(await engine.step(measured, "cutover")).toMatchObject({ status: "failed" });
  expect(await engine.step(said, "cutover")).toMatchObject({
    status: "failed",
    note: "Somebody has tried it: The export is empty",
  });
  await engine.help(said, "cutover", "retry");
  expect(await engine.step(said, "cutover")).toMatchObject({ status: "waiting", stage: "work" });
  // done once more, what was said the first time is still known
  const no = {
    say: "Somebody has tried it",
    met: false,
    because: "The export is empty",
    by: priya,
  };
  const once = { attempt: 1, criteria: [{ met: true }, { ...no, at: expect.any(String) }] };
  expect((await details(engine, said, "Cut over")).step).toMatchObject({
    earlier: [once],
    gate: [],
  });
  await engine.answer(said, "cutover", { errors: 0 });
  await engine.answer(said, "cutover", { holds: "Yes" }, priya);
  expect((await details(engine, said, "Cut over")).step).toMatchObject({
    earlier: [once],
    gate: [{ met: true }, { met: true, by: priya }],
  });
  expect((await details(engine, said, "Cut over")).log).toContainEqual(
    expect.objectContaining({ actor: priya, action: "gate not passed" }),
  );
});

test("a question that nobody answers in time is for whoever can help, and is not asked again", async () => {
  await using engine = await createEngine();
  const timed = asked.replace("    output: { errors", "    timeout: 2 days\n    output: { errors");
  await engine.write(timed);
  const runId = await engine.run("asked", "acme-robotics");
  await engine.answer(runId, "cutover", { errors: 0 });

  await engine.pass(2880 * minute);

  expect(await engine.step(runId, "cutover")).toMatchObject({
    status: "failed",
    note: "nobody answered in time",
  });
});

test("what a person does by hand is judged as well", async () => {
  await using engine = await createEngine({ delegate: scores(0.5, 0.5, 0.5) });
  await engine.write(scored);
  const runId = await engine.run("scored", "acme-robotics");
  await engine.pass(1.2 * minute);
  await engine.pass(4.8 * minute);
  await engine.help(runId, "summary", "take over");

  await engine.answer(runId, "summary", { score: 0.6 });

  expect(await engine.step(runId, "summary")).toMatchObject({
    status: "failed",
    note: expect.stringContaining("0.6"),
  });
  await engine.help(runId, "summary", "take over");
  await engine.answer(runId, "summary", { score: 0.85 });
  expect(await engine.step(runId, "summary")).toMatchObject({ status: "done", by: maya });
});

test("a phase is judged when all of it has ended, and left out it is not", async () => {
  await using engine = await createEngine();
  const phase = (id: string, more: string) => `  - id: ${id}
    do: phase
${more}    gate:
      - say: All is well
        when: customer.health > 1000
    on_error: continue
    steps:
      - { id: ${id}_task, do: task, title: Do it, who: csm }
`;
  await engine.write(
    playbookWith(
      "phased",
      `${phase("first", "")}${phase("left", '    only_if: customer.name == "Nobody"\n')}  - { id: last, do: task, title: End it, who: csm }\n`,
    ),
  );
  const runId = await engine.run("phased", "acme-robotics");

  await engine.answer(runId, "first_task");

  const steps = await engine.steps(runId);
  expect(steps.get("first/gate")).toMatchObject({ status: "skipped", result: "failed" });
  expect(steps.get("left/gate")?.status).toBe("skipped");
  expect(steps.get("left/gate")?.failures).toBe(0);
  expect(steps.get("last")?.status).toBe("waiting");
});

test("on_error stop ends the run with the reason, continue leaves the step out", async () => {
  await using engine = await createEngine({
    delegate: async () => ({ is: "failed", reason: "it cannot", again: false }),
  });
  const failing = (id: string, how: string) =>
    playbookWith(
      id,
      `  - { id: think, do: agent, ask: Think., on_error: ${how} }
  - { id: after, do: task, title: Go on, who: csm${how === "continue" ? ', only_if: think.result == "failed"' : ""} }
`,
    );
  await engine.write(failing("goes-on", "continue"));
  await engine.write(failing("stops", "stop"));

  const on = await engine.run("goes-on", "acme-robotics");
  const stopped = await engine.run("stops", "sundial-solar");

  expect(await engine.step(on, "think")).toMatchObject({ status: "skipped", failures: 1 });
  expect((await engine.step(on, "after")).status).toBe("waiting");
  expect(await engine.execution(stopped)).toMatchObject({
    result: "stopped",
    reason: expect.stringContaining("it cannot"),
  });
});

test("on_error also says what follows where a mail has nobody to go to or a date is not known", async () => {
  await using engine = await createEngine();
  await engine.write(
    playbookWith(
      "lacks",
      `  - id: mail
    do: email
    to: billing
    subject: Hello
    body: Hello.
    on_error: continue
    retry: { limit: 3, on: any }
  - { id: dated, do: message, text: Soon, at: 3 days before renewal_date, on_error: stop }
`,
    ),
  );
  await engine.rows("delete from customer_contacts where customer_id = 'acme-robotics'");
  await engine.update("acme-robotics", { renewal_date: null });

  const runId = await engine.run("lacks", "acme-robotics");

  expect(await engine.step(runId, "mail")).toMatchObject({
    status: "skipped",
    result: "failed",
    note: "nobody to send to: the customer has no billing",
  });
  expect(await engine.execution(runId)).toMatchObject({
    result: "stopped",
    reason: expect.stringContaining("is not known"),
  });
  // what it goes on without does not keep it from starting by itself
  const alone = await engine.run("lacks", "acme-robotics", {}, null);
  expect(await engine.execution(alone)).toMatchObject({ gate: null, result: "stopped" });
});
