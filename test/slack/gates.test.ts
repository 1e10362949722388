import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { TooFast } from "../../src/slack/failures.ts";
import { createGates } from "../../src/slack/gates.ts";

test("through one gate they go in the order they came, one at a time; beside it others go", async () => {
  const gates = createGates();
  const said: string[] = [];
  const call = (name: string) => async () => {
    said.push(`${name} goes`);
    await sleep(10);
    said.push(`${name} is through`);
  };

  await Promise.all([
    gates.oneByOne("renewals", call("first")),
    gates.oneByOne("renewals", call("second")),
    gates.oneByOne("renewals", call("third")),
    gates.oneByOne("success", () => Promise.resolve(said.push("another"))),
  ]);

  const other = said.indexOf("another");
  expect(other).toBeLessThan(said.indexOf("first is through"));
  expect(said.toSpliced(other, 1)).toEqual(
    ["first", "second", "third"].flatMap((it) => [`${it} goes`, `${it} is through`]),
  );
});

test("whoever stands behind one that was too fast, or does not move, is sent away without asking", async () => {
  const gates = createGates();
  let asked = 0;
  const refused = () => {
    asked += 1;
    return Promise.reject(new TooFast(60_000));
  };
  const all = [1, 2, 3].map(() => gates.oneByOne("renewals", refused));
  const stuck = new AbortController();
  void gates.oneByOne("success", () => sleep(60_000, null, stuck).catch(() => {}));

  const ends = await Promise.allSettled([...all, gates.oneByOne("success", refused)]);
  stuck.abort();

  expect(ends.map((it) => it.status === "rejected" && it.reason instanceof TooFast)).toEqual(
    ends.map(() => true),
  );
  expect(asked).toBe(1);
});
