// the same failures over real sockets, with nothing between

import { expect, test } from "vitest";
import { silent } from "../../src/log.ts";
import { createModel } from "../../src/model/create-model.ts";
import { eventually } from "../support/eventually.ts";
import { type Reply, replies, says, type Script, startModelServer } from "../support/model.ts";
import { passingTime } from "./passing-time.ts";
import { failureOf, question, red } from "./stand.ts";

async function standOnSockets(script: Script) {
  const server = await startModelServer(script);
  const time = passingTime();
  const settings = { apiKey: "k", baseUrl: `${server.baseUrl}/`, model: "scripted" };
  const model = createModel(settings, { log: silent, time, random: () => 0 });
  return { ...server, model, time };
}

test("a question is asked and answered", async () => {
  await using it = await standOnSockets([says(red)]);

  expect(await it.model.ask(question())).toMatchObject({ is: "answer", value: red });
});

test.each<Reply["is"]>(["reset", "half"])(
  "a connection that breaks (%s) is unreachable",
  async (is) => {
    await using it = await standOnSockets(() => (is === "reset" ? { is } : { is: "half" }));

    expect(await failureOf(it)).toMatchObject({ is: "unreachable" });
    expect(it.requests).toHaveLength(2);
  },
);

test.each<Reply["is"]>(["silence", "stall"])("%s ends after a minute", async (is) => {
  await using it = await standOnSockets(() => (is === "stall" ? { is } : { is: "silence" }));
  const failed = failureOf(it);
  await eventually(() => expect(it.requests).toHaveLength(1));

  it.time.pass(60_000);

  expect(await failed).toMatchObject({ is: "timed-out" });
});

test("a refused connection is unreachable, and says so in the log's words only", async () => {
  const it = await standOnSockets([]);
  await it[Symbol.asyncDispose]();

  const failure = await failureOf(it);

  expect(failure).toMatchObject({
    is: "unreachable",
    detail: expect.stringContaining("ECONNREFUSED"),
  });
  expect(failure.say).not.toContain("ECONNREFUSED");
});

test("a prompt follows no redirect", async () => {
  await using elsewhere = await standOnSockets([says(red)]);
  const location = `${elsewhere.baseUrl}/chat/completions`;
  await using it = await standOnSockets([replies(307, "", { location })]);

  expect(await failureOf(it)).toMatchObject({ is: "rejected" });
  expect(elsewhere.requests).toEqual([]);
});
