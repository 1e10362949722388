import { answerGate } from "../../src/engine/answer-gate.ts";
import { answerPrerequisite } from "../../src/engine/answer-criteria.ts";
import { afterAll, describe, expect, test } from "vitest";
import { cancelRun, pauseRun, resumeRun } from "../../src/engine/control.ts";
import { createEngine, day, maya, playbookWith } from "../support/engine.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());

const customer = "atlas-construction";
const inputs = "inputs:\n  reason: { type: text }\n";
const call = "  - { id: call, do: task, title: Call them, who: csm }\n";
const after = '  - { id: told, do: message, text: "It {{part.result}}." }\n';
const part = (id: string, more = "") =>
  `  - { id: part, do: playbook, playbook: ${id}${more && `, ${more}`} }\n`;

async function write(id: string, steps: string, top = "") {
  await it.write(playbookWith(id, steps, top));
  await it.turnOn(id);
}

/** A run that stands inside its step, and the run there. */
async function nested(name: string, more = "", steps = call) {
  await write(`${name}-inner`, steps);
  await write(`${name}-outer`, part(`${name}-inner`, more) + after);
  const outer = await it.run(`${name}-outer`, customer);
  const [inner] = await it.runs(`${name}-inner`);
  if (!inner) throw new Error("it has not started");
  return { outer, inner: inner.execution.id };
}

describe("a run inside a run", () => {
  test("is for the same customer, unless its playbook is about no single one", async () => {
    await write("whole-inner", call, "scope: workspace\n");
    await write("whole-outer", part("whole-inner"));

    const outer = await it.run("whole-outer", customer);

    const [inner] = await it.runs("whole-inner");
    expect(inner?.execution).toMatchObject({ customerId: null, parent: { runId: outer } });
  });

  test("starts once with what it is given, and its end lets the other go on", async () => {
    await write("given-inner", call, inputs);
    await write(
      "given-outer",
      part("given-inner", 'inputs: { reason: "for {{customer.name}}" }') + after,
    );

    const outer = await it.run("given-outer", customer);
    const [inner] = await it.runs("given-inner");

    expect(inner?.execution).toMatchObject({
      inputs: { reason: "for Atlas Construction" },
      parent: { runId: outer, stepId: "part", iteration: 1 },
      depth: 1,
      cause: { is: "run", playbook: "The given-outer", step: "part" },
      gate: null,
      startedBy: maya,
    });
    expect(await it.step(outer, "part")).toMatchObject({ status: "waiting" });

    await it.answer(inner?.execution.id ?? "", "call");

    expect(await it.step(outer, "part")).toMatchObject({
      status: "done",
      result: "succeeded",
      output: { run: inner?.execution.id, reason: "" },
    });
    expect(await it.execution(outer)).toMatchObject({ status: "ended", result: "succeeded" });
    expect(await it.runs("given-inner")).toHaveLength(1);
  });

  test("ends with its step where it does nothing that waits", async () => {
    const { outer } = await nested("quick", "", "  - { id: note, do: message, text: Hi. }\n");

    expect(await it.execution(outer)).toMatchObject({ result: "succeeded" });
  });

  test("goes on by itself after its step timed out", async () => {
    const { outer, inner } = await nested("late", "timeout: 2 days");

    await it.pass(3 * day);

    expect(await it.step(outer, "part")).toMatchObject({ status: "done", result: "timed out" });
    expect(await it.execution(inner)).toMatchObject({ status: "running" });
    await it.answer(inner, "call");
    expect(await it.execution(inner)).toMatchObject({ result: "succeeded" });
  });

  test("is not waited for with wait: false, and stands for itself", async () => {
    await write("free-inner", call);
    await write("free-outer", part("free-inner", "wait: false") + call);
    const outer = await it.run("free-outer", customer);
    await cancelRun(it.control, { ...it.press(outer), reason: "no" });

    const [inner] = await it.runs("free-inner");

    expect(await it.step(outer, "part")).toMatchObject({ status: "done", result: "started" });
    expect(inner?.execution).toMatchObject({ status: "running" });
  });
});

