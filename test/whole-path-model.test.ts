// the whole path with a language model: what it writes becomes a playbook, and agents do the thinking of its runs

import { beforeAll, expect, test, vi } from "vitest";
import { agentOf } from "./agents/stand.ts";
import { asked, lastSaid } from "./author/scripted.ts";
import { field, form, plan, row, trigger } from "./author/stand.ts";
import { eventually } from "./support/eventually.ts";
import { calls, type ModelRequest, type Reply, says, startModelServer } from "./support/model.ts";
import type { Program } from "./support/program.ts";
import { type SlackMessage, wordsOf } from "./support/slack-user.ts";
import { startWhole } from "./support/whole.ts";

// a program and its database take their time where much else is going on
vi.setConfig({ testTimeout: 60_000 });

const maya = "UMAYA0001";
const priya = "UPRIYA001";
const sentence = "Create a playbook for renewals, 90 days before the renewal date";

const wanted = form({
  id: "renewal-check",
  name: "Renewal check",
  goal: "Know early who will not renew.",
  triggers: [trigger("date", { at: "90 days before renewal_date" })],
  limits: { once_per: null, every: null, conflict: null },
  success: [],
  rows: [
    row({ id: "look", do: "agent", text: "How did the year of {{customer.name}} go?" }),
    row({ id: "told", do: "message", text: "In short: {{look.year}}" }),
    row({ id: "route", do: "if", name: "How risky is it?" }),
    row({
      id: "rescue",
      do: "task",
      parent: "route",
      path: "Risky",
      who: "csm",
      text: "Call {{customer.name}}: {{look.year}}",
    }),
    row({ id: "fine", do: "message", parent: "route", path: "Safe", text: "Nothing to do." }),
  ],
  fields: [
    field("look", "output.year", "text"),
    field("look", "output.risk", "[high, low]"),
    field("route", "when.Risky", 'look.risk == "high"'),
  ],
  notes: ["I look at the whole year."],
});

const planned = plan({
  name: wanted.name,
  goal: wanted.goal,
  triggers: ["90 days before the renewal date"],
  assumptions: [],
  unknowns: [
    {
      name: "period",
      question: "How far back should it look?",
      kind: "choice",
      options: ["The whole year", "The last quarter"],
      suggestion: "The whole year",
    },
  ],
  steps: [{ type: "agent", what: "Look back at the year", why: "It tells the risk" }],
});

const reworded = {
  op: "set",
  step: "told",
  field: "text",
  value: "Their year in a line: {{look.year}}",
  after: null,
  before: null,
  rows: [],
  fields: [],
};

// what the model answers: the author is asked by the name of a form, agents by their prompts
const script = { specialist: (): Reply => says("no script") };

function answer(request: ModelRequest): Reply {
  switch (asked(request)) {
    case "playbook_plan":
      return says(planned);
    case "playbook_fill":
      return says(wanted);
    case "playbook_change":
      return says({ edits: [reworded], say: "It says the year in a line now." });
  }
  if (agentOf(request) !== "orchestrator") return script.specialist();
  const why = "It is about a renewal.";
  return calls("delegate", { specialist: "renewal", task: "Look back at the year", why });
}

const stack = new AsyncDisposableStack();
let program: Program;
let model: Awaited<ReturnType<typeof startModelServer>>;

beforeAll(async () => {
  model = stack.use(await startModelServer(answer));
  program = stack.use(
    await startWhole({
      OPENAI_API_KEY: "key-of-the-test",
      OPENAI_BASE_URL: model.baseUrl,
      OPENAI_MODEL: "scripted",
    }),
  );
  return () => stack.disposeAsync();
});

