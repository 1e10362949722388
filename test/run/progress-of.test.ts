import { expect, test } from "vitest";
import { progressOf } from "../../src/run/progress-of.ts";
import type { StepRow } from "../../src/store/steps.ts";
import { playbookWith } from "../support/engine.ts";
import { playbookOf } from "../support/library.ts";
import { standing } from "./foreseen.ts";
import { stateOf } from "./worlds.ts";

const now = "2026-11-23T15:00:00Z";

const row = (id: string, given: Partial<StepRow> = {}): StepRow => ({
  ...stateOf(id),
  event: null,
  eventMatch: null,
  ask: null,
  ...given,
});
const done = { status: "done" as const, endedAt: new Date(now) };

const moved = playbookOf(
  playbookWith(
    "moved",
    `  - id: move
    do: phase
    name: The move
    announce: { to: [renewals], text: It begins. }
    updates: 4h
    repeat: { every: 7d, until: customer.health >= 70, at_most: 3 }
    gate:
      - say: Nothing is lost
        when: customer.health > 10
      - say: Legal agrees
        who: manager
    steps:
      - { id: call, do: task, title: Call them, who: csm }
  - id: after
    do: decide
    question: Go on?
    who: csm
    paths:
      - { name: Go on }
      - { name: Stop, then: end }
`,
  ),
);

function progress(states: StepRow[], playbook = moved) {
  const situation = standing(playbook, "acme-robotics", { now, states });
  const {
    lines,
    done: through,
    total,
    status,
  } = progressOf(situation, {
    execution: {
      ...situation.execution,
      playbookId: "moved",
      version: 1,
      customerId: "acme-robotics",
      status: "running",
      result: null,
      reason: null,
      cause: { is: "person", who: "UMAYA0001" },
      gate: null,
      endedAt: null,
      success: null,
      parent: null,
      depth: 0,
    },
    deciders: new Map(),
    late: new Map(),
    parts: new Map(),
    around: null,
    newer: false,
    canTurnBack: false,
    expectedEnd: null,
  });
  const said = lines.map((it) => `${it.id} ${it.status}`);
  return { lines, said, far: `${through} of ${total}`, status };
}

const opened = [
  row("move/announce1", done),
  row("move", { ...done, result: "opened" }),
  row("move/updates", { status: "waiting", stage: "work", due: new Date(now) }),
];

test("what a plan adds to a phase by itself is neither shown nor counted while all is well", () => {
  const { said, far, status } = progress([
    ...opened,
    row("call", { status: "waiting", stage: "work" }),
  ]);

  expect(said).toEqual(["move open", "call waiting", "after to come"]);
  expect(far).toBe("0 of 3");
  expect(status).toBe("waiting");
});

test("the next round is shown while it is waited for, with its number and its date", () => {
  const due = new Date("2026-11-30T15:00:00Z");
  const { lines, far } = progress([
    ...opened,
    row("call", done),
    row("move/round", { status: "waiting", stage: "work", due, note: "round 2 of 3" }),
  ]);

  const next = lines.find((it) => it.id === "move/round");
  expect(next).toMatchObject({ name: "Next round", note: "round 2 of 3", at: due, begins: true });
  expect(far).toBe("1 of 3");
});

test("an open phase says which round it is in, from the second on", () => {
  const first = row("move", { ...done, result: "opened" });
  const again = row("move", { ...done, result: "opened", iteration: 2 });
  const call = row("call", { status: "waiting", stage: "work", iteration: 2 });

  expect(progress([first]).lines[0]).toMatchObject({ id: "move", note: null });
  expect(progress([first, again, call]).lines[0]).toMatchObject({ id: "move", note: "round 2" });
});

const through = [
  row("move", { ...done, result: "opened" }),
  row("move/announce1", done),
  row("move/updates", { status: "cancelled", endedAt: new Date(now) }),
  row("call", done),
  row("move/round", { ...done, note: "round 3 of 3 was the last" }),
];

test("a gate is shown while it asks somebody, where it stopped the run, and where a person had a say", () => {
  const ask = { who: "UPRIYA001", title: "Legal agrees", details: null, form: {} };
  const asking = progress([
    ...through,
    row("move/gate", { status: "waiting", stage: "gate", ask }),
  ]);
  const failed = progress([
    ...through,
    row("move/gate", { status: "failed", stage: "failed", note: "not so: Legal agrees" }),
  ]);
  const criteria = [{ say: "Legal agrees", met: true, because: "", by: "UPRIYA001" }];
  const answered = progress([...through, row("move/gate", { ...done, criteria })]);
  const measured = progress([...through, row("move/gate", done)]);

  expect(asking.lines[2]).toMatchObject({
    name: "Gate: Nothing is lost and Legal agrees",
    status: "waiting",
    note: "“Legal agrees”",
    waitsFor: ["UPRIYA001"],
  });
  expect(failed.said).toContain("move/gate failed");
  expect(failed.status).toBe("needs help");
  expect(answered.said).toContain("move/gate done");
  expect(measured.said).toEqual(["move done", "call done", "after to come"]);
  expect([asking, failed, answered, measured].map((it) => it.far)).toEqual(
    Array.from({ length: 4 }, () => "2 of 3"),
  );
});

test("an announcement that could not be posted is shown", () => {
  const { said } = progress([row("move/announce1", { status: "failed", stage: "failed" })]);

  expect(said).toContain("move/announce1 failed");
});

test("a watch is shown with what it has seen, not with when it looks again", () => {
  const watched = playbookOf(
    playbookWith(
      "watched",
      "  - { id: usage, do: watch, metric: customer.health, for: 48h, every: 15m }\n",
    ),
  );
  const { lines } = progress(
    [row("usage", { status: "waiting", stage: "work", note: "▂▃ 62", due: new Date(now) })],
    watched,
  );

  expect(lines).toMatchObject([{ id: "usage", note: "▂▃ 62", at: null }]);
});
