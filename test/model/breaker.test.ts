import { expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { refuses, type Reply, says } from "../support/model.ts";
import { failureOf, question, red, stand } from "./stand.ts";

const outage = refuses(503, "down");

test("after five failures in a row the server is left alone for a minute, then one call tries", async () => {
  let reply: Reply = outage;
  using it = stand(() => reply);
  for (let i = 0; i < 5; i++) expect(await failureOf(it)).toMatchObject({ is: "unreachable" });
  const before = it.requests.length;

  expect(await failureOf(it)).toMatchObject({ is: "resting", again: true });
  it.time.pass(59_000);
  expect(await failureOf(it)).toMatchObject({ is: "resting" });
  expect(it.requests).toHaveLength(before);

  it.time.pass(1000);
  expect(await failureOf(it)).toMatchObject({ is: "unreachable" });
  expect(await failureOf(it)).toMatchObject({ is: "resting" });

  it.time.pass(60_000);
  reply = says(red);
  expect(await it.model.ask(question())).toMatchObject({ is: "answer" });
  expect(await it.model.ask(question())).toMatchObject({ is: "answer" });
});

test("while one call tries, the others still rest", async () => {
  const probe = Promise.withResolvers<Reply>();
  let reply: Reply | Promise<Reply> = outage;
  using it = stand(() => reply);
  for (let i = 0; i < 5; i++) await failureOf(it);
  const before = it.requests.length;
  it.time.pass(60_000);
  reply = probe.promise;
  const first = it.model.ask(question());
  await eventually(() => expect(it.requests).toHaveLength(before + 1));

  expect(await failureOf(it)).toMatchObject({ is: "resting" });

  probe.resolve(says(red));
  expect(await first).toMatchObject({ is: "answer" });
});

test("an answer in between starts the count anew", async () => {
  let reply: Reply = outage;
  using it = stand(() => reply);
  for (let i = 0; i < 4; i++) await failureOf(it);
  reply = says(red);
  await it.model.ask(question());
  reply = outage;

  for (let i = 0; i < 4; i++) expect(await failureOf(it)).toMatchObject({ is: "unreachable" });
  reply = says(red);

  expect(await it.model.ask(question())).toMatchObject({ is: "answer" });
});

test.each<[string, Reply]>([
  ["wrong settings", refuses(401, "no")],
  ["useless answers", says("prose")],
  ["refusals", says(null, { refusal: "no" })],
])("%s do not count: the server is well", async (_, reply) => {
  using it = stand(() => reply);

  for (let i = 0; i < 8; i++) expect((await failureOf(it)).is).not.toBe("resting");
});
