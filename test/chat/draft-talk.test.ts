import { expect, test } from "vitest";
import type { Said } from "../../src/chat/chat.ts";
import { createChat } from "../../src/chat/create-chat.ts";
import { silent } from "../../src/log.ts";
import { scriptedAuthor } from "../author/scripted.ts";
import { form, plan } from "../author/stand.ts";
import { createEngine, maya, workspaceId } from "../support/engine.ts";
import { eventually } from "../support/eventually.ts";
import { type Reply, says } from "../support/model.ts";

const unknown = {
  name: "caller",
  question: "Who calls them?",
  kind: "line" as const,
  options: [],
  suggestion: null,
};

/** A chat whose model answers as the script says, and one draft that is talked about. */
async function createTalk(script: Reply[]) {
  const stack = new AsyncDisposableStack();
  const engine = stack.use(await createEngine());
  const { author, requests } = stack.use(scriptedAuthor(() => script.shift() ?? says("over")));
  const { needs, clock } = engine;
  const chat = createChat({
    pool: needs.pool,
    clock,
    log: silent,
    engine: needs,
    agents: [],
    author,
    wake: () => {},
    lookAtTriggers: async () => {},
    reach: {
      mayPost: async () => null,
      join: async () => null,
      renew: () => {},
      permalink: async () => null,
      channels: async () => ["renewals"],
    },
  });
  const place = { channel: "CRENEWALS1", thread: "1.1", direct: false };
  const say = (text: string, key: string, via: Said["via"] = "thread") =>
    chat.hear({ workspaceId, by: maya, text, place, via, key });
  async function draft(): Promise<Record<string, unknown>> {
    const [row = {}] = await engine.rows("select request, state from drafts");
    return row;
  }
  return { say, draft, requests, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test("an answer whose worker died is thought about again, and nobody is asked twice", async () => {
  const script = [says(plan({ unknowns: [unknown] })), { is: "silence" } as const];
  await using it = await createTalk(script);
  await it.say("create a playbook: write, then call", "one", "mention");
  expect(await it.draft()).toMatchObject({ state: { is: "asking" } });

  // the first worker never comes back; what is said meanwhile is not lost silently
  void it.say("the CSM does", "two");
  await eventually(() => expect(it.requests).toHaveLength(2));
  const meanwhile = await it.say("and be quick", "three");
  script.push(says(plan({ unknowns: [unknown] })), says(form()));
  const again = await it.say("the CSM does", "two");

  expect(meanwhile).toMatchObject({
    reply: { text: "I am still writing it. Say that again once its card shows it." },
  });
  expect(again).toEqual({});
  expect(await it.draft()).toMatchObject({
    request: expect.stringContaining("the CSM does"),
    state: { is: "proposed" },
  });
});

test("what is said where there are only templates is asked for as well", async () => {
  const script = [says(null, { refusal: "no" }), says(plan()), says(form())];
  await using it = await createTalk(script);
  await it.say("create a playbook to say goodbye", "one", "mention");
  expect(await it.draft()).toMatchObject({ state: { is: "choosing" } });

  await it.say("60 days before the renewal date, for renewals", "two");

  expect(await it.draft()).toMatchObject({
    request: "create a playbook to say goodbye\n60 days before the renewal date, for renewals",
    state: { is: "proposed" },
  });
});

test("a text that is pasted takes the place of questions and templates", async () => {
  await using it = await createTalk([says(plan({ unknowns: [unknown] }))]);
  await it.say("create a playbook: write, then call", "one", "mention");
  const pasted = "format: 1\nid: x\nname: X\ngoal: Try.\nsteps: []\n";

  await it.say(pasted, "two");

  expect(await it.draft()).toMatchObject({
    state: { is: "proposed", source: pasted.trim(), problems: [{ path: "steps" }] },
  });
  expect(it.requests).toHaveLength(1);
});

test("a person mentioned in a pasted text is who the playbook names, as Slack makes marks of names", async () => {
  await using it = await createTalk([]);
  const pasted = (who: string) =>
    `\`\`\`\nformat: 1\nid: call\nname: Call\ngoal: Try it.\nsteps:\n  - id: call\n    do: task\n    title: Call\n    who: "${who}"\n\`\`\``;

  await it.say(pasted("<@UPRIYA001>"), "one", "mention");

  const { state } = await it.draft();
  expect(state).toMatchObject({ is: "proposed", problems: [] });
  expect(state).toMatchObject({ source: expect.stringContaining('who: "@priya"') });
});
