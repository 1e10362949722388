import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createEngine, day } from "../support/engine.ts";
import { librarySource } from "../support/library.ts";
import { seeRun } from "../../src/engine/held-run.ts";
import { listSteps } from "../../src/store/steps.ts";
import { foretold, told } from "./told.ts";
import { type Script, walk } from "./walk.ts";

const hour = day / 24;

type Golden = {
  start: string;
  customer: string | null;
  inputs?: Record<string, string | number>;
  script: Script;
};

/** A template of the library, or a playbook that is kept here. */
function sourceOf(name: string): string {
  const own = `test/golden/${name}.yml`;
  return existsSync(own) ? readFileSync(own, "utf8") : librarySource(name);
}

/** Stores a playbook, foretells a run of it, and walks through it. */
async function golden(name: string, { start, customer, inputs = {}, script }: Golden) {
  await using engine = await createEngine({ start });
  const { id } = await engine.write(sourceOf(name));
  const before = await foretold(engine, id, customer, inputs);
  const runId = await engine.run(id, customer, inputs);
  await walk(engine, runId, script);
  return { before, run: await told(engine, runId) };
}

test("a renewal over the change of clocks, signed in the second round of talks", async () => {
  const { before, run } = await golden("renewal-talks", {
    start: "2027-01-27T14:00:00Z",
    customer: "acme-robotics",
    inputs: { max_discount: 10 },
    script: {
      qbr: [
        { after: 8 * day },
        { after: day, event: ["meeting.accepted"] },
        { after: 2 * day, event: ["meeting.moved", { when: "2027-02-17T14:00" }] },
        { after: 30 * day },
        { after: 2 * hour, answer: { meeting: "It was held" } },
      ],
      outcome: [{ answer: { mood: "happy", wish: "a longer term" } }],
      offer: [{ answer: { discount: 5 } }, { answer: { discount: 10 } }],
      reply: [{ after: 8 * day }, { after: 2 * day, event: ["email.replied", { text: "yes" }] }],
      close: [
        { answer: { path: "Talk again", why: "they want more" } },
        { answer: { path: "They accept", why: "they said yes" } },
      ],
      sign: [{ after: 3 * day, answer: {} }],
    },
  });

  await expect(before).toMatchFileSnapshot("renewal-talks.preview.txt");
  await expect(run).toMatchFileSnapshot("renewal-talks.run.txt");
});

test("a customer who is well again after three calls", async () => {
  const { before, run } = await golden("save-calls", {
    start: "2027-03-01T15:00:00Z",
    customer: "meridian-insurance",
    inputs: { reason: "Usage fell by a third." },
    script: {
      plan: [{ after: 3 * day, answer: { promises: "weekly reports" } }],
      call: [
        { after: 2 * hour, answer: { mood: "the same", kept: true } },
        { after: 2 * hour, answer: { mood: "better", kept: true }, update: { health: 61 } },
        { after: 2 * hour, answer: { mood: "better", kept: true }, update: { health: 74 } },
      ],
      verdict: [{ answer: { path: "They are safe" } }],
    },
  });

  await expect(before).toMatchFileSnapshot("save-calls.preview.txt");
  await expect(run).toMatchFileSnapshot("save-calls.run.txt");
});

test("save calls that do not help, until there are no more of them", async () => {
  const call = (n: number) => ({
    after: 2 * hour,
    answer: { mood: n > 5 ? "worse" : "the same", kept: n < 5 },
  });
  const { before, run } = await golden("save-calls", {
    start: "2027-03-01T15:00:00Z",
    customer: "meridian-insurance",
    inputs: { reason: "Their champion has left." },
    script: {
      plan: [{ answer: { promises: "weekly reports" } }],
      call: [call(1), call(2), { after: 6 * day }, call(4), call(5), call(6), call(7), call(8)],
      verdict: [{ answer: { path: "Let them go" } }],
    },
  });

  await expect(before).toMatchFileSnapshot("save-calls.preview.txt");
  await expect(run).toMatchFileSnapshot("save-calls-in-vain.run.txt");
});

test("an onboarding whose workstreams wait for each other, and whose data are wrong at first", async () => {
  const { before, run } = await golden("workstreams", {
    start: "2027-03-01T09:00:00Z",
    customer: "helix-biotech",
    script: {
      kickoff: [{ after: 3 * day, answer: { goal: "a weekly report" } }],
      load: [{ after: 5 * day, answer: { records: 2000 } }],
      data_check: [{ after: day, answer: { wrong: 300 } }, { answer: { wrong: 12 } }],
      "data_check failed": [{ after: 2 * day, help: "retry" }],
      admins: [{ after: 2 * day, answer: {} }],
      switch: [{ answer: {} }],
      check_in: [{ answer: { mood: "happy" } }],
      review: [{ answer: { goal_reached: true } }],
    },
  });

  await expect(before).toMatchFileSnapshot("workstreams.preview.txt");
  await expect(run).toMatchFileSnapshot("workstreams.run.txt");
});

const built = {
  tables: [{ answer: {} }],
  scripts: [{ after: day, answer: {} }],
  implement: [{ after: 3 * day, answer: {} }],
  tests: [{ answer: { coverage: 93, failing: 0 } }],
  connection: [{ after: day, answer: {} }],
  add_flag: [{ after: day, answer: {} }],
  enable: [{ answer: {} }, { answer: {} }],
};

