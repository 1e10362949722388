import { afterEach, expect, test, vi } from "vitest";
import { createResponseUrls } from "../../../src/local/slack/response-urls.ts";
import { general, startStand } from "./stand.ts";

const to = { user: "U1", channel: general, thread_ts: undefined, source: null };

afterEach(() => void vi.useRealTimers());

test("a URL works five times", () => {
  const urls = createResponseUrls();
  const path = urls.issue(to);

  const taken = Array.from({ length: 6 }, () => urls.take(path));

  expect(taken).toEqual([to, to, to, to, to, "used_url"]);
});

test("a URL works for thirty minutes of real time", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const urls = createResponseUrls();
  const path = urls.issue(to);

  vi.advanceTimersByTime(30 * 60_000 - 1);
  expect(urls.take(path)).toEqual(to);
  vi.advanceTimersByTime(2);
  expect(urls.take(path)).toBe("expired_url");
});

test("what is sent to a URL is checked, and its answer is Slack's", async () => {
  await using stand = await startStand();
  await stand.act("slash", { user: "ana", channel: general, command: "/app" });
  const url = String((await stand.log("slash_commands"))[0]?.arguments["response_url"]);
  const path = url.replace(stand.url, "");

  const good = await stand.post(path, { text: "a" });
  const blocks = await stand.post(path, { blocks: [{ type: "foo" }] });
  const nothing = await stand.post(path, {});
  const unknown = await stand.post("/response/none", { text: "a" });

  expect([good.status, await good.text()]).toEqual([200, "ok"]);
  expect(await blocks.json()).toMatchObject({ ok: false, error: "invalid_blocks" });
  expect(await nothing.json()).toMatchObject({ ok: false, error: "no_text" });
  expect(unknown.status).toBe(404);
});