test("a model writes the playbook that was asked for, and changes it as it is told", async () => {
  const { users } = program;

  const said = await users.say("maya", "renewals", `@Playbooks ${sentence}`);
  const draft = await users.message(
    "renewals",
    "Before I write it",
    "How far back should it look?",
  );
  expect(draft.thread_ts).toBe(said["ts"]);
  await users.click(maya, draft, "Answer");
  await users.submit(maya, { period: "The last quarter" });
  await users.shows(draft, "Renewal check", "Know early who will not renew.");
  await users.shows(draft, "90 days before renewal date", "Ask the right agent", "Risky", "Safe");
  await users.shows(draft, "I look at the whole year.");
  const [planning, filling] = model.requests;
  expect(model.requests.map(asked)).toEqual(["playbook_plan", "playbook_fill"]);
  expect(planning && JSON.parse(lastSaid(planning)).request).toContain("90 days before");
  expect(filling && JSON.parse(lastSaid(filling))).toMatchObject({
    workspace: { channels: expect.arrayContaining(["renewals"]) },
    answers: [{ question: "How far back should it look?", answer: "The last quarter" }],
  });

  // one change that needs the model, one that does not
  await users.say("maya", "renewals", "make the post sound more like a headline", draft.ts);
  await users.shows(draft, "What changed", "It says the year in a line now.");
  expect(model.requests.map(asked).slice(2)).toEqual(["playbook_change"]);
  await users.say("maya", "renewals", "start 60 days before the renewal date", draft.ts);
  const changed = await users.shows(draft, "What changed", "60 days before renewal date");
  expect(model.requests).toHaveLength(3);

  await users.click(maya, changed, "Turn on");
  const ask = await users.whisper(maya, "match right now");
  await users.click(maya, ask, "Turn on, only new ones");
  await users.whisper(maya, "Renewal check is on");
});

async function start(customer: string): Promise<SlackMessage> {
  const { users } = program;
  await users.slash("maya", "renewals", `run renewal check for ${customer}`);
  await users.click(maya, await users.whisper(maya, "What would happen", customer), "Start");
  return users.message("renewals", `Renewal check · ${customer}`);
}

test("a specialist is chosen, and what it finds decides how the run goes on", async () => {
  const { users } = program;
  const before = model.requests.length;
  script.specialist = () => calls("answer", { year: "Use fell by a third.", risk: "high" });

  const card = await start("Acme Robotics");

  await users.shows(card, "by Renewal specialist", "Risky", `Waiting for <@${maya}>`);
  const thread = (await users.state()).messages.filter((it) => it.thread_ts === card.ts);
  expect(thread.map(wordsOf).join("\n")).toContain("Their year in a line: Use fell by a third.");
  const task = await users.message("renewals", "Call Acme Robotics: Use fell by a third.");
  await users.click(maya, task, "Done");
  await users.shows(card, "Done", "4 of 4 steps");
  const [orchestrator, specialist] = model.requests.slice(before).map(agentOf);
  expect([orchestrator, specialist]).toEqual(["orchestrator", "renew"]);
});

test("an agent whose calls cannot be read leaves a failed step, which can be tried again", async () => {
  const { users } = program;
  script.specialist = () => calls("answer", '{"year": "cut off');

  const card = await start("Meridian Insurance");

  await users.shows(card, "next try", "what the renewal specialist sent could not be read");
  await users.skip({ by: "2 hours" });
  const help = await users.message("renewals", "could not be read", "Try again");
  await users.shows(card, "Needs help", "could not be read");
  expect(help.thread_ts).toBe(card.ts);
  script.specialist = () => calls("answer", { year: "All is well.", risk: "low" });
  await Promise.all([priya, maya].map((it) => users.click(it, help, "Try again")));
  await users.shows(card, "Done", "by Renewal specialist", "Safe");
  await users.message("renewals", "Their year in a line: All is well.");
  await eventually(async () => {
    const { ephemerals } = await users.state();
    const told = [priya, maya].flatMap((it) => (ephemerals[it] ?? []).map(wordsOf));
    expect(told.filter((it) => it.startsWith("This is settled already"))).toHaveLength(1);
  });
});
