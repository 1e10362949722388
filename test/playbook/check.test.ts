import { describe, expect, test } from "vitest";
import { namedPlaybooks } from "../../src/playbook/check-calls.ts";
import { readPlaybook } from "../../src/playbook/read.ts";
import { stepTypes } from "../../src/steps/all.ts";
import { triggerTypes } from "../../src/triggers/all.ts";
import { surroundings } from "../support/library.ts";

const head = "format: 1\nid: trial\nname: Trial\ngoal: Try it.\n";

/** The codes of what is wrong, each with its path. */
function faultsOf(rest: string): string[] {
  const reading = readPlaybook(head + rest, { ...surroundings, playbooks: namedPlaybooks(rest) });
  return reading.ok ? [] : reading.problems.map(({ code, path }) => `${code} ${path}`);
}

const note = "steps:\n  - id: note\n    do: message\n    text: Hi.\n";
const indented = (text: string, by: number) => text.replaceAll(/^(?=.)/gm, " ".repeat(by));

describe("the types' own examples", () => {
  test.each(stepTypes.map((type) => [type.do, type] as const))("of %s is right", (_do, type) => {
    const example = indented(type.example, 4).replace(/^ {4}/, "  - ");
    const before = `  - id: outcome
    do: task
    title: Log it
    who: csm
    output:
      mood: [green, yellow, red]
`;
    const steps = type.do === "task" ? example : before + example;

    expect(faultsOf(`steps:\n${steps}\n`)).toEqual([]);
  });

  test.each(triggerTypes.map((type) => [type.by, type] as const))("of %s is right", (_by, type) => {
    const inputs = "inputs:\n  reason:\n    type: text\n    default: none\n";
    const example = indented(type.example, 4).replace(/^ {4}/, "  - ");

    expect(faultsOf(`${inputs}triggers:\n${example}\n${note}`)).toEqual([]);
  });
});

describe("the hours in which things may leave", () => {
  const cases: [string, string, string[]][] = [
    [
      "all of them",
      "{ days: mon-fri, hours: 9am to 5pm, timezone: Europe/Paris, holidays: FR }",
      [],
    ],
    ["none of them", "{}", []],
    ["days that are none", "{ days: some }", ["not-allowed window.days"]],
    ["hours that end too early", '{ hours: "17:00-09:00" }', ["not-allowed window.hours"]],
    ["a zone nobody knows", "{ timezone: Paris }", ["not-allowed window.timezone"]],
    ["a region", "{ holidays: DE-BY }", []],
    ["a region nobody knows", "{ holidays: DE-XX }", ["not-allowed window.holidays"]],
    ["a country nobody knows", "{ holidays: USA }", ["not-allowed window.holidays"]],
  ];
  test.each(cases)("%s", (_name, window, faults) => {
    expect(faultsOf(`window: ${window}\n${note}`)).toEqual(faults);
  });

  test("are nobody's by the customer's clock where there is no customer", () => {
    expect(faultsOf(`scope: workspace\nwindow: { timezone: customer }\n${note}`)).toEqual([
      "not-allowed window.timezone",
    ]);
  });
});

describe("what must be so", () => {
  const cases: [string, string, string[]][] = [
    ["is measured", "- { say: Known, when: has(customer.renewal_date) }", []],
    ["or asked", "- { say: Known, who: manager }", []],
    ["or both", "- { say: Known, when: customer.health > 5, who: csm }", []],
    ["and not neither", "- { say: Known }", ["missing-field prerequisites.0.when"]],
    [
      "before any step has a result",
      "- { say: Known, when: note.result == 'done' }",
      ["unknown-name prerequisites.0.when"],
    ],
    [
      "and asked of somebody there is",
      "- { say: Known, who: boss }",
      ["unknown-person prerequisites.0.who"],
    ],
  ];
  test.each(cases)("%s", (_name, criterion, faults) => {
    expect(faultsOf(`prerequisites:\n  ${criterion}\n${note}`)).toEqual(faults);
  });
});

