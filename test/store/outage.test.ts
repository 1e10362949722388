import { join } from "node:path";
import { expect, test } from "vitest";
import { silent } from "../../src/log.ts";
import { watchOutage } from "../../src/store/outage.ts";
import { type Kept, openSpool } from "../../src/store/spool.ts";
import { createDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { temporaryFolder } from "../support/folder.ts";

const kept = (number: number): Kept => ({ kind: "event", body: { number } });

async function stand() {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await createDatabase());
  const folder = stack.use(temporaryFolder()).path;
  const spool = openSpool(join(folder, "spool"), { most: 1024 * 1024, log: silent });
  const taken: unknown[] = [];
  const take = async ({ body }: Kept) => {
    taken.push(body["number"]);
    return "taken" as const;
  };
  const needs = { connectionString: database.url, spool, take, log: silent };
  return { needs, spool, taken, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test("what is kept at the very moment the database is found back is taken, too", async () => {
  await using it = await stand();
  let isFirst = true;
  const isEmpty = async () => {
    const found = await it.spool.isEmpty();
    if (isFirst) await it.spool.keep(kept(1));
    isFirst = false;
    return found;
  };
  const outage = watchOutage({ ...it.needs, spool: { ...it.spool, isEmpty } });

  await outage.begin(async () => {});

  expect(it.taken).toEqual([1]);
  outage.stop();
});

test("until the database is prepared whoever comes waits a moment, and then works", async () => {
  await using it = await stand();
  const outage = watchOutage(it.needs);
  const order: string[] = [];

  const came = outage.tried(async () => order.push("came"));
  await outage.begin(async () => void order.push("prepared"));

  expect(await came).not.toBeNull();
  expect(order).toEqual(["prepared", "came"]);
  outage.stop();
});

test("what is too slow is kept meanwhile, and the outage ends by itself", async () => {
  await using it = await stand();
  const outage = watchOutage(it.needs);
  let ends = 0;
  outage.onEnd(() => (ends += 1));
  await outage.begin(async () => {});

  expect(await outage.tried(() => new Promise(() => {}))).toBeNull();
  await it.spool.keep(kept(2));

  await eventually(() => expect(it.taken).toEqual([2]));
  await eventually(async () => expect(await outage.tried(async () => 3)).toEqual({ came: 3 }));
  await eventually(() => expect(ends).toBe(2));
  outage.stop();
});

test("what the program itself does wrong is no outage, at the start or later", async () => {
  await using it = await stand();
  const outage = watchOutage(it.needs);
  const mistake = () => Promise.reject(new TypeError("ours"));

  await expect(outage.begin(mistake)).rejects.toThrow("ours");
  await outage.begin(async () => {});
  await expect(outage.tried(mistake)).rejects.toThrow("ours");
  expect(await outage.tried(async () => "here")).toEqual({ came: "here" });
  outage.stop();
});
