import { afterAll, describe, expect, test } from "vitest";
import { answerStep } from "../../src/engine/step-words.ts";
import { createEngine, day, mailStep, maya, playbookWith, priya, tom } from "../support/engine.ts";

// 23 November 2026, 10:00 in New York; Acme Robotics renews on 22 February 2027
const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());

const note = (id: string) => `  - id: ${id}\n    do: message\n    text: "{{customer.name}}"\n`;
const task = (more = "") => `  - id: call
    do: task
    title: Call {{customer.name}}
    who: csm
    output:
      mood: [good, bad]
${more}`;

describe("a step with a date", () => {
  test("waits for it, at the customer's time of day, and then begins", async () => {
    await it.write(playbookWith("at", `${note("note")}    at: 90 days before renewal_date\n`));

    const runId = await it.run("at", "acme-robotics");

    const due = new Date("2026-11-24T14:00:00Z");
    expect(await it.step(runId, "note")).toMatchObject({ status: "waiting", stage: "due", due });
    await it.pass(due.getTime() - it.clock.now().getTime() - 1);
    expect(await it.step(runId, "note")).toMatchObject({ status: "waiting" });
    await it.pass(1);
    expect(await it.step(runId, "note")).toMatchObject({ status: "done", note: null });
  });

  test("whose day has passed begins at once, and says so", async () => {
    const steps = `${mailStep}    at: 100 days before renewal_date\n${note("note")}    at: 2026-11-02\n`;
    await it.write(playbookWith("passed", steps));

    const runId = await it.run("passed", "acme-robotics");
    expect(await it.step(runId, "mail")).toMatchObject({
      status: "asking",
      note: "its day, 14 Nov 2026, had passed",
    });
    await it.decide(runId, { is: "reject", next: "skip", reason: null });

    expect(await it.step(runId, "note")).toMatchObject({
      status: "done",
      note: "its day, 2 Nov 2026, had passed",
    });
  });

  test("moves with its date, to a later day and to an earlier one", async () => {
    await it.write(playbookWith("moved", `${note("note")}    at: 30 days before renewal_date\n`));
    const runId = await it.run("moved", "quantum-freight");
    const due = async () => (await it.step(runId, "note")).due?.toISOString();
    expect(await due()).toBe("2027-01-20T16:00:00.000Z");

    await it.update("quantum-freight", { renewal_date: "2027-06-19" });
    expect(await due()).toBe("2027-05-20T15:00:00.000Z");
    await it.update("quantum-freight", { renewal_date: "2027-03-01" });
    expect(await due()).toBe("2027-01-30T16:00:00.000Z");
    await it.update("quantum-freight", { renewal_date: "2026-12-01" });

    expect(await it.step(runId, "note")).toMatchObject({ status: "done" });
  });

  test("asks a person when the date is not known, and waits once it is", async () => {
    await it.write(playbookWith("no-date", `${note("note")}    at: 30 days before renewal_date\n`));
    await it.update("atlas-construction", { renewal_date: null });
    const runId = await it.run("no-date", "atlas-construction");
    expect(await it.step(runId, "note")).toMatchObject({ status: "failed" });

    await it.update("atlas-construction", { renewal_date: "2027-09-01" });
    await it.help(runId, "note", "retry");

    expect(await it.step(runId, "note")).toMatchObject({
      status: "waiting",
      due: new Date("2027-08-02T14:00:00Z"),
    });
  });

  test("is left out if its condition has become false by then", async () => {
    const more = "    at: 30 days before renewal_date\n    only_if: customer.health < 90\n";
    await it.write(playbookWith("by-then", `${mailStep}${more}`));
    const runId = await it.run("by-then", "kestrel-health");
    expect(await it.step(runId, "mail")).toMatchObject({ stage: "due" });

    await it.update("kestrel-health", { health: 95 });
    await it.pass(60 * day);

    expect(await it.step(runId, "mail")).toMatchObject({ status: "skipped" });
    expect(await it.execution(runId)).toMatchObject({ result: "succeeded" });
  });
});

