import { expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { says } from "../support/model.ts";
import { failureOf, question, red, stand } from "./stand.ts";

const short = { maxTokens: 100 };

test("the day's tokens are checked before a call, for each workspace by itself", async () => {
  using it = stand(() => says(red, { tokens: 900 }), { dailyTokens: 1000 });
  expect(await it.model.ask(question(short))).toMatchObject({ is: "answer" });

  expect(await failureOf(it, short)).toMatchObject({ is: "over-budget", again: false });
  expect(it.requests).toHaveLength(1);

  expect(await it.model.ask(question({ ...short, workspaceId: "T2" }))).toMatchObject({
    is: "answer",
  });
});

test("the budget starts anew at midnight UTC", async () => {
  using it = stand(() => says(red, { tokens: 900 }), { dailyTokens: 1000 });
  await it.model.ask(question(short));
  expect(await failureOf(it, short)).toMatchObject({ is: "over-budget" });

  it.time.pass(16 * 3_600_000);

  expect(await it.model.ask(question(short))).toMatchObject({ is: "answer" });
});

test("questions asked at the same time cannot pass the limit together", async () => {
  using it = stand(() => ({ is: "silence" }), { dailyTokens: 1000 });
  const asked = Array.from({ length: 20 }, () => it.model.ask(question({ maxTokens: 250 })));
  await eventually(() => expect(it.requests).toHaveLength(3));

  const refused = await Promise.all(asked.slice(3));

  expect(refused.map((answer) => answer.is === "failure" && answer.failure.is)).toEqual(
    Array(17).fill("over-budget"),
  );
  expect(it.requests).toHaveLength(3);
  it.time.pass(60_000);
  await Promise.all(asked);
});

test("what a server does not count is estimated", async () => {
  const long = { ...red, why: "x".repeat(3200) };
  using it = stand(() => says(long, { tokens: null }), { dailyTokens: 1000 });

  const answer = await it.model.ask(question(short));

  expect(answer.usage.tokens).toBeGreaterThan(800);
  expect(await failureOf(it, short)).toMatchObject({ is: "over-budget" });
});

test("a call that never came about costs nothing", async () => {
  using it = stand([{ is: "reset" }, { is: "reset" }, says(red)], { dailyTokens: 300 });

  expect(await failureOf(it, short)).toMatchObject({ is: "unreachable" });

  expect(await it.model.ask(question(short))).toMatchObject({ is: "answer" });
});
