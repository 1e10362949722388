import { expect, test } from "vitest";
import { eventually } from "../../../support/eventually.ts";
import { ana, general, section, startStand } from "../stand.ts";

test("opening Home is an event, and the app's view appears there", async () => {
  await using stand = await startStand();
  await stand.connect((app) => {
    app.event("app_home_opened", async ({ event, client }) => {
      const view = { type: "home" as const, blocks: [section("Welcome")] };
      if (event.tab === "home") await client.views.publish({ user_id: event.user, view });
    });
  });

  await stand.act("open_home", { user: ana });
  await eventually(async () => expect((await stand.state()).homes[ana]).toBeDefined());
  await stand.act("open_home", { user: ana });
  await stand.act("open_home", { user: ana, tab: "messages" });

  const [first, second, third] = await stand.log("app_home_opened");
  expect(first?.arguments).toMatchObject({
    event: {
      type: "app_home_opened",
      user: ana,
      tab: "home",
      channel: expect.stringMatching(/^D/),
    },
  });
  expect(first?.arguments["event"]).not.toHaveProperty("view");
  expect(second?.arguments["event"]).toMatchObject({ view: { type: "home" } });
  expect(third?.arguments["event"]).toMatchObject({ tab: "messages" });
});

test("a message shortcut carries the message", async () => {
  await using stand = await startStand({ redelivery: { ackMs: 50 } });
  const { ts } = await stand.act("say", { user: ana, channel: general, text: "about this" });

  await stand.act("shortcut", { user: ana, channel: general, ts, callback_id: "send_to_app" });
  const unknown = stand.act("shortcut", { user: ana, channel: general, ts, callback_id: "nope" });

  await expect(unknown).rejects.toThrow("send_to_app");
  expect((await stand.log("message_action"))[0]?.arguments).toMatchObject({
    type: "message_action",
    callback_id: "send_to_app",
    channel: { id: general },
    message: { text: "about this", ts },
    message_ts: ts,
  });
});

test("an ephemeral goes when it is dismissed", async () => {
  await using stand = await startStand();
  const { message_ts: ts } = await stand.call("chat.postEphemeral", {
    channel: general,
    user: ana,
    text: "psst",
  });

  await stand.act("dismiss", { user: ana, channel: general, ts });

  expect((await stand.state()).ephemerals[ana]).toBeUndefined();
});