describe("a wait", () => {
  test("for a time ends then", async () => {
    await it.write(playbookWith("for", "  - id: pause\n    do: wait\n    for: 3 business days\n"));
    const runId = await it.run("for", "acme-robotics");
    const { due } = await it.step(runId, "pause");

    await it.pass((due?.getTime() ?? 0) - it.clock.now().getTime());

    expect(await it.step(runId, "pause")).toMatchObject({ status: "done", result: "passed" });
  });

  test("until a date moves with it, and is over when it has passed", async () => {
    const steps = "  - id: pause\n    do: wait\n    until: 20 days before renewal_date\n";
    await it.write(playbookWith("until", steps));
    await it.update("brightwater-energy", { renewal_date: "2027-12-01" });
    const runId = await it.run("until", "brightwater-energy");
    expect(await it.step(runId, "pause")).toMatchObject({ due: new Date("2027-11-10T22:00:00Z") });

    await it.update("brightwater-energy", { renewal_date: "2027-12-11" });
    expect(await it.step(runId, "pause")).toMatchObject({ due: new Date("2027-11-20T22:00:00Z") });
    await it.update("brightwater-energy", { renewal_date: "2026-12-11" });

    expect(await it.step(runId, "pause")).toMatchObject({ status: "done", result: "passed" });
    const late = await it.run("until", "brightwater-energy");
    expect(await it.step(late, "pause")).toMatchObject({
      status: "done",
      note: "the date had passed already",
    });
  });

  const reply = (more = "") => `  - id: reply\n    do: wait\n    event: email.replied\n${more}`;

  test("for an event hears it for its own customer only, and once", async () => {
    await it.write(playbookWith("event", `${reply()}${note("note")}`));
    const runId = await it.run("event", "acme-robotics");
    const other = await it.run("event", "kestrel-health");

    expect(await it.event("email.opened", "acme-robotics")).toMatchObject({ resumed: 0 });
    expect(await it.event("email.replied", null)).toMatchObject({ resumed: 0 });
    expect(await it.event("email.replied", "acme-robotics", { text: "yes" })).toMatchObject({
      resumed: 1,
    });
    expect(await it.event("email.replied", "acme-robotics")).toMatchObject({ resumed: 0 });

    expect(await it.step(runId, "reply")).toMatchObject({
      status: "done",
      result: "happened",
      output: { event: { text: "yes" } },
    });
    expect(await it.execution(runId)).toMatchObject({ status: "ended" });
    expect(await it.step(other, "reply")).toMatchObject({ status: "waiting" });
  });

  test("for an event may look at everything the run knows", async () => {
    const match = `    match: event.amount >= inputs.amount && event.plan == customer.plan && event.mood == call.mood\n`;
    const inputs = "inputs:\n  amount:\n    type: number\n    default: 100\n";
    await it.write(playbookWith("match", `${task()}${reply(match)}`, inputs));
    const runId = await it.run("match", "acme-robotics", { amount: 50 });
    await it.answer(runId, "call", { mood: "good" });
    const right = { amount: 50, plan: "Enterprise", mood: "good" };

    for (const wrong of [
      {},
      { ...right, amount: 49 },
      { ...right, plan: "Team" },
      { ...right, mood: "bad" },
    ])
      expect(await it.event("email.replied", "acme-robotics", wrong)).toMatchObject({ resumed: 0 });
    expect(await it.event("email.replied", "acme-robotics", right)).toMatchObject({ resumed: 1 });
  });

  test("for an event may time out, and then the event comes too late", async () => {
    await it.write(playbookWith("event-timeout", reply("    timeout: 2 days\n")));
    const runId = await it.run("event-timeout", "acme-robotics");

    await it.pass(2 * day);

    expect(await it.step(runId, "reply")).toMatchObject({ status: "done", result: "timed out" });
    expect(await it.event("email.replied", "acme-robotics")).toMatchObject({ resumed: 0 });
  });

  test("of a run about no customer hears everybody's", async () => {
    const steps = reply().concat("  - id: note\n    do: message\n    text: Heard.\n");
    await it.write(playbookWith("workspace-event", steps, "scope: workspace\n"));
    const runId = await it.run("workspace-event", null);

    expect(await it.event("email.replied", "norrsken-media")).toMatchObject({ resumed: 1 });

    expect(await it.execution(runId)).toMatchObject({ status: "ended" });
  });
});