test("a migration that proceeds, after one look more", async () => {
  const { before, run } = await golden("migration", {
    start: "2027-03-01T15:00:00Z",
    customer: null,
    script: {
      ...built,
      metrics: [
        { answer: { critical_errors: 2, slower_by: 4 } },
        { answer: { critical_errors: 0, slower_by: -3 } },
      ],
      go_on: [
        { answer: { path: "Investigate", why: "two deadlocks" } },
        { answer: { path: "Proceed", why: "all is well" } },
      ],
      default_on: [{ answer: {} }],
      documentation: [{ answer: {} }],
      cutover_tests: [{ answer: { failing: 0 } }],
    },
  });

  await expect(before).toMatchFileSnapshot("migration.preview.txt");
  await expect(run).toMatchFileSnapshot("migration.run.txt");
});

test("a migration that is rolled back from its parallel run", async () => {
  const { run } = await golden("migration", {
    start: "2027-03-01T15:00:00Z",
    customer: null,
    script: {
      ...built,
      metrics: [{ answer: { critical_errors: 7, slower_by: 31 } }],
      go_on: [{ answer: { path: "Roll back", why: "seven critical errors" } }],
      flag_off: [{ answer: {} }],
      verify: [{ answer: {} }],
      disable_flag: [{ answer: {} }],
      revert_configuration: [{ answer: {} }],
      revert_repository: [{ answer: {} }],
    },
  });

  await expect(run).toMatchFileSnapshot("migration-rolled-back.run.txt");
});

// where it is rolled back, and what is done then, in this order
const turns: [reached: string, at: string, back: string[]][] = [
  ["2 Repository layer", "tests", ["revert_repository"]],
  ["3 Configuration", "connection", ["configuration_off", "verify_tests", "revert_repository"]],
  ["4 Feature flag", "add_flag", ["configuration_off", "verify_tests", "revert_repository"]],
  [
    "6 Cutover",
    "documentation",
    [
      "flag_off",
      "verify",
      "tell",
      "parallel_run_told_back1",
      "parallel_run_told_back2",
      "disable_flag",
      "revert_configuration",
      "revert_repository",
    ],
  ],
];

test("a migration is rolled back from each of its phases as that phase says", async () => {
  await using engine = await createEngine({ start: "2027-03-01T15:00:00Z" });
  const { id } = await engine.write(sourceOf("migration"));
  const answered = { answer: {} };
  const undoing = Object.fromEntries(
    [
      "flag_off",
      "verify",
      "configuration_off",
      "verify_tests",
      "restore_code",
      "flip_back",
      "disable_flag",
      "revert_configuration",
      "revert_repository",
    ].map((step) => [step, [answered]]),
  );
  const found: typeof turns = [];

  for (const [reached, at] of turns) {
    const runId = await engine.run(id, null);
    await walk(engine, runId, {
      ...built,
      metrics: [{ answer: { critical_errors: 0, slower_by: -3 } }],
      go_on: [{ answer: { path: "Proceed", why: "all is well" } }],
      default_on: [answered],
      ...undoing,
      [at]: [{ back: true }],
    });
    const run = await seeRun(engine.needs, engine.tenant, runId);
    const rows = await listSteps(engine.tenant, runId);
    const ended = (step: string) => rows.find((it) => it.id === step)?.endedAt?.getTime() ?? 0;
    const back = (run?.graph.order ?? []).filter((step) => ended(step) > 0);
    found.push([reached, at, back.toSorted((a, b) => ended(a) - ended(b))]);
    expect((await engine.execution(runId)).result).toBe("rolled back");
  }

  expect(found).toEqual(turns);
});

test("an article that is ordered again and arrives late", async () => {
  const { before, run } = await golden("low-stock", {
    start: "2027-03-26T15:00:00Z",
    customer: null,
    inputs: { sku: "KX-100", left: 4 },
    script: {
      order: [{ after: 4 * day, answer: { answer: "ordered", quantity: 200 } }],
      restock: [{ after: 11 * day }],
      chase: [{ answer: { promised: "2027-04-20" } }],
    },
  });

  await expect(before).toMatchFileSnapshot("low-stock.preview.txt");
  await expect(run).toMatchFileSnapshot("low-stock.run.txt");
});

test("a hundred reports of ten articles that run low begin ten runs", async () => {
  await using engine = await createEngine();
  await engine.write(librarySource("low-stock"));
  await engine.turnOn("low-stock");
  const report = (i: number) => ({ sku: `KX-${i % 10}`, left: 10 - Math.floor(i / 10) });

  await Promise.all(
    Array.from({ length: 100 }, (_, i) => engine.happen("inventory.low_stock", null, report(i))),
  );
  await engine.settle();

  const runs = await engine.runs("low-stock");
  const skus = runs.map(({ execution }) => execution.inputs["sku"]);
  expect(runs).toHaveLength(10);
  expect(new Set(skus)).toEqual(new Set(Array.from({ length: 10 }, (_, i) => `KX-${i}`)));
  await engine.pass(13 * day);
  await engine.event("inventory.low_stock", null, report(0));
  expect(await engine.runs("low-stock")).toHaveLength(10);
  await engine.pass(2 * day);
  await engine.event("inventory.low_stock", null, report(0));
  expect(await engine.runs("low-stock")).toHaveLength(11);
});
