import { expect, test } from "vitest";
import { z } from "zod";
import { ana, ben, bot, general, random, startStand } from "../stand.ts";
import { sampleWorkspace } from "../../../../src/local/slack/sample.ts";

const secret = "C0SECRET1";
const withPrivate = {
  ...sampleWorkspace,
  channels: [
    ...sampleWorkspace.channels,
    { id: secret, name: "secret", is_private: true, members: [ana] },
    { id: "C0BOARD01", name: "board", is_private: true, members: [ana, bot] },
  ],
};
const Names = z.object({ channels: z.array(z.object({ name: z.string() })) });

test("the app lists public channels and the private ones it is in, page by page", async () => {
  await using stand = await startStand({ workspace: withPrivate });
  const types = "public_channel,private_channel";

  const all = await stand.call("conversations.list", { types });
  const first = await stand.call("conversations.list", { types, limit: 2 });
  const cursor = z.object({ next_cursor: z.string() }).parse(first.response_metadata).next_cursor;
  const rest = await stand.call("conversations.list", { types, limit: 2, cursor });

  expect(namesIn(all)).toEqual(["general", "random", "board"]);
  expect(namesIn(first)).toEqual(["general", "random"]);
  expect(namesIn(rest)).toEqual(["board"]);
  expect(rest.response_metadata).toMatchObject({ next_cursor: "" });
  expect(await stand.call("conversations.list", { types: "rooms" })).toMatchObject({
    error: "invalid_types",
  });
});

test("a private channel the app is not in does not exist for it", async () => {
  await using stand = await startStand({ workspace: withPrivate });

  for (const method of ["conversations.info", "conversations.history", "conversations.members"])
    expect(await stand.call(method, { channel: secret }), method).toMatchObject({
      error: "channel_not_found",
    });
  expect(await stand.call("conversations.history", { channel: random })).toMatchObject({
    error: "not_in_channel",
  });
  expect(await stand.call("conversations.join", { channel: secret })).toMatchObject({
    error: "channel_not_found",
  });
});

test("the app joins a public channel and may then write there", async () => {
  await using stand = await startStand();

  const joined = await stand.call("conversations.join", { channel: random });

  expect(joined).toMatchObject({ ok: true, channel: { is_member: true } });
  expect(await stand.call("chat.postMessage", { channel: random, text: "a" })).toMatchObject({
    ok: true,
  });
  expect(await stand.call("conversations.join", { channel: random })).toMatchObject({
    warning: "already_in_channel",
  });
  expect(await stand.call("conversations.members", { channel: random })).toMatchObject({
    members: expect.arrayContaining([bot, ana]),
  });
});

test("an archived channel takes no messages", async () => {
  await using stand = await startStand();
  await stand.act("archive", { user: ana, channel: general, archived: true });

  expect(await stand.call("chat.postMessage", { channel: general, text: "a" })).toMatchObject({
    error: "is_archived",
  });
});

test("opening a direct message gives the same one each time", async () => {
  await using stand = await startStand();

  const first = await stand.call("conversations.open", { users: ana });
  const again = await stand.call("conversations.open", { users: ana, return_im: true });
  const group = await stand.call("conversations.open", { users: [ana, ben].join() });

  expect(again).toMatchObject({ already_open: true, channel: { user: ana, is_im: true } });
  expect(again["channel"]).toMatchObject({ id: idIn(first) });
  expect(idIn(group)).not.toBe(idIn(first));
  expect(await stand.call("conversations.open", { users: "U9" })).toMatchObject({
    error: "user_not_found",
  });
  expect(await stand.call("conversations.open")).toMatchObject({
    error: "users_list_not_supplied",
  });
});

test("history is newest first, within the asked window", async () => {
  await using stand = await startStand();
  const ts: string[] = [];
  for (const text of ["1", "2", "3"]) {
    const answer = await stand.call("chat.postMessage", { channel: general, text });
    ts.push(z.string().parse(answer["ts"]));
  }
  const read = async (given: Record<string, unknown>) => {
    const answer = await stand.call("conversations.history", { channel: general, ...given });
    const { messages } = z
      .object({ messages: z.array(z.object({ text: z.string() })) })
      .parse(answer);
    return messages.map((one) => one.text).join("");
  };

  expect(await read({})).toBe("321");
  expect(await read({ oldest: ts[0] })).toBe("32");
  expect(await read({ oldest: ts[0], inclusive: true })).toBe("321");
  expect(await read({ latest: ts[2] })).toBe("21");
  expect(await read({ limit: 1 })).toBe("3");
});

test("Slack's own client pages through history", async () => {
  await using stand = await startStand();
  const { client } = await stand.connect();
  for (let count = 0; count < 5; count += 1)
    await stand.call("chat.postMessage", { channel: general, text: String(count) });

  const texts: (string | undefined)[] = [];
  const pages = client.paginate("conversations.history", {
    channel: general,
    limit: 2,
  });
  for await (const page of pages) {
    const read = z.object({ messages: z.array(z.object({ text: z.string() })) }).parse(page);
    texts.push(...read.messages.map((one) => one.text));
  }

  expect(texts).toEqual(["4", "3", "2", "1", "0"]);
});

test("replies to nothing are thread_not_found", async () => {
  await using stand = await startStand();

  const answer = await stand.call("conversations.replies", { channel: general, ts: "1.000001" });

  expect(answer).toMatchObject({ error: "thread_not_found" });
});

function namesIn(answer: unknown): string[] {
  return Names.parse(answer).channels.map((one) => one.name);
}

function idIn(answer: unknown): string {
  return z.object({ channel: z.object({ id: z.string() }) }).parse(answer).channel.id;
}
