import { expect, test } from "vitest";
import { eventually } from "../../../support/eventually.ts";
import { ana, general, startStand } from "../stand.ts";

test("an unmodified Bolt app takes signed events, commands and clicks over HTTP", async () => {
  await using stand = await startStand({ http: true });
  await stand.connect((app) => {
    app.message("menu", async ({ say }) => {
      const button = {
        type: "button" as const,
        action_id: "go",
        text: { type: "plain_text" as const, text: "Go" },
      };
      await say({ text: "Menu", blocks: [{ type: "actions", elements: [button] }] });
    });
    app.action("go", async ({ ack, respond }) => {
      await ack();
      await respond("went");
    });
    app.command("/app", async ({ ack, command }) => ack(`said ${command.text}`));
  });

  expect(await stand.act("say", { user: ana, channel: general, text: "menu" })).toMatchObject({
    acknowledged: true,
  });
  const ts = await eventually(async () => {
    const menu = (await stand.state()).messages.find((one) => one.text === "Menu");
    if (!menu) throw new Error("no menu yet");
    return menu.ts;
  });
  const clicked = await stand.act("click", { user: ana, channel: general, ts, action_id: "go" });
  const slashed = await stand.act("slash", {
    user: ana,
    channel: general,
    command: "/app",
    text: "x",
  });

  expect(clicked).toMatchObject({ ok: true, acknowledged: true });
  expect(slashed).toMatchObject({ ok: true, acknowledged: true });
  await eventually(async () => {
    const { ephemerals } = await stand.state();
    expect(ephemerals[ana]?.map((one) => one.text).toSorted()).toEqual(["said x", "went"]);
  });
});

test("a modal goes through its submission over HTTP", async () => {
  await using stand = await startStand({ http: true });
  await stand.connect((app) => {
    app.shortcut("send_to_app", async ({ ack, client, body }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: form });
    });
    app.view("form", async ({ ack }) => ack({ response_action: "errors", errors: { name: "No" } }));
  });
  const { ts } = await stand.act("say", { user: ana, channel: general, text: "a" });
  await stand.act("shortcut", { user: ana, channel: general, ts, callback_id: "send_to_app" });
  const view = await eventually(async () => {
    const [open] = (await stand.state()).views[ana] ?? [];
    if (!open) throw new Error("no modal yet");
    return open;
  });

  const submitted = await stand.act("submit", {
    user: ana,
    view_id: view.id,
    values: { name: "Acme" },
  });

  expect(submitted).toMatchObject({ ok: false, acknowledged: true, errors: { name: "No" } });
});

const label = { type: "plain_text" as const, text: "Name" };
const form = {
  type: "modal" as const,
  callback_id: "form",
  title: label,
  submit: label,
  blocks: [
    {
      type: "input" as const,
      block_id: "name",
      label,
      element: { type: "plain_text_input" as const, action_id: "value" },
    },
  ],
};

test("a wrong signing secret is refused by Bolt, and the person sees it did not work", async () => {
  await using stand = await startStand({
    http: true,
    app: { signing_secret: "another" },
    redelivery: { delaysMs: [] },
  });
  await stand.connect();

  const said = await stand.act("say", { user: ana, channel: general, text: "a" });

  expect(said).toMatchObject({ ok: false, problem: "The app answered with an error." });
});

test("nobody listening is a failed connection", async () => {
  await using stand = await startStand({ http: true, redelivery: { delaysMs: [] } });

  const said = await stand.act("say", { user: ana, channel: general, text: "a" });

  expect(said).toMatchObject({ ok: false, problem: "The app is not connected." });
});