describe("what a type alone knows to be wrong", () => {
  const cases: [string, string, string[]][] = [
    ["a wait for nothing", "steps:\n  - id: w\n    do: wait\n", ["missing-field steps.0.for"]],
    [
      "a wait for two things",
      "steps:\n  - id: w\n    do: wait\n    for: 2 days\n    event: a.b\n",
      ["not-allowed steps.0.event"],
    ],
    [
      "a path behind otherwise",
      `steps:
  - id: if
    do: if
    paths:
      - name: A
        steps:
          - id: a
            do: message
            text: A
      - name: B
        when: customer.health > 1
        steps:
          - id: b
            do: message
            text: B
`,
      ["unreachable steps.0.paths.1"],
    ],
    [
      "two paths of one name",
      `steps:
  - id: if
    do: if
    paths:
      - name: A
        when: customer.health > 1
        steps:
          - id: a
            do: message
            text: A
      - name: A
        steps:
          - id: b
            do: message
            text: B
`,
      ["not-allowed steps.0.paths.1.name"],
    ],
    [
      "a date trigger that counts from no date",
      `triggers:\n  - by: date\n    at: day 3\n${note}`,
      ["bad-date triggers.0.at"],
    ],
    [
      "a schedule without a time",
      `triggers:\n  - by: schedule\n${note}`,
      ["missing-field triggers.0.every"],
    ],
    [
      "a schedule said twice",
      `triggers:\n  - by: schedule\n    every: Monday 09:00\n    cron: 0 9 * * 1\n${note}`,
      ["not-allowed triggers.0.cron"],
    ],
    [
      "an input nobody asks for",
      `triggers:\n  - by: event\n    name: a.b\n    give:\n      reason: event.reason\n${note}`,
      ["unknown-name triggers.0.give.reason"],
    ],
    [
      "a limit by an input that is not there",
      `limits:\n  once_per: inputs.sku\n${note}`,
      ["unknown-name limits.once_per"],
    ],
    [
      "how long something holds that is not said",
      `limits:\n  every: 30 days\n${note}`,
      ["missing-field limits.once_per"],
    ],
    [
      "limits that cannot be read",
      `limits:\n  cool_down: a while\n  at_most:\n    runs: 3\n    per: often\n${note}`,
      ["bad-duration limits.cool_down", "bad-duration limits.at_most.per"],
    ],
    [
      "an address that is none",
      "steps:\n  - id: m\n    do: email\n    to: [champion, 'maya@', 'a b@c.example']\n    subject: Hi\n    body: Hi\n",
      ["not-allowed steps.0.to.1", "not-allowed steps.0.to.2"],
    ],
  ];

  test.each(cases)("%s", (_name, rest, faults) => {
    expect(faultsOf(rest)).toEqual(faults);
  });
});

describe("what may be named where", () => {
  const wait = (match: string) => `inputs:
  amount:
    type: number
    default: 1
steps:
  - id: w
    do: wait
    event: paid
    match: ${match}
`;
  const cases: [string, string, string[]][] = [
    ["an event, only in the wait for it", wait("event.amount > inputs.amount"), []],
    [
      "an event, nowhere else",
      "steps:\n  - id: m\n    do: message\n    text: '{{event.amount}}'\n",
      ["unknown-name steps.0.text"],
    ],
    [
      "the recipient, only in a mail",
      "steps:\n  - id: m\n    do: message\n    text: '{{recipient.name}}'\n",
      ["unknown-name steps.0.text"],
    ],
    [
      "no customer in a playbook about none",
      "scope: workspace\nsteps:\n  - id: m\n    do: message\n    text: '{{customer.name}}'\n",
      ["unknown-name steps.0.text"],
    ],
    [
      "no contact in a playbook about no customer",
      "scope: workspace\nsteps:\n  - id: m\n    do: email\n    to: [champion, a@b.example]\n    subject: Hi\n    body: Hi\n",
      ["unknown-person steps.0.to.0"],
    ],
    [
      "every result, at the end",
      `exit:\n  - say: Posted\n    when: note.status == "done"\n    as: stopped\n${note}`,
      [],
    ],
    [
      "no result, at the start",
      `customers: note.status == "done"\n${note}`,
      ["unknown-name customers"],
    ],
  ];

  test.each(cases)("%s", (_name, rest, faults) => {
    expect(faultsOf(rest)).toEqual(faults);
  });
});

