import { appendFileSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createLog } from "../../src/log.ts";
import { type Kept, openSpool } from "../../src/store/spool.ts";
import { temporaryFolder } from "../support/folder.ts";

function stand(most = 1024 * 1024) {
  const folder = temporaryFolder();
  const lines: string[] = [];
  const log = createLog({ level: "info", write: (line) => void lines.push(line) });
  const open = () => openSpool(join(folder.path, "spool"), { most, log });
  return { ...folder, spool: open(), open, lines };
}

const kept = (number: number): Kept => ({ kind: "event", body: { number, text: "größer\n> 1" } });

function taker() {
  const taken: Kept[] = [];
  const take = async (it: Kept) => {
    taken.push(it);
    return "taken" as const;
  };
  return { taken, take };
}

test("what was kept is handed out once, in its order, also by a later process", async () => {
  using it = stand();
  const { taken, take } = taker();

  expect(await it.spool.isEmpty()).toBe(true);
  const all = await Promise.all(Array.from({ length: 200 }, (_, i) => it.spool.keep(kept(i))));
  expect(new Set(all)).toEqual(new Set([true]));
  await it.spool.keep(kept(200));
  expect(await it.open().isEmpty()).toBe(false);

  expect(await it.open().drain(take)).toBe(201);
  expect(taken).toEqual(Array.from({ length: 201 }, (_, i) => kept(i)));
  expect(await it.spool.drain(take)).toBe(0);
  expect(await it.spool.isEmpty()).toBe(true);
});

test("what could not be taken is handed out again, before what came later", async () => {
  using it = stand();
  const { taken, take } = taker();
  for (const number of [1, 2, 3]) await it.spool.keep(kept(number));

  const failing = it.spool.drain(async (one) => {
    if (one.body["number"] === 2) throw new Error("away again");
    return take(one);
  });
  await expect(failing).rejects.toThrow("away again");
  await it.spool.keep(kept(4));

  expect(await it.open().drain(take)).toBe(4);
  expect(taken.map(({ body }) => body["number"])).toEqual([1, 1, 2, 3, 4]);
});

test("a record that a kill has torn is left out, and what follows is whole", async () => {
  using it = stand();
  const { taken, take } = taker();
  await it.spool.keep(kept(1));
  const path = join(it.path, "spool/open.spool");
  const [frame = ""] = readFileSync(path, "utf8").trim().split("\n");
  appendFileSync(path, `\n${frame.slice(0, 30)}`);

  const next = it.open();
  await next.keep(kept(2));

  expect(await next.drain(take)).toBe(2);
  expect(taken).toEqual([kept(1), kept(2)]);
  expect(it.lines.join()).toContain('"torn":1');
});

test("a spool that is full takes nothing more, and takes again once it is emptied", async () => {
  using it = stand(400);
  const { taken, take } = taker();

  const answers: boolean[] = [];
  for (let i = 0; i < 10; i += 1) answers.push(await it.spool.keep(kept(i)));
  const room = answers.filter(Boolean).length;
  expect(room).toBeGreaterThan(1);
  expect(answers).toEqual(Array.from({ length: 10 }, (_, i) => i < room));
  await it.spool.drain(take);

  expect(taken).toHaveLength(room);
  expect(await it.spool.keep(kept(11))).toBe(true);
});

test("what is of no use is set aside and seen by the owner alone", async () => {
  using it = stand();
  await it.spool.keep(kept(1));

  await it.spool.drain(async () => "of no use");

  expect(await it.spool.isEmpty()).toBe(true);
  const names = readdirSync(join(it.path, "spool"));
  expect(names).toEqual(["set-aside.spool"]);
  expect(statSync(join(it.path, "spool/set-aside.spool")).mode & 0o777).toBe(0o600);
});

test("processes that share the folder lose nothing when one empties what the other writes", async () => {
  using it = stand();
  const { taken, take } = taker();
  const [one, other] = [it.open(), it.open()];

  const writing = Promise.all(
    Array.from({ length: 300 }, async (_, i) => {
      await new Promise((resolve) => setTimeout(resolve, i % 30));
      return (i % 2 ? one : other).keep(kept(i));
    }),
  );
  for (let i = 0; i < 30; i += 1) {
    await other.drain(take);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await writing;
  await one.drain(take);

  const numbers = new Set(taken.map(({ body }) => body["number"]));
  expect(numbers.size).toBe(300);
});
