import { afterAll, expect, test } from "vitest";
import { cardShown, listCards } from "../../src/store/cards.ts";
import { createTestChat } from "../support/chat.ts";
import {
  createEngine,
  day,
  mailStep,
  maya,
  playbookWith,
  priya,
  workspaceId,
} from "../support/engine.ts";
import { eventually } from "../support/eventually.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());
const { chat, closed, said, pressed } = createTestChat(it);

const task = (id: string) =>
  `  - { id: ${id}, do: task, title: Do ${id}, who: csm, undo: [{ id: un${id}, do: task, title: Undo ${id}, who: csm }] }\n`;
const part = (id: string, of: string) => `  - { id: ${id}, do: playbook, playbook: ${of} }\n`;

async function written(id: string, steps: string, top = "") {
  await it.write(playbookWith(id, steps, top));
  await it.turnOn(id);
}

async function cardOf(runId: string) {
  const card = await chat.card(workspaceId, "run", runId);
  if (card?.is !== "run") throw new Error("no card");
  return card;
}

async function posted(runId: string) {
  const [card] = await listCards(it.tenant, "run", runId);
  const at = { shown: 1, channelId: "C1", ts: `${runId.slice(0, 4)}.1`, next: it.clock.now() };
  await cardShown(it.tenant, card?.id ?? "", at);
}

/** shown → inner → inmost, each posted, with all but the last step of the innermost done */
async function family() {
  await written("inmost", task("deep") + task("deeper"));
  await written("inner", task("first") + part("more", "inmost") + task("last"));
  await written("shown", task("own") + part("call", "inner") + task("end"));
  const shown = await it.run("shown", "acme-robotics");
  await it.answer(shown, "own");
  const idOf = async (id: string) => (await it.runs(id))[0]?.execution.id ?? "";
  const inner = await idOf("inner");
  await it.answer(inner, "first");
  const inmost = await idOf("inmost");
  await it.answer(inmost, "deep");
  for (const id of [shown, inner, inmost]) await posted(id);
  return { shown, inner, inmost };
}

test("a run inside is one line on the card of the run around it, and each leads to the other; the way back shows all of it", async () => {
  const { shown, inner, inmost } = await family();
  const linkTo = (id: string) => `https://slack.example/C1/${id.slice(0, 4)}.1`;

  const outer = await cardOf(shown);
  expect(outer.progress.lines.find((line) => line.id === "call")).toMatchObject({
    note: "The inner: step 2 of 3",
    waitsFor: [maya],
    part: { runId: inner, link: linkTo(inner) },
  });
  expect((await cardOf(inner)).progress).toMatchObject({
    around: { runId: shown, playbook: "The shown", step: "call", link: linkTo(shown) },
    lines: [{}, { note: "The inmost: step 2 of 2", waitsFor: [maya] }, {}],
  });

  const { reply } = await pressed("roll-back", shown);
  expect(reply).toMatchObject({
    is: "rollback",
    back: [
      {
        says: "Roll back The inner",
        waitsFor: null,
        inside: [
          { says: "Roll back The inmost", inside: [{ says: "Undo deep", inside: [] }] },
          { says: "Undo first", waitsFor: "Maya Chen" },
        ],
      },
      { says: "Undo own" },
    ],
    stays: [],
  });
  const now = reply?.is === "rollback" ? (reply.buttons[0]?.value ?? "") : "";

  // what was shown is done only while it is still what would be done
  await it.answer(inmost, "deeper");
  const late = await pressed("roll-back-now", now);
  expect(late.reply).toMatchObject({ is: "rollback", hasChanged: true });
  const again = late.reply?.is === "rollback" ? (late.reply.buttons[0]?.value ?? "") : "";
  await pressed("roll-back-now", again);
  await it.settle();
  expect(
    (await cardOf(shown)).progress.lines.find((line) => line.id === "call_back"),
  ).toMatchObject({ note: "The inner: goes back", waitsFor: [maya], part: { runId: inner } });
});

const gift = mailStep.replace("Hello {{customer.name}}", "A gift for {{inputs.reason}}");
const reason = "inputs:\n  reason: { type: text }\n";
const given = "inputs: { reason: '{{customer.name}}' }";

test("what runs inside is foreseen with the run around it, by what it is given: its steps, its mails, its end", async () => {
  await written("gift", `${gift}  - { id: rest, do: wait, for: 10 days }\n`, reason);
  await written("talk", `  - { id: gift, do: playbook, playbook: gift, ${given} }\n${task("ask")}`);
  await written("plan", part("talk", "talk") + task("end"));

  const shown = await said("show plan");
  expect(shown?.is === "playbook" && shown.words.receives).toEqual([
    { what: expect.stringContaining("champion"), approver: "csm", by: "The gift" },
  ]);
  const reply = await said("run plan for Acme Robotics");

  expect(reply).toMatchObject({
    is: "preview",
    mails: [{ content: { kind: "email", subject: "A gift for Acme Robotics" }, perhaps: false }],
    endsAt: new Date("2026-12-03T15:00:00Z"),
    lines: [
      {
        name: "Run the playbook talk",
        waitsFor: null,
        inside: [
          { inside: [{ name: "Email the champion or primary" }, { name: expect.any(String) }] },
          { waitsFor: "Maya Chen", at: new Date("2026-12-03T15:00:00Z") },
        ],
      },
      { at: new Date("2026-12-03T15:00:00Z") },
    ],
  });

  // a run that is under way is foreseen from where it stands
  const runId = await it.run("plan", "acme-robotics");
  const [inner] = await it.runs("gift");
  await it.approve(inner?.execution.id ?? "");
  await it.pass(5 * day);
  expect((await cardOf(runId)).progress.expectedEnd?.toISOString()).toBe(
    "2026-12-05T15:00:00.000Z",
  );
});

