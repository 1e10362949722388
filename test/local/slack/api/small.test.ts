import { expect, test } from "vitest";
import { z } from "zod";
import { ana, bot, general, plain, section, startStand } from "../stand.ts";

test("a reaction is added once and removed once", async () => {
  await using stand = await startStand();
  const { ts } = await stand.act("say", { user: ana, channel: general, text: "a" });
  const given = { channel: general, timestamp: ts, name: "eyes" };

  expect(await stand.call("reactions.add", given)).toMatchObject({ ok: true });
  expect(await stand.call("reactions.add", given)).toMatchObject({ error: "already_reacted" });
  expect(await stand.call("reactions.get", given)).toMatchObject({
    message: { reactions: [{ name: "eyes", count: 1, users: [bot] }] },
  });
  expect(await stand.call("reactions.remove", given)).toMatchObject({ ok: true });
  expect(await stand.call("reactions.remove", given)).toMatchObject({ error: "no_reaction" });
  expect(await stand.call("reactions.add", { ...given, name: "not an emoji" })).toMatchObject({
    error: "invalid_name",
  });
  expect(await stand.call("reactions.add", { ...given, timestamp: "1.000001" })).toMatchObject({
    error: "message_not_found",
  });
});

test("a status is shown until the app says something in the thread", async () => {
  await using stand = await startStand();
  const { ts } = await stand.act("say", { user: ana, channel: general, text: "a" });
  const given = { channel_id: general, thread_ts: ts };

  await stand.call("assistant.threads.setStatus", { ...given, status: "is thinking…" });
  expect((await stand.state()).statuses).toMatchObject([{ text: "is thinking…" }]);
  await stand.call("chat.postMessage", { channel: general, thread_ts: ts, text: "done" });

  expect((await stand.state()).statuses).toEqual([]);
  expect(
    await stand.call("assistant.threads.setStatus", { ...given, thread_ts: "1.1", status: "a" }),
  ).toMatchObject({ error: "invalid_thread_ts" });
  const loading_messages = Array.from({ length: 11 }, () => "…");
  expect(
    await stand.call("assistant.threads.setStatus", { ...given, status: "a", loading_messages }),
  ).toMatchObject({ error: "invalid_arguments" });
});

test("at most four prompts are suggested, in a direct message", async () => {
  await using stand = await startStand();
  const { channel } = await stand.act("open_home", { user: ana, tab: "messages" });
  const prompts = [{ title: "One", message: "Do one" }];
  const method = "assistant.threads.setSuggestedPrompts";

  expect(await stand.call(method, { channel_id: channel, prompts })).toMatchObject({ ok: true });
  expect(await stand.state()).toMatchObject({ prompts: { [channel]: { prompts } } });
  const five = Array.from({ length: 5 }, () => prompts[0]);
  expect(await stand.call(method, { channel_id: channel, prompts: five })).toMatchObject({
    error: "invalid_arguments",
  });
  expect(await stand.call(method, { channel_id: general, prompts })).toMatchObject({
    error: "channel_not_found",
  });
});

test("blocks.validate says what is wrong where", async () => {
  await using stand = await startStand();

  const good = await stand.call("blocks.validate", { blocks: [section("a")] });
  const bad = await stand.call("blocks.validate", {
    blocks: [{ type: "section", text: { type: "invalid", text: "a" } }],
  });
  const view = await stand.call("blocks.validate", {
    view: { type: "modal", title: plain("x".repeat(25)), blocks: [] },
  });
  const both = await stand.call("blocks.validate", { blocks: [], view: {} });

  expect(good).toEqual({ ok: true });
  expect(bad).toMatchObject({
    error: "invalid_blocks",
    errors: [
      { code: "failed_constraint", message: "unsupported type: invalid", pointer: "/0/text/type" },
    ],
  });
  expect(view).toMatchObject({ error: "invalid_view", errors: [{ pointer: "/title/text" }] });
  expect(both.response_metadata?.messages?.[0]).toContain("exactly one of");
  expect(z.array(z.unknown()).safeParse(good["errors"]).success).toBe(false);
});
