import { describe, expect, test } from "vitest";
import type { Playbook } from "../../src/playbook/playbook.ts";
import type { Customer } from "../../src/run/values.ts";
import type { StepRow } from "../../src/store/steps.ts";
import { librarySource, playbookOf } from "../support/library.ts";
import { foreseen, inShort } from "./foreseen.ts";
import { stateOf } from "./worlds.ts";
import { kindOf } from "../../src/steps/contents/all.ts";

const now = "2026-11-24T14:00:00Z";
const renewal = playbookOf(librarySource("renewal"));
const atRisk = playbookOf(librarySource("at-risk"));
const onboarding = playbookOf(librarySource("onboarding"));

function written(steps: string): Playbook {
  return playbookOf(`format: 1
id: trial
name: Trial
goal: Try it.
steps:
${steps}`);
}

function row(id: string, given: Partial<StepRow>): StepRow {
  return { ...stateOf(id), event: null, eventMatch: null, ask: null, ...given };
}

describe("the library, before it starts", () => {
  test("a renewal is anchored to its date, and both ways of each choice are shown", () => {
    const shown = inShort(foreseen(renewal, "acme-robotics", { now }), "America/New_York");

    expect(shown).toMatchInlineSnapshot(`
      [
        "2026-11-24 09:00 summary",
        "2026-11-24 09:00 book_qbr: waits for Maya Chen",
        "2026-12-09 09:00 qbr_plan",
        "2026-12-09 09:00 qbr: waits for Maya Chen",
        "2026-12-09 09:00 offer",
        "2026-12-09 09:00 proposal: perhaps, mail to Marcus Bell",
        "2026-12-09 09:00 decision: perhaps, waits for Priya Nair",
        "2026-12-09 09:00 special_proposal: perhaps, mail to Marcus Bell",
        "2026-12-09 09:00 reply: waits for email.replied",
        "2027-01-08 09:00 negotiation: waits for Maya Chen",
        "2027-01-08 09:00 finish",
        "2027-01-08 09:00 thanks: perhaps, mail to Marcus Bell",
        "2027-02-01 09:00 last_talk: perhaps, waits for Priya Nair",
        "2027-02-15 09:00 close: waits for Maya Chen",
      ]
    `);
  });

  test("a customer at risk: what waits for an answer may be left out", () => {
    const shown = inShort(foreseen(atRisk, "meridian-insurance", { now }), "America/New_York");

    expect(shown).toMatchInlineSnapshot(`
      [
        "2026-11-24 09:00 brief",
        "2026-11-24 09:00 alert",
        "2026-11-24 09:00 check: waits for Maya Chen",
        "2026-11-24 09:00 outreach: mail to Joel Santangelo",
        "2026-11-24 09:00 reply: waits for email.replied",
        "2026-11-27 09:00 second_try: perhaps, mail to Victoria Amsel",
        "2026-11-27 09:00 talk: waits for Maya Chen",
        "2026-11-27 09:00 next_move",
        "2026-11-27 09:00 all_clear: perhaps",
        "2026-11-27 09:00 escalation: perhaps, waits for Priya Nair",
        "2026-11-27 09:00 save_plan: perhaps, waits for Maya Chen",
        "2026-11-27 09:00 settle",
        "2026-12-18 09:00 verdict: waits for Maya Chen",
      ]
    `);
  });

  test("an onboarding, with the time people take", () => {
    const preview = foreseen(onboarding, "helix-biotech", { now, patient: true });

    expect(inShort(preview, "Europe/Zurich")).toMatchInlineSnapshot(`
      [
        "2026-11-24 15:00 handover",
        "2026-11-24 15:00 welcome: mail to Léa Fontanive",
        "2026-11-24 19:00 kickoff: waits for Tom Okafor",
        "2026-11-25 19:00 recap: mail to Jonas Frey",
        "2026-11-25 23:00 training",
        "2026-11-25 23:00 live_training: perhaps, waits for Tom Okafor",
        "2026-11-25 23:00 training_mail: perhaps, mail to Jonas Frey",
        "2026-11-26 23:00 first_result: waits for first_result.reached",
        "2026-12-25 19:00 look",
        "2026-12-25 19:00 check_in: waits for Tom Okafor",
        "2026-12-26 19:00 help: perhaps",
        "2027-01-24 19:00 review: waits for Tom Okafor",
        "2027-01-25 19:00 next_goal: mail to Jonas Frey",
      ]
    `);
  });

  test("a missing contact is tried in order, and the last one stands in the way", () => {
    const without = (roles: string[]) => (it: Customer) => ({
      ...it,
      contacts: it.contacts.filter(({ role }) => !roles.includes(role)),
    });
    const proposals = (change: (it: Customer) => Customer) =>
      foreseen(renewal, "acme-robotics", { now, change })
        .lines.filter(({ step }) => step.do === "email")
        .map(({ receives, obstacle }) =>
          receives ? kindOf(receives).receivers(receives)[0]?.contact : obstacle,
        );

    expect(proposals(without(["sponsor"]))).toEqual(["champion", "champion", "champion"]);
    expect(proposals(without(["sponsor", "champion"]))).toEqual(["primary", "primary", "primary"]);
    expect(new Set(proposals(() => ({ ...without(["billing"])(acme), contacts: [] })))).toEqual(
      new Set(["nobody to send to: the customer has no sponsor, champion or primary"]),
    );
  });

  test("a renewal date nobody knows stands in the way of every step that counts from it", () => {
    const change = (it: Customer) => ({ ...it, fields: { ...it.fields, renewal_date: null } });
    const stopped = foreseen(renewal, "acme-robotics", { now, change }).lines.filter(
      ({ obstacle }) => obstacle?.includes("date"),
    );

    expect(stopped.map(({ step }) => step.id)).toEqual([
      "book_qbr",
      "qbr_plan",
      "proposal",
      "negotiation",
      "last_talk",
      "close",
    ]);
  });
});

