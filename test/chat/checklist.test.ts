import { afterAll, expect, test } from "vitest";
import { createTestChat } from "../support/chat.ts";
import {
  createEngine,
  mailStep,
  maya,
  playbookWith,
  priya,
  workspaceId,
} from "../support/engine.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());
const { chat, closed, renewed, said, pressed } = createTestChat(it);

async function written(id: string, steps: string, top = "") {
  await it.write(playbookWith(id, steps, top));
  await it.turnOn(id);
}

async function checklistOf(playbook: string): Promise<string> {
  const rows = await it.rows("select id from prerun_checklists where playbook_id = $1", [playbook]);
  return String(rows[0]?.["id"]);
}

async function shown(id: string) {
  const card = await chat.card(workspaceId, "checklist", id);
  if (card?.is !== "checklist") throw new Error("no checklist");
  const items = Object.fromEntries(card.items.map((item) => [item.say, item]));
  return { items, labels: card.buttons.map(({ label }) => label) };
}

test("a checklist says what is so, offers what helps, and drops a button once its item is ticked", async () => {
  await written(
    "judged",
    `  - { id: say, do: message, to: "#judged-open", text: Hello }
  - { id: say2, do: message, to: "#secret", text: Hello }
  - id: set
    do: update
    set: { health: 55, usage: 3 }
    gate:
      - { say: They are up to it, who: manager }
      - { say: They are many, when: customer.seats > 10 }
  - { id: mood, do: task, title: Ask them, who: csm, output: { mood: [good, bad] } }
  - id: how
    do: decide
    question: How does it go on?
    who: manager
    paths:
      - { name: On, when: mood.mood == "good" }
      - { name: Back, when: customer.seats > 40, then: rollback }
${mailStep}`,
    `exit: [{ say: They are few, when: customer.seats < 5, as: stopped }]
success: [{ say: They are well, when: customer.health > 50 && customer.usage < 5 }]
`,
  );
  await it.needs.pool.query(
    "update customers set fields = fields - 'seats' - 'usage' where id = 'acme-robotics'",
  );
  await it.rows("update people set role = 'manager' where id = $1", [priya]);
  closed.add("judged-open").add("secret");
  await said("checklist judged for Acme Robotics");
  const id = await checklistOf("judged");
  const seen = () => shown(id);

  const before = await seen();
  expect(before.labels).toEqual([
    "I have looked at it",
    "Join #judged-open",
    "Rehearse it",
    "Tell everybody",
    "Check again",
  ]);
  expect(before.items).toMatchObject({
    "What it changes is kept as it was": { met: true, note: expect.stringContaining("health: ") },
    "I can post in its channels": { met: false },
    "Rolling back was rehearsed": {
      met: false,
      note: expect.stringMatching(/^takes back: .*; stays: /),
    },
    "Its criteria can be judged": {
      met: false,
      note: expect.stringMatching(
        /^They are few: (.*); They are many: \1; “Back” of “[^”;]*”: customer seats is not known$/,
      ),
    },
  });

  // each twice, and a channel that the playbook does not name
  await Promise.all([
    pressed("checklist-review", id, priya),
    pressed("checklist-review", id, priya),
  ]);
  await Promise.all([pressed("checklist-tell", id), pressed("checklist-tell", id, priya)]);
  for (const channel of ["judged-open", "judged-open", "elsewhere"])
    await pressed("checklist-join", `${id} ${channel}`);
  expect((await pressed("checklist-rehearse", id)).reply).toMatchObject({
    is: "rollback",
    rehearsed: true,
  });

  const after = await seen();
  expect(after.labels).toEqual(["Check again"]);
  const at = it.clock.now();
  expect(after.items).toMatchObject({
    "Looked at by a lead": { met: true, people: [priya], at },
    "Rolling back was rehearsed": { met: true, by: maya, at },
    "Everybody concerned has been told": { by: expect.stringMatching(/^U/), at },
    "I can post in its channels": { met: false, note: expect.stringContaining("#secret") },
  });
  const sql = "select action from audit_log where subject = $1 order by action";
  const done = await it.rows(sql, [`checklist:${id}`]);
  const did = done.map((row) => String(row["action"]).replace("checklist ", ""));
  expect(did.join(", ")).toBe("channel joined, channel joined, opened, reviewed, told");

  // what waited for an invitation is shown anew by itself
  const card = "select wanted from slack_cards where kind = 'checklist' and subject = $1";
  const [drawn] = await it.rows(card, [id]);
  await chat.entered(workspaceId);
  expect(renewed).toEqual([workspaceId]);
  expect(await it.rows(card, [id])).toEqual([{ wanted: Number(drawn?.["wanted"]) + 1 }]);
});

test("a checklist looks into the runs inside as well, where what they are given is known later", async () => {
  await written(
    "part-judged",
    `  - { id: say, do: message, to: "#inner-secret", text: Hello }
  - id: set
    do: update
    set: { plan: Basic }
    gate:
      - { say: It is big enough, when: inputs.size > 3 }
      - { say: They are rated, when: customer.seats > 10 }
  - { id: look, do: watch, metric: customer.seats, for: 2 days }
  - { id: given, do: watch, metric: inputs.size, for: 2 days }
`,
    "inputs:\n  size: { type: number }\n",
  );
  await written(
    "whole-judged",
    "  - { id: call, do: playbook, playbook: part-judged, inputs: { size: '5' } }\n",
  );
  closed.add("inner-secret");
  await it.rows("update customers set fields = fields - 'seats' where id = $1", ["helix-biotech"]);
  await said("checklist whole-judged for Helix Biotech");

  const { items, labels } = await shown(await checklistOf("whole-judged"));

  expect(labels).toContain("Join #inner-secret");
  expect(items).toMatchObject({
    "What it changes is kept as it was": { met: true, note: expect.stringContaining("plan: ") },
    "I can post in its channels": {
      met: false,
      note: "I am not in #inner-secret. Invite me there.",
    },
    "What it watches can be read": { met: false, note: expect.stringMatching(/^look: [^;]*$/) },
    "Its criteria can be judged": { met: false, note: expect.stringMatching(/^They are rated: /) },
  });

  await pressed("checklist-join", `${await checklistOf("whole-judged")} inner-secret`);
  expect(closed.has("inner-secret")).toBe(false);
});