describe("what is done to a run", () => {
  test("is done to the run inside it, and not the other way round", async () => {
    const { outer, inner } = await nested("held");
    const statuses = async () => [
      (await it.execution(outer)).status,
      (await it.execution(inner)).status,
    ];

    await pauseRun(it.control, it.press(inner));
    expect(await statuses()).toEqual(["running", "paused"]);
    await resumeRun(it.control, it.press(inner));

    expect(await pauseRun(it.control, it.press(outer))).toBe(true);
    expect(await pauseRun(it.control, it.press(outer))).toBe(false);
    expect(await statuses()).toEqual(["paused", "paused"]);
    await resumeRun(it.control, it.press(outer));
    expect(await statuses()).toEqual(["running", "running"]);

    const presses = [1, 2].map(() =>
      cancelRun(it.control, { ...it.press(outer), reason: "they left" }),
    );
    expect((await Promise.all(presses)).filter((counted) => counted)).toHaveLength(1);
    const cancelled = { result: "cancelled", reason: "they left" };
    expect(await it.execution(outer)).toMatchObject(cancelled);
    expect(await it.execution(inner)).toMatchObject(cancelled);
  });

  test("lets the other go on with the result when the run inside is cancelled", async () => {
    const { outer, inner } = await nested("cut");

    await cancelRun(it.control, { ...it.press(inner), reason: "not now" });
    await it.settle();

    expect(await it.step(outer, "part")).toMatchObject({
      result: "cancelled",
      output: { reason: "not now" },
    });
  });

  test("an exit cancels the run inside, too", async () => {
    const exit = `exit:\n  - say: They left\n    when: customer.status == "churned"\n    as: stopped\n`;
    await write("exit-inner", call);
    await write("exit-outer", part("exit-inner"), exit);
    const outer = await it.run("exit-outer", "kestrel-health");
    const [inner] = await it.runs("exit-inner");

    await it.update("kestrel-health", { status: "churned" });

    expect(await it.execution(outer)).toMatchObject({ result: "stopped" });
    expect(await it.execution(inner?.execution.id ?? "")).toMatchObject({
      result: "cancelled",
      reason: "They left",
    });
  });
});

test("what it is given keeps its kind, and what does not fit any more is told and asked for", async () => {
  const kinds =
    "inputs:\n  until: { type: date }\n  score: { type: number }\n  ok: { type: yes/no }\n";
  await write("kinds-inner", call, kinds);
  const given = `until: "{{customer.renewal_date}}", score: "{{customer.health}}", ok: "yes"`;
  await write("kinds-outer", part("kinds-inner", `inputs: { ${given} }`));
  await write("unfit-outer", part("kinds-inner", `inputs: { until: soon, score: "7", mood: bad }`));

  await it.run("kinds-outer", customer);
  const [fits] = await it.runs("kinds-inner");
  const outer = await it.run("unfit-outer", customer);
  const asked = (await it.runs("kinds-inner")).find((run) => run.execution.gate !== null);

  expect(fits?.execution).toMatchObject({
    gate: null,
    inputs: {
      until: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      score: expect.any(Number),
      ok: true,
    },
  });
  expect(asked?.execution).toMatchObject({ gate: { is: "inputs", missing: ["ok", "until"] } });
  expect((await it.step(outer, "part")).note).toBe(
    "as a run of its own, The kinds-inner; it asks for “ok”; “soon” is no answer to “until”: Enter a date such as 2027-03-01; it does not ask for “mood” any more",
  );
});

const first = (inner: string) => `  - id: race
    do: parallel
    join: any
    steps:
      - { id: part, do: playbook, playbook: ${inner} }
      - { id: alone, do: task, title: Be first, who: csm }
  - { id: after, do: task, title: Go on, who: csm }
`;

test("where the first branch is enough, the runs that the others wait for are cancelled with them", async () => {
  await write("slow-inmost", call);
  await write("slow-inner", part("slow-inmost"));
  await write("race-outer", first("slow-inner"));
  const outer = await it.run("race-outer", customer);
  const ids = [await it.runs("slow-inner"), await it.runs("slow-inmost")].flatMap((runs) =>
    runs.map((run) => run.execution.id),
  );

  await it.answer(outer, "alone");

  expect(await it.step(outer, "part")).toMatchObject({ status: "cancelled" });
  expect(await it.step(outer, "after")).toMatchObject({ status: "waiting" });
  expect(ids).toHaveLength(2);
  for (const id of ids)
    expect(await it.execution(id)).toMatchObject({
      status: "ended",
      result: "cancelled",
      reason: "the run it was a part of did not need it any more",
    });
  await it.answer(outer, "after");
  expect(await it.execution(outer)).toMatchObject({ result: "succeeded" });
});

