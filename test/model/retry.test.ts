import { expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { refuses, type Reply, says } from "../support/model.ts";
import { createSlots } from "../../src/model/slots.ts";
import { passingTime } from "./passing-time.ts";
import { failureOf, question, red, stand } from "./stand.ts";

test.each<[string, Reply]>([
  ["a lost connection", { is: "reset" }],
  ["a connection that breaks in the body", { is: "half" }],
  ["408", refuses(408, "slow")],
  ["409", refuses(409, "conflict")],
  ["429", refuses(429, "slow down")],
  ["500", refuses(500, "oops")],
  ["503", refuses(503, "later")],
])("%s is tried once more", async (_, reply) => {
  using it = stand([reply, says(red)]);

  expect(await it.model.ask(question())).toMatchObject({ is: "answer" });
  expect(it.requests).toHaveLength(2);
  expect(it.time.pauses).toEqual([250]);
});

test.each<[string, Record<string, string>, number]>([
  ["seconds", { "retry-after": "7" }, 7250],
  ["milliseconds", { "retry-after-ms": "1200" }, 1450],
  ["a date", { "retry-after": "Mon, 01 Mar 2027 08:00:15 GMT" }, 15_250],
  ["nonsense", { "retry-after": "soon" }, 250],
])("the pause a server asks for is kept: %s", async (_, headers, pause) => {
  using it = stand([refuses(429, "slow down", { headers }), says(red)]);

  expect(await it.model.ask(question())).toMatchObject({ is: "answer" });
  expect(it.time.pauses).toEqual([pause]);
});

test("nobody waits in front of a screen for longer than 20 s: the person is told how long", async () => {
  using it = stand([refuses(429, "slow down", { headers: { "retry-after": "170" } })]);

  const failure = await failureOf(it);

  expect(failure).toMatchObject({ is: "rate-limited", say: expect.stringContaining("3 minutes") });
  expect(it.requests).toHaveLength(1);
});

test("a question is never asked a third time, whatever the SDKs would do", async () => {
  using it = stand(() => refuses(500, "oops"));

  expect(await failureOf(it)).toMatchObject({ is: "unreachable" });
  expect(it.requests).toHaveLength(2);
});

test("all tries together end after 90 s", async () => {
  using it = stand([refuses(429, "slow", { headers: { "retry-after": "20" } }), { is: "silence" }]);
  const asked = it.model.ask(question());
  await eventually(() => expect(it.requests).toHaveLength(2));

  it.time.pass(60_000);

  expect(await asked).toMatchObject({ failure: { is: "timed-out" } });
  expect((await asked).usage.milliseconds).toBeLessThanOrEqual(90_000);
});

test("at most eight questions are out at once, and a busy workspace lets others through", async () => {
  const open: ((reply: Reply) => void)[] = [];
  using it = stand(() => new Promise((resolve) => open.push(resolve)));
  const busy = Array.from({ length: 10 }, () => it.model.ask(question()));
  await eventually(() => expect(it.requests).toHaveLength(8));
  const other = it.model.ask(question({ workspaceId: "T2" }));

  open.shift()?.(says(red));

  await eventually(() => expect(it.requests).toHaveLength(9));
  open.pop()?.(says({ ...red, why: "the other" }));
  expect(await other).toMatchObject({ value: { why: "the other" } });
  while (it.requests.length < 11 || open.length > 0) {
    open.shift()?.(says(red));
    await new Promise(setImmediate);
  }
  expect(await Promise.all(busy)).toHaveLength(10);
});

test("who waits too long for a turn, or gives up, does not get one later", async () => {
  const time = passingTime();
  const slots = createSlots(time, 1);
  const leave = new AbortController();
  const release = await slots.take("T1", 90_000);
  const late = slots.take("T1", 90_000);
  const gone = slots.take("T1", 90_000, leave.signal);

  time.pass(90_000);
  leave.abort();
  release?.();

  expect(await Promise.all([late, gone])).toEqual([null, null]);
  expect(await slots.take("T1", 90_000)).not.toBeNull();
});