describe("a task", () => {
  test("is its person's, and the answer its result", async () => {
    await it.write(
      playbookWith(
        "task",
        `${task()}  - id: lead\n    do: task\n    title: Sign\n    who: manager\n`,
      ),
    );
    const runId = await it.run("task", "bergmann-optik");

    expect(await it.step(runId, "call")).toMatchObject({
      status: "waiting",
      ask: { who: tom, title: "Call Bergmann Optik", form: { mood: ["good", "bad"] } },
    });
    expect(await it.answer(runId, "call", { mood: "good" }, tom)).toBe(true);

    expect(await it.step(runId, "call")).toMatchObject({
      status: "done",
      output: { mood: "good" },
      by: tom,
    });
    expect(await it.step(runId, "lead")).toMatchObject({ ask: { who: priya } });
  });

  test("may time out: the run goes on without an answer", async () => {
    await it.write(playbookWith("task-timeout", `${task("    timeout: 2 days\n")}${note("note")}`));
    const runId = await it.run("task-timeout", "acme-robotics");

    await it.pass(2 * day);

    expect(await it.step(runId, "call")).toMatchObject({
      status: "done",
      result: "timed out",
      output: null,
    });
    expect(await it.execution(runId)).toMatchObject({ result: "succeeded" });
    expect(await it.answer(runId, "call", { mood: "bad" })).toBe(false);
  });

  test("is answered once, however many press at once", async () => {
    await it.write(playbookWith("task-once", task()));
    const runId = await it.run("task-once", "acme-robotics");
    const press = (by: string) =>
      answerStep(it.control, it.at(runId, "call", by, 1), { mood: "good" });

    const counted = await Promise.all(
      Array.from({ length: 20 }, (_, i) => press(i % 2 ? maya : priya)),
    );
    await it.settle();

    expect(counted.filter(Boolean)).toHaveLength(1);
    const entries = await it.rows(
      "select 1 from audit_log where action = 'step answered' and subject = $1",
      [`run:${runId}`],
    );
    expect(entries).toHaveLength(1);
  });

  test("whose card is of an older turn does not count", async () => {
    await it.write(playbookWith("turns", `${mailStep}    timeout: 30 days\n`));
    const runId = await it.run("turns", "acme-robotics");
    const { turn } = await it.step(runId, "mail");

    expect(turn).toBe(1);
    expect(await answerStep(it.control, it.at(runId, "mail", maya, 0), {})).toBe(false);
    await expect(answerStep(it.control, it.at(runId, "none", maya), {})).rejects.toThrow(
      "no longer exists",
    );
  });

  test("for nobody is for whoever helps", async () => {
    await it.rows("update people set handle = 'gone' where id = $1", [tom]);
    it.needs.directory.forgetPeople("TLOCAL01");
    const source = playbookWith("nobody", task()).replace("who: csm", 'who: "@tom"');
    await it.write(source);

    const runId = await it.run("nobody", "acme-robotics");

    expect(await it.step(runId, "call")).toMatchObject({
      status: "failed",
      note: 'there is nobody for "@tom"',
    });
    await it.rows("update people set handle = 'tom' where id = $1", [tom]);
    it.needs.directory.forgetPeople("TLOCAL01");
  });
});