describe("what an update step sets", () => {
  const cases: [string, string[]][] = [
    ['{ health: 70, status: "at risk", renewal_date: 2027-01-31 }', []],
    ['{ health: "{{customer.seats}}" }', []],
    ["{ health: good }", ["type-mismatch steps.0.set.health"]],
    ["{ renewal_date: soon }", ["type-mismatch steps.0.set.renewal_date"]],
    ["{ helth: 70 }", ["unknown-name steps.0.set.helth"]],
    ['{ status: "{{customer.nope}}" }', ["unknown-name steps.0.set.status"]],
    ["{ name: Acme }", ["not-allowed steps.0.set.name"]],
    ["{ csm: maya }", ["not-allowed steps.0.set.csm"]],
    ["{ champion: Ana }", ["not-allowed steps.0.set.champion"]],
  ];
  test.each(cases)("%s", (set, faults) => {
    expect(faultsOf(`steps:\n  - id: change\n    do: update\n    set: ${set}\n`)).toEqual(faults);
  });

  test("is nothing where there is no customer", () => {
    const step = "steps:\n  - id: change\n    do: update\n    set: { health: 1 }\n";
    expect(faultsOf(`scope: workspace\n${step}`)).toEqual(["not-allowed steps.0.set.health"]);
  });
});

describe("what a watch step looks at", () => {
  const cases: [string, string[]][] = [
    ["metric: customer.usage / customer.seats\n    for: 2h\n    every: 1m", []],
    ["metric: customer.name\n    for: 2h", ["type-mismatch steps.0.metric"]],
    ["metric: customer.usage\n    for: 2h\n    every: 0m", ["not-allowed steps.0.every"]],
    ["metric: customer.usage\n    for: 2h\n    change: much", ["not-allowed steps.0.change"]],
    ["metric: customer.usage\n    for: 2h\n    expect: value <= baseline * 1.1", []],
    ["metric: customer.usage\n    for: 2h\n    expect: value", ["not-a-condition steps.0.expect"]],
    [
      "metric: customer.usage\n    for: 2h\n    only_if: value > 1",
      ["unknown-name steps.0.only_if"],
    ],
  ];
  test.each(cases)("%s", (fields, faults) => {
    expect(faultsOf(`steps:\n  - id: look\n    do: watch\n    ${fields}\n`)).toEqual(faults);
  });
});

test.each([
  ["when: customer.health > 70", []],
  ["when: customer.health", ["not-a-condition steps.0.when"]],
  ["when: customer.health > 70\n    for: 2h", ["not-allowed steps.0.when"]],
])("a wait with %s", (fields, faults) => {
  expect(faultsOf(`steps:\n  - id: rest\n    do: wait\n    ${fields}\n`)).toEqual(faults);
});

describe("what came of the steps in a phase", () => {
  const phase = (fields: string) => `steps:
  - id: calls
    do: phase
    ${fields}
    steps:
      - { id: call, do: task, title: Call, who: csm, output: { mood: [good, bad], score: number } }
`;
  const cases: [string, string[]][] = [
    ["gate: [{ say: It went well, when: call.score > 5 }]", []],
    ['repeat: { at_most: 3, until: call.mood == "good" }', []],
    ["only_if: call.score > 5", ["not-yet-known steps.0.only_if"]],
    ["gate: [{ say: It went well, when: cal.score > 5 }]", ["unknown-name steps.0.gate.0.when"]],
  ];
  test.each(cases)("is seen by its end: %s", (fields, faults) => {
    expect(faultsOf(phase(fields))).toEqual(faults);
  });
});
