import { afterAll, expect, test } from "vitest";
import { createChat } from "../../src/chat/create-chat.ts";
import { silent } from "../../src/log.ts";
import { cardShown, listCards } from "../../src/store/cards.ts";
import { scriptedAuthor } from "../author/scripted.ts";
import { createEngine, maya, playbookWith, workspaceId } from "../support/engine.ts";
import { says } from "../support/model.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());
const { author } = scriptedAuthor(() => says("nothing"));
const chat = createChat({
  pool: it.needs.pool,
  clock: it.clock,
  log: silent,
  engine: it.needs,
  agents: [],
  author,
  wake: () => it.engine.wake(),
  lookAtTriggers: async () => {},
  reach: {
    mayPost: async () => null,
    permalink: async (_workspace, channel, ts) => `https://slack.example/${channel}/${ts}`,
    channels: async () => [],
  },
});
const place = { channel: "CRENEWALS1", thread: null, direct: false };
let keys = 0;
const pressed = (act: string, value: string) => {
  keys += 1;
  return chat.press({ workspaceId, by: maya, act, value, place, key: `${keys}` });
};

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