describe("an agent's step", () => {
  const think = `  - id: think
    do: agent
    agent: risk
    ask: Think about {{customer.name}}
    output:
      risk: number
    timeout: 3 days
`;

  test("is a person's form where no agent can be reached", async () => {
    await it.write(playbookWith("no-agent", `${think}${note("note")}`));
    const runId = await it.run("no-agent", "acme-robotics");

    expect(await it.step(runId, "think")).toMatchObject({
      status: "waiting",
      note: "no model",
      ask: {
        who: maya,
        title: "Think about Acme Robotics",
        details: "no model",
        form: { risk: "number" },
      },
    });
    await it.answer(runId, "think", { risk: 3 });

    expect(await it.step(runId, "think")).toMatchObject({
      status: "done",
      output: { risk: 3 },
      note: "answered by a person",
    });
  });

  test("that nobody does in a person's stead times out", async () => {
    await it.write(playbookWith("no-agent-late", think));
    const runId = await it.run("no-agent-late", "acme-robotics");

    await it.pass(3 * day);

    expect(await it.step(runId, "think")).toMatchObject({ status: "done", result: "timed out" });
  });

  test("is told what it may know, answers once, and is asked again after a failure", async () => {
    const asked: unknown[] = [];
    await using one = await createEngine({
      async delegate(request) {
        asked.push(request);
        if (asked.length === 1) return { is: "failed", reason: "overloaded", again: true };
        if (asked.length === 2) throw new Error("a bug of ours");
        return { is: "answered", by: "risk", output: { risk: 7 } };
      },
    });
    await one.write(playbookWith("agent", `${think}    retry:\n      limit: 2\n      wait: 1m\n`));

    const runId = await one.run("agent", "acme-robotics");
    expect(await one.step(runId, "think")).toMatchObject({
      status: "retrying",
      note: "overloaded",
    });
    await one.pass(72_000);
    expect(await one.step(runId, "think")).toMatchObject({
      status: "retrying",
      note: "something went wrong on our side (a bug of ours)",
    });
    await one.pass(4 * 72_000);

    expect(await one.step(runId, "think")).toMatchObject({
      status: "done",
      output: { risk: 7 },
      note: "by risk",
    });
    expect(asked).toHaveLength(3);
    expect(asked.at(-1)).toMatchObject({
      agent: "risk",
      ask: "Think about Acme Robotics",
      output: { risk: "number" },
      place: { runId, stepId: "think", attempt: 3 },
      context: { customer: { name: "Acme Robotics" } },
    });
  });
});

describe("a message", () => {
  test("is posted once into the run's thread, to a person or to a channel", async () => {
    const to = (place: string, id: string) => `${note(id)}    to: "${place}"\n`;
    const steps = [
      note("thread"),
      to("manager", "lead"),
      to("@tom", "tom"),
      to("#renewals", "channel"),
    ];
    await it.write(playbookWith("messages", steps.join("")));

    const runId = await it.run("messages", "acme-robotics");

    const posts = await it.rows(
      `select o.key, o.place, k.subject as thread, o.message ->> 'text' as text from slack_outbox o
       left join slack_cards k on k.id = o.thread_of where o.key like $1 order by o.id`,
      [`${runId}:%`],
    );
    const text = "Acme Robotics";
    expect(posts).toEqual([
      { key: `${runId}:thread:1:0`, place: expect.any(String), thread: runId, text },
      { key: `${runId}:lead:1:0`, place: priya, thread: null, text },
      { key: `${runId}:tom:1:0`, place: tom, thread: null, text },
      { key: `${runId}:channel:1:0`, place: "renewals", thread: null, text },
    ]);
  });

  test("with signs of Slack in it is words", async () => {
    await it.update("saffron-retail", { plan: "<!channel> & <https://evil.example|here>" });
    await it.write(
      playbookWith("signs", '  - id: note\n    do: message\n    text: "{{customer.plan}}"\n'),
    );

    const runId = await it.run("signs", "saffron-retail");

    const [post] = await it.rows(
      "select message ->> 'text' as text from slack_outbox where key like $1",
      [`${runId}:%`],
    );
    expect(post?.["text"]).toBe("&lt;!channel&gt; &amp; &lt;https://evil.example|here&gt;");
  });
});
