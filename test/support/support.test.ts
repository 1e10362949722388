import { expect, test } from "vitest";
import { standingClock } from "./clock.ts";
import { createDatabase } from "./database.ts";

test("a standing clock calls what falls due in order, each at its own time", () => {
  const clock = standingClock("2027-01-01T00:00:00Z");
  const start = clock.now().getTime();
  const calls: [string, number][] = [];
  const note = (name: string) => () => calls.push([name, clock.now().getTime() - start]);
  const at = (milliseconds: number) => new Date(start + milliseconds);
  clock.wake(at(30), note("late"));
  clock.wake(at(10), () => {
    note("early")();
    clock.wake(at(20), note("armed meanwhile"));
  });
  clock.wake(at(10), note("forgotten"))();
  clock.wake(at(99), note("not yet"));

  clock.move(50);

  expect(calls).toEqual([
    ["early", 10],
    ["armed meanwhile", 20],
    ["late", 30],
  ]);
  expect(clock.now()).toEqual(at(50));
});

test("a wake that is already due comes at once, but after its caller is done", async () => {
  const clock = standingClock("2027-01-01T00:00:00Z");
  const calls: string[] = [];

  clock.wake(clock.now(), () => calls.push("due"));
  clock.wake(clock.now(), () => calls.push("forgotten"))();
  expect(calls).toEqual([]);
  await Promise.resolve();

  expect(calls).toEqual(["due"]);
});

test("each test has a migrated database of its own", async () => {
  await using first = await createDatabase();
  await using second = await createDatabase();
  await first.pool.query("create table only_here ()");

  const migrated = await second.pool.query("select to_regclass('migration') is not null as is");
  const seen = await second.pool.query("select to_regclass('only_here') as is");

  expect(migrated.rows).toEqual([{ is: true }]);
  expect(seen.rows).toEqual([{ is: null }]);
});

test("databases can be made at the same time", async () => {
  const made = await Promise.all(Array.from({ length: 4 }, () => createDatabase()));

  const urls = made.map(({ url }) => url);
  await Promise.all(made.map((database) => database[Symbol.asyncDispose]()));

  expect(new Set(urls).size).toBe(4);
});
