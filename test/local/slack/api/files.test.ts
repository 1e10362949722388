import { expect, test } from "vitest";
import { z } from "zod";
import { sampleApp } from "../../../../src/local/slack/sample.ts";
import { general, startStand } from "../stand.ts";

const Shared = z.object({
  messages: z.array(
    z.looseObject({
      files: z.array(z.looseObject({ id: z.string(), url_private_download: z.string() })),
    }),
  ),
});
const headers = { authorization: `Bearer ${sampleApp.bot_token}` };

test("Slack's own client uploads a file, shares it in a thread, and reads it back", async () => {
  await using stand = await startStand();
  const { client } = await stand.connect();
  const { ts } = await stand.call("chat.postMessage", { channel: general, text: "parent" });

  await client.files.uploadV2({
    channel_id: general,
    thread_ts: z.string().parse(ts),
    filename: "plan.yaml",
    title: "The plan",
    content: "format: 1\n",
    initial_comment: "Here it is",
  });

  const replies = await stand.call("conversations.replies", { channel: general, ts });
  const [, shared] = z.object({ messages: z.array(z.looseObject({})) }).parse(replies).messages;
  const [file] = Shared.parse({ messages: [shared] }).messages[0]?.files ?? [];
  expect(shared).toMatchObject({ text: "Here it is", thread_ts: ts });
  expect(file).toMatchObject({ title: "The plan", mimetype: "application/yaml", size: 10 });
  const download = await fetch(file?.url_private_download ?? "", { headers });
  expect(await download.text()).toBe("format: 1\n");
  expect(download.headers.get("content-disposition")).toContain("attachment");
  expect(await stand.call("files.info", { file: file?.id })).toMatchObject({
    file: { channels: [general] },
  });
});

test("bytes survive as they are", async () => {
  await using stand = await startStand();
  const { client } = await stand.connect();
  const bytes = Buffer.from([0, 255, 13, 10, 13, 10, 45, 45, 7]);

  await client.files.uploadV2({
    channel_id: general,
    filename: "a.bin",
    file: bytes,
  });

  const [message] = Shared.parse(await stand.state()).messages;
  const download = await fetch(message?.files[0]?.url_private_download ?? "", { headers });
  expect(Buffer.from(await download.arrayBuffer()).equals(bytes)).toBe(true);
});

test("an upload that was not announced, sent or finished is refused", async () => {
  await using stand = await startStand();
  const announced = await stand.call("files.getUploadURLExternal", {
    filename: "a.txt",
    length: 3,
  });
  const files = [{ id: announced["file_id"] }];

  expect(
    await stand.call("files.getUploadURLExternal", { filename: "a", length: 0 }),
  ).toMatchObject({
    error: "missing_argument",
  });
  expect(await stand.call("files.completeUploadExternal", { files })).toMatchObject({
    error: "file_not_found",
  });
  expect(await stand.call("files.completeUploadExternal", { files: [] })).toMatchObject({
    error: "invalid_arguments",
  });
  expect(await stand.call("files.info", { file: "F9" })).toMatchObject({ error: "file_not_found" });
  const stray = await fetch(`${stand.url}/upload/v1/F9`, { method: "POST", body: "abc" });
  expect(stray.status).toBe(404);
});

test("a file is for the app with its token and for this machine's own page only", async () => {
  await using stand = await startStand();
  await stand.act("say", {
    user: "ana",
    channel: general,
    files: [{ name: "note.txt", content: "hello" }],
  });
  const [message] = Shared.parse(await stand.state()).messages;
  const url = message?.files[0]?.url_private_download ?? "";

  const ours = await fetch(url);
  const elsewhere = await fetch(url, { headers: { origin: "http://evil.test" } });

  expect(await ours.text()).toBe("hello");
  expect(elsewhere.status).toBe(403);
});
