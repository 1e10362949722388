import { expect, inject, test } from "vitest";
import { actionIdOf } from "../../src/slack/action-id.ts";
import { createOffline } from "../../src/slack/offline.ts";
import { SentView } from "../../src/slack/views/form-values.ts";
import { silent } from "../../src/log.ts";
import { eventually } from "../support/eventually.ts";
import { wordsOf } from "../support/slack-user.ts";
import { administer } from "../support/template.ts";
import { maya, renewals, type Stand, startStand, success } from "./stand.ts";
import { emptyHome, noting, words } from "./test-chat.ts";

/** Nobody gets into the database any more, and who is in is thrown out; until it is back. */
async function takeAway({ databaseUrl }: Stand): Promise<() => Promise<void>> {
  const name = new URL(databaseUrl).pathname.slice(1);
  const server = inject("postgresUrl");
  await administer(server, `alter database ${name} allow_connections false`);
  await administer(
    server,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
  );
  return () => administer(server, `alter database ${name} allow_connections true`);
}

const offer = words(
  "Go?",
  { label: "Approve", act: "approve", value: "1" },
  { label: "Done", act: "done", value: "2" },
);

test("while the database is away work that is done is kept, decisions are refused, and Home says so", async () => {
  const { chat, pressed, said } = noting();
  const home = async () => ({ ...emptyHome, playbooks: [] });
  await using stand = await startStand({
    chat: { ...chat, hear: async () => ({ reply: offer }), mayWait: (act) => act === "done", home },
  });
  await stand.act("slash", { user: maya, channel: renewals, command: "/playbook", text: "go" });
  await stand.quiet();
  const [asked] = await stand.whispers();
  const at = { user: maya, channel: renewals, ts: asked?.ts };
  const giveBack = await takeAway(stand);

  const clicks = [
    await stand.act("click", { ...at, action_id: actionIdOf("approve", 0) }),
    await stand.act("click", { ...at, action_id: actionIdOf("done", 1) }),
  ];
  for (const channel of [renewals, success, success])
    await stand.act("say", { user: maya, channel, text: "@Playbooks list" });
  await stand.act("open_home", { user: maya });

  expect(clicks.every((it) => it.acknowledged)).toBe(true);
  await eventually(async () => {
    const told = (await stand.whispers()).map((it) => `${it.channel} ${it.text}`);
    expect(told.filter((it) => it.includes("Not recorded: Playbooks is offline"))).toHaveLength(1);
    expect(told.filter((it) => it.includes("Noted"))).toHaveLength(1);
    // once in each channel
    expect(told.filter((it) => it.includes("say it again"))).toHaveLength(2);
    expect(wordsOf((await stand.state()).homes[maya] ?? {})).toContain("offline");
  });
  expect(pressed).toEqual([]);
  await giveBack();

  await eventually(() => expect(pressed.map((it) => it.act)).toEqual(["done"]), { within: 10_000 });
  await eventually(async () =>
    expect(wordsOf((await stand.state()).homes[maya] ?? {})).not.toContain("offline"),
  );
  expect(said).toEqual([]);
});

test("where no more fits on the disk, a form stays open and says why, and a press is refused", async () => {
  const told: string[] = [];
  const tell = async (_asker: unknown, text: string) => void told.push(text);
  const offline = createOffline({
    spool: { keep: async () => false },
    chat: { mayWait: () => true },
    answers: { tell, tellDirectly: tell, reply: async () => {}, replace: async () => {} },
    log: silent,
    showHome: async () => {},
  });
  const common = {
    workspaceId: "T1",
    by: maya,
    isStranger: false,
    act: "done",
    value: "2",
    place: null,
  };
  const view = SentView.parse({
    id: "V1",
    hash: "1",
    callback_id: "done",
    private_metadata: "",
    title: { text: "Done" },
    blocks: [{ type: "input", block_id: "answer" }],
    state: { values: {} },
  });
  const acknowledged: unknown[] = [];
  const acknowledge = async (answer?: object) => void acknowledged.push(answer);

  await offline.take({ ...common, is: "form", key: "1", view }, {}, acknowledge);
  const press = { inThread: null, message: null, onHome: false, responseUrl: null, triggerId: "1" };
  await offline.take({ ...common, is: "press", key: "2", ...press }, {}, acknowledge);

  const why = "Not recorded: Playbooks is offline. Try again in a minute.";
  expect(acknowledged).toEqual([{ response_action: "errors", errors: { answer: why } }, undefined]);
  expect(told).toEqual([why]);
});