const acme: Customer = {
  id: "acme",
  name: "Acme",
  zone: "UTC",
  fields: {},
  contacts: [],
  csm: null,
};

describe("local time", () => {
  const steps = written(`  - id: pause
    do: wait
    for: 5 days
  - id: hours
    do: wait
    for: 24h
  - id: fixed
    do: message
    at: 2027-04-02
    text: Now.
`);

  test("days keep the time of day across a change of clocks, hours count exactly", () => {
    // London goes to summer time on 28 March 2027
    const preview = foreseen(steps, "kestrel-health", { now: "2027-03-25T10:00:00Z" });

    expect(inShort(preview, "Europe/London")).toEqual([
      "2027-03-25 10:00 pause",
      "2027-03-30 10:00 hours",
      "2027-04-02 09:00 fixed",
    ]);
    expect(preview.lines[0]?.until).toEqual(new Date("2027-03-30T09:00:00Z"));
    expect(preview.lines[1]?.until).toEqual(new Date("2027-03-31T09:00:00Z"));
    expect(preview.lines[2]?.at).toEqual(new Date("2027-04-02T08:00:00Z"));
  });

  test("dates are the customer's own, wherever the workspace is", () => {
    const shown = inShort(foreseen(steps, "tanaka-precision", { now: "2027-03-25T10:00:00Z" }));

    expect(shown.at(-1)).toBe("2027-04-02 00:00 fixed");
  });
});

describe("what is not known yet", () => {
  const choice = written(`  - id: ask
    do: task
    title: Ask them
    who: csm
    output:
      mood: [good, bad]
  - id: route
    do: if
    paths:
      - name: Bad
        when: ask.mood == "bad"
        steps:
          - id: worry
            do: message
            text: They are {{ask.mood}}.
  - id: late
    do: message
    only_if: ask.mood == "good"
    at: 10 days after ask
    text: Good.
  - id: end
    do: message
    text: Over.
`);

  test("gives `perhaps` to either way, and to nothing behind it", () => {
    expect(inShort(foreseen(choice, "acme-robotics", { now }))).toEqual([
      "2026-11-24 14:00 ask: waits for Maya Chen",
      "2026-11-24 14:00 route",
      "2026-11-24 14:00 worry: perhaps",
      "2026-12-04 14:00 late: perhaps",
      "2026-12-04 14:00 end",
    ]);
  });

  test("is certain once it has happened", () => {
    const endedAt = new Date("2026-11-24T15:00:00Z");
    const states = [
      row("ask", { status: "done", output: { mood: "good" }, result: "done", endedAt }),
    ];

    expect(inShort(foreseen(choice, "acme-robotics", { now, states }))).toEqual([
      "2026-11-24 15:00 route",
      "2026-12-04 15:00 late",
      "2026-12-04 15:00 end",
    ]);
  });
});