test("a run whose branch is through first gives up the other one's run", async () => {
  await write("twin-inner", call);
  const both = first("twin-inner").replace(
    "{ id: alone, do: task, title: Be first, who: csm }",
    "{ id: other, do: playbook, playbook: twin-inner }",
  );
  await write("both-outer", both);
  const outer = await it.run("both-outer", customer);
  const [one, other] = (await it.runs("twin-inner")).map((run) => run.execution);

  // both are through at the same moment
  await Promise.all([it.answer(one?.id ?? "", "call"), it.answer(other?.id ?? "", "call")]);

  expect(await it.step(outer, "after")).toMatchObject({ status: "waiting" });
  for (const run of [one, other]) expect((await it.execution(run?.id ?? "")).status).toBe("ended");
});

describe("what may not start", () => {
  test("a playbook that is off or gone is a matter for a person", async () => {
    await it.write(playbookWith("off-inner", call));
    await write("off-outer", part("off-inner"));
    await write("gone-outer", part("nobody-wrote-it"));

    const off = await it.run("off-outer", customer);
    const gone = await it.run("gone-outer", customer);

    expect(await it.step(off, "part")).toMatchObject({
      status: "failed",
      failure: "the playbook The off-inner is not on: switch it on, then try again",
    });
    expect((await it.step(gone, "part")).failure).toBe(
      "there is no playbook “nobody-wrote-it” any more",
    );
    await it.turnOn("off-inner");
    await it.help(off, "part", "retry");
    expect(await it.runs("off-inner")).toHaveLength(1);
  });

  test("a circle stops where it closes", async () => {
    await write("circle-a", part("circle-b"));
    await write("circle-b", part("circle-a"));

    await it.run("circle-a", customer);
    const [inner] = await it.runs("circle-b");

    expect((await it.step(inner?.execution.id ?? "", "part")).failure).toBe(
      "it would never end, as each of these runs the next: The circle-a → The circle-b → The circle-a",
    );
  });

  test("the sixth run inside another", async () => {
    const last = 6;
    for (let i = 0; i < last; i += 1) await write(`deep-${i}`, part(`deep-${i + 1}`));
    await write(`deep-${last}`, call);

    await it.run("deep-0", customer);
    const [fifth] = await it.runs("deep-5");

    expect(fifth?.execution.depth).toBe(5);
    expect((await it.step(fifth?.execution.id ?? "", "part")).failure).toBe(
      "runs stand inside each other 5 deep at most, and this is the last",
    );
    expect(await it.runs("deep-6")).toHaveLength(0);
  });
});

test("what is asked before a run inside a run begins does not make it wait for the run around it", async () => {
  const needs = "prerequisites:\n  - { say: It is agreed, who: csm }\n";
  const turn = "limits: { conflict: wait }\n";
  await write("asked-inner", call, inputs + turn);
  await write("needs-inner", call, needs + turn);
  for (const id of ["asked", "needs"]) await write(`${id}-outer`, part(`${id}-inner`));
  for (const id of ["asked", "needs"]) await it.run(`${id}-outer`, customer);
  const [[asked], [needed]] = [await it.runs("asked-inner"), await it.runs("needs-inner")];

  const answered = { is: "start", inputs: { reason: "it said so" } } as const;
  await answerGate(it.control, it.press(asked?.execution.id ?? ""), answered);
  await answerPrerequisite(it.control, it.press(needed?.execution.id ?? ""), {
    index: 0,
    met: true,
  });
  await it.settle();

  for (const run of [asked, needed])
    expect(await it.execution(run?.execution.id ?? "")).toMatchObject({ gate: null });
});

test("a run inside a run is shown where that one is", async () => {
  await write("shown-inner", call, 'channel: "#elsewhere"\n');
  await write("shown-outer", part("shown-inner"), 'channel: "#renewals"\n');
  await it.run("shown-outer", customer);
  const [inner] = await it.runs("shown-inner");

  const cards = await it.rows("select place from slack_cards where subject = $1", [
    inner?.execution.id,
  ]);
  expect(cards).toEqual([{ place: "renewals" }]);
});
