import { expect, test } from "vitest";
import { check } from "../../src/playbook/check.ts";
import { callsOf, checkCalls } from "../../src/playbook/check-calls.ts";
import { playbookOf } from "../support/library.ts";

const calling = (id: string, ...called: string[]) =>
  playbookOf(
    [
      `format: 1\nid: ${id}\nname: ${id}\ngoal: Try it.\nsteps:`,
      ...called.map((it, i) => `  - { id: s${i}, do: playbook, playbook: ${it} }`),
    ].join("\n"),
  );
const known = (...of: [string, ...string[]][]) => of.map(([id, ...calls]) => ({ id, calls }));

test.each([
  [
    "the one it runs",
    known(["home"], ["b", "home"]),
    "This would never end: home runs b runs home.",
  ],
  [
    "one further in, by the shortest way",
    known(["b", "c", "d"], ["c", "d"], ["d", "home"]),
    "This would never end: home runs b runs d runs home.",
  ],
])("a circle is named: %s", (_name, playbooks, message) => {
  expect(checkCalls(calling("home", "b"), playbooks)).toMatchObject([
    { code: "playbook-cycle", message, path: ["steps", 0, "playbook"] },
  ]);
});

test("circles of others, and what it ran before, are not its own", () => {
  const playbooks = known(["home", "b"], ["b", "c"], ["c", "b"]);

  expect(checkCalls(calling("home", "b", "c"), playbooks)).toEqual([]);
});

test("one that does not exist is told with the nearest that does", () => {
  const playbooks = known(["at-risk"], ["onboarding"], ["home"]);

  expect(checkCalls(calling("home", "at-rsk"), playbooks)).toMatchObject([
    {
      code: "unknown-playbook",
      message: 'There is no playbook "at-rsk". There are at-risk and onboarding.',
      fix: expect.stringContaining("at-risk"),
    },
  ]);
});

test("what it is given must be what it asks for, in plain words", () => {
  const saying = (given: string, scope = "customer") => {
    const steps = `steps:\n  - { id: part, do: playbook, playbook: call, ${given} }\n`;
    const top = `format: 1\nid: home\nname: Home\ngoal: Try it.\nscope: ${scope}\n`;
    const asks = { reason: { type: "text" }, discount: { type: "number", default: 5, max: 20 } };
    const called = { id: "call", calls: [], asks, about: "customer" as const };
    const around = { people: [], agents: [], customerFields: {}, playbooks: [called] };
    return check(playbookOf(top + steps), around).map((it) => `${it.message} ${it.fix ?? ""}`);
  };

  expect(saying("inputs: { reason: late }")).toEqual([]);
  expect(saying("inputs: { reason: late, discount: '{{customer.health}}' }")).toEqual([]);
  expect(saying("inputs: { reson: late, discount: '30' }")).toEqual([
    '"call" must know "reason" to start, and this step does not say it. Write reason: … under inputs:.',
    '"call" does not ask for "reson". It asks for reason and discount. Did you mean "reason"?',
    '"call" cannot take this: At most 20. ',
  ]);
  expect(saying("inputs: { reason: late, discount: '{{customer.name}}' }")).toEqual([
    '"call" cannot take this: customer.name is a text, and it asks for a number. ',
  ]);
  expect(saying("inputs: { reason: late }", "workspace")).toEqual([
    '"call" is about one customer, and this playbook is about no single one. Leave out scope: workspace, or run another one here.',
  ]);
});

test("what a playbook runs is found wherever it stands", () => {
  const playbook = playbookOf(`format: 1
id: home
name: Home
goal: Try it.
steps:
  - id: both
    do: phase
    steps:
      - { id: one, do: playbook, playbook: a }
      - { id: two, do: playbook, playbook: a }
  - { id: three, do: playbook, playbook: b }
`);

  expect(callsOf(playbook.steps)).toEqual(["a", "b"]);
});