describe("a run that is under way", () => {
  const steps = written(`  - id: settle
    do: wait
    for: 21 days
  - id: call
    do: task
    title: Call them
    who: csm
  - id: end
    do: message
    text: Over.
`);

  test("a wait ends when it said it would, and nothing to come lies in the past", () => {
    const settle = row("settle", {
      status: "waiting",
      stage: "work",
      startedAt: new Date("2026-11-10T09:00:00Z"),
      due: new Date("2026-12-01T09:00:00Z"),
    });
    const asked = { now, started: "2026-11-10T09:00:00Z" };

    expect(inShort(foreseen(steps, "acme-robotics", { ...asked, states: [settle] }))).toEqual([
      "2026-11-10 09:00 settle",
      "2026-12-01 09:00 call: waits for Maya Chen",
      "2026-12-01 09:00 end",
    ]);
  });

  test("a task people are late with is expected from now on", () => {
    const started = new Date("2026-11-01T09:00:00Z");
    const states = [
      row("settle", { status: "done", result: "passed", startedAt: started, endedAt: started }),
      row("call", { status: "waiting", stage: "work", startedAt: started }),
    ];
    const preview = foreseen(steps, "acme-robotics", {
      now,
      started: "2026-11-01T09:00:00Z",
      states,
      patient: true,
    });

    expect(inShort(preview)).toEqual([
      "2026-11-01 09:00 call: waits for Maya Chen",
      "2026-11-25 14:00 end",
    ]);
    expect(preview.endsAt).toEqual(new Date("2026-11-25T14:00:00Z"));
  });
});

describe("what stands in the way", () => {
  const obstaclesOf = (steps: string, change?: (it: Customer) => Customer) =>
    foreseen(written(steps), "acme-robotics", { now, ...(change && { change }) }).lines.map(
      ({ obstacle }) => obstacle,
    );
  const withoutPlan = (it: Customer) => ({ ...it, fields: { ...it.fields, plan: null } });

  test("a value a text needs, wherever in the step it stands", () => {
    const steps = `  - id: call
    do: task
    title: Call them
    who: csm
    details: They are on {{customer.plan}} ({{customer.tier}}).
  - id: mail
    do: email
    to: champion
    subject: Your plan
    body: You are on {{customer.plan}}.
  - id: note
    do: message
    text: Fine.
`;

    expect(obstaclesOf(steps)).toEqual([null, null, null]);
    expect(obstaclesOf(steps, withoutPlan)).toEqual([
      "customer plan is not known",
      "customer plan is not known",
      null,
    ]);
  });

  test("a text that cannot be made of what is known, which ends no preview", () => {
    const broken = (it: Customer) => ({ ...it, fields: { ...it.fields, arr: "much" } });
    const steps = `  - id: note
    do: message
    text: "{{money customer.arr}}"
  - id: mail
    do: email
    to: champion
    subject: "{{money customer.arr}}"
    body: Hello.
`;

    expect(obstaclesOf(steps, broken)).toEqual([expect.any(String), expect.any(String)]);
  });
});

test("what would leave outside the hours is shown when it leaves, and why then", () => {
  const playbook = {
    ...written(`  - id: hello
    do: email
    to: primary
    subject: Hello
    body: Hi
    at: 2026-11-28`),
    window: { hours: "10:00-12:00" },
  };

  const { lines } = foreseen(playbook, "acme-robotics", { now });

  expect(lines[0]).toMatchObject({
    at: new Date("2026-11-28T14:00:00Z"),
    leaves: new Date("2026-11-30T15:00:00Z"),
    until: new Date("2026-11-30T15:00:00Z"),
    because:
      "waits until Monday 30 Nov 2026, 10:00 (New York time), outside its hours; its own day is 28 Nov 2026",
  });
});

test("a watch under way ends when its time is over, not when it looks again", () => {
  const watched = written(
    "  - { id: usage, do: watch, metric: customer.health, for: 5 days, every: 12h }\n",
  );
  const until = "2026-11-29T14:00:00.000Z";
  const due = new Date("2026-11-25T02:00:00Z");
  const usage = row("usage", { status: "waiting", stage: "work", due, output: { until } });

  const { endsAt } = foreseen(watched, "acme-robotics", { now, states: [usage] });

  expect(endsAt.toISOString()).toBe(until);
});

test("a meeting with no date yet waits for it to be held", () => {
  const review =
    "  - { id: review, do: meeting, title: Review, to: [champion], duration: 45 minutes }\n";

  expect(inShort(foreseen(written(review), "acme-robotics", { now }))[0]).toContain(
    "waits for it to be held",
  );
});