test("what would keep a run inside from beginning is told before anything begins", async () => {
  await it.write(playbookWith("off", task("ask")));
  await written("asking", task("ask"), reason);
  await written("round", part("again", "plan-round"));
  await written("plan-round", part("round", "round"));
  await written("held", part("off", "off") + part("gone", "nowhere") + part("asks", "asking"));
  const obstacles = async (id: string) => {
    const reply = await said(`run ${id} for Acme Robotics`);
    return reply?.is === "preview" ? reply.lines.map((line) => line.obstacle ?? line.inside) : [];
  };

  expect(await obstacles("held")).toEqual([
    "the playbook The off is not on: switch it on, then try again",
    "there is no playbook “nowhere” any more",
    "it asks for “reason”",
  ]);
  expect(await obstacles("plan-round")).toMatchObject([
    [
      {
        obstacle:
          "it would never end, as each of these runs the next: The plan-round → The round → The plan-round",
      },
    ],
  ]);
});

test("a run inside that takes longer than its step waits is foreseen to go on by itself", async () => {
  await written("slow", "  - { id: rest, do: wait, for: 10 days }\n");
  const late = `  - { id: slow, do: playbook, playbook: slow, timeout: 2 days }\n`;
  const told = '  - { id: told, do: message, text: Late, only_if: slow.result == "timed out" }\n';
  await written("hasty", late + told);

  expect(await said("run hasty for Acme Robotics")).toMatchObject({
    endsAt: new Date(it.clock.now().getTime() + 2 * day),
    lines: [{ inside: [{}] }, { skipped: false, because: null }],
  });
});

test("a rehearsal goes back over what would run inside", async () => {
  await written("within", task("first") + mailStep);
  await written("whole", part("call", "within") + task("own"));

  const reply = await said("rehearse whole for Acme Robotics");

  expect(reply).toMatchObject({
    is: "rollback",
    back: [
      { says: "Undo own" },
      { says: "Roll back The within", inside: [{ says: "Undo first" }] },
    ],
    stays: [{ why: expect.stringContaining("mail") }],
  });
});

test("a start that was shown as possible is held where I can no longer post, and says what to do", async () => {
  await written("talking", "  - { id: note, do: message, text: Hi, to: renewals }\n");
  const shown = await said("run talking for Acme Robotics");
  const start = shown?.is === "preview" ? (shown.buttons[0]?.value ?? "") : "";
  closed.add("renewals");

  expect((await pressed("start", start)).reply).toMatchObject({
    text: expect.stringMatching(/did not start.*Invite me there.*press Start again/),
  });
  expect(await it.runs("talking")).toEqual([]);

  closed.clear();
  await pressed("start", start);
  expect(await it.runs("talking")).toHaveLength(1);
});

test("whoever loses their part while their press waits is refused", async () => {
  await written("watched", task("watch"));
  const runId = await it.run("watched", "acme-robotics");
  const lead = await it.needs.pool.connect();
  await lead.query("begin");
  await lead.query("select 1 from playbook_executions where id = $1 for update", [runId]);
  const late = pressed("pause", runId, priya).then(
    () => "paused",
    (error: unknown) => String(error),
  );
  await eventually(async () => {
    const waiting = await it.rows("select 1 from pg_locks where not granted");
    expect(waiting).not.toEqual([]);
  });
  await lead.query("update people set role = 'csm' where id = $1", [priya]);
  await lead.query("commit");
  lead.release();

  expect(await late).toContain("may pause it, so nothing was changed");
  expect((await it.execution(runId)).status).toBe("running");
});

test("what a run changes of the customer is kept before the first change, and said again where it is taken back; the runs inside are listed", async () => {
  const change = "  - { id: note, do: update, set: { health: 55, plan: Scale } }\n";
  await written("aside", task("aside_task"));
  await written("kept", task("first_thing") + change + part("beside", "aside") + task("late"));
  const runId = await it.run("kept", "helix-biotech");
  const seen = async () => {
    const { reply } = await pressed("details", runId);
    return reply?.is === "details" ? reply : null;
  };
  const health = { name: "health", before: "70" };

  expect((await seen())?.before).toMatchObject([{ ...health, now: "70" }, { name: "plan" }]);
  await it.answer(runId, "first_thing");
  const [inner] = await it.runs("aside");
  await posted(inner?.execution.id ?? "");
  expect(await seen()).toMatchObject({
    before: [
      { ...health, now: "55" },
      { name: "plan", now: "Scale" },
    ],
    inside: [{ playbook: "The aside", stands: "under way", link: expect.stringContaining("/C1/") }],
  });

  // somebody else's change stays
  await it.update("helix-biotech", { plan: "Enterprise" });
  const { reply } = await pressed("roll-back", runId);
  expect(reply).toMatchObject({
    changed: [
      { ...health, now: "55", stays: false },
      { name: "plan", now: "Enterprise", stays: true },
    ],
  });
  await pressed("roll-back-now", reply?.is === "rollback" ? (reply.buttons[0]?.value ?? "") : "");
  await it.settle();
  expect((await seen())?.before).toMatchObject([{ ...health, now: "70" }, { now: "Enterprise" }]);
});
