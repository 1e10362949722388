import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { sampleApp } from "../../../src/local/slack/sample.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { startProcess } from "../../support/processes.ts";
import { general, section } from "./stand.ts";

const file = join(import.meta.dirname, "../../../src/local/slack/serve.ts");
const Answer = z.looseObject({ ok: z.boolean() });

function start(folder: string, env: Record<string, string> = {}) {
  const ready = /local Slack: (http:\S+)/;
  return startProcess({ file, env: { PORT: "0", DATA_DIR: folder, ...env }, ready });
}

async function call(url: string, method: string, given: object) {
  const response = await fetch(`${url}/api/${method}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${sampleApp.bot_token}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(given),
  });
  return Answer.parse(await response.json());
}

async function act(url: string, name: string, given: object) {
  const response = await fetch(`${url}/_control/${name}`, {
    method: "POST",
    body: JSON.stringify(given),
  });
  return z.looseObject({ ts: z.string().optional() }).parse(await response.json());
}

async function state(url: string) {
  const read = z.looseObject({
    messages: z.array(z.looseObject({ ts: z.string() })),
    channels: z.array(z.unknown()),
    users: z.array(z.unknown()),
    homes: z.unknown(),
  });
  return read.parse(await (await fetch(`${url}/_control/state`)).json());
}

test("killed in the middle, it comes back with everything, and counts on", async () => {
  using folder = temporaryFolder();
  const first = await start(folder.path);
  const url = first.ready[1] ?? "";
  const dm = await call(url, "chat.postMessage", { channel: "U0ANA0001", text: "in private" });
  const posted = await call(url, "chat.postMessage", {
    channel: general,
    text: "one",
    blocks: [section("one")],
  });
  await call(url, "chat.update", { channel: general, ts: posted["ts"], text: "two" });
  await call(url, "views.publish", {
    user_id: "U0ANA0001",
    view: { type: "home", blocks: [section("home")] },
  });
  await call(url, "conversations.join", { channel: "C0RANDOM1" });
  await act(url, "say", {
    user: "ana",
    channel: general,
    text: "a file",
    files: [{ name: "a.txt", content: "kept" }],
  });
  const before = await state(url);

  first.kill("SIGKILL");
  await first.exited;
  await using second = await start(folder.path);
  const again = second.ready[1] ?? "";
  const after = await state(again);

  expect(after.messages.map(withoutUrls)).toEqual(before.messages.map(withoutUrls));
  expect(after.channels).toEqual(before.channels);
  expect(after.users).toEqual(before.users);
  expect(after.homes).toEqual(before.homes);
  expect(after.messages.map((one) => one["text"])).toEqual(["in private", "two", "a file"]);
  const File = z.object({ files: z.tuple([z.looseObject({ url_private: z.string() })]) });
  const { files } = File.parse(after.messages[2]);
  expect(await (await fetch(files[0].url_private)).text()).toBe("kept");
  const next = await call(again, "chat.postMessage", { channel: "U0ANA0001", text: "after" });
  expect(next["channel"]).toBe(dm["channel"]);
  expect(Number(next["ts"])).toBeGreaterThan(Number(after.messages[2]?.ts));
});

test("the page is drawn where no code may be made from text", async () => {
  using folder = temporaryFolder();
  await using running = await start(folder.path);
  const url = running.ready[1] ?? "";
  await call(url, "chat.postMessage", { channel: general, blocks: [section("*bold* :tada:")] });

  const shell = await (await fetch(url)).text();
  const view = await (await fetch(`${url}/_page/view?place=${general}`)).text();

  expect(shell).toContain("/_page/app.js");
  expect(view).toContain("<strong>");
  for (const [, path] of shell.matchAll(/(?:src|href)="(\/_page\/[^"]+)"/g))
    expect((await fetch(url + path)).status, path).toBe(200);
});

test("it ends at once when it is told to", async () => {
  using folder = temporaryFolder();
  await using running = await start(folder.path);

  running.kill("SIGTERM");

  expect(await running.exited).toEqual({ code: 0, signal: null });
});

test("a workspace and a manifest are read from files", async () => {
  using folder = temporaryFolder();
  const { writeFileSync } = await import("node:fs");
  const workspace = join(folder.path, "workspace.json");
  writeFileSync(
    workspace,
    JSON.stringify({ team: { id: "T1", name: "Mine", domain: "mine" }, users: [], channels: [] }),
  );

  await using running = await start(folder.path, { WORKSPACE: workspace, SLACK_LIMITS: "1" });

  const url = running.ready[1] ?? "";
  expect(await call(url, "auth.test", {})).toMatchObject({ team: "Mine" });
});

// the port is another after each start
function withoutUrls(message: object): unknown {
  return JSON.parse(JSON.stringify(message).replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, ""));
}
