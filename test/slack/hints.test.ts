import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { createHints, createHintTelling } from "../../src/slack/hints.ts";
import { wantCard } from "../../src/store/cards.ts";
import { countingPool } from "../support/counting-pool.ts";
import { createEngine, workspaceId } from "../support/engine.ts";
import { eventually } from "../support/eventually.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());

async function cardOf(subject: string): Promise<void> {
  const card = {
    id: randomUUID(),
    kind: "run",
    subject,
    place: "renewals",
    threadOf: null,
  } as const;
  await wantCard(it.tenant, card);
}

const wanted = (subjects: string[]) =>
  it.rows("select distinct wanted from slack_cards where subject = any ($1)", [subjects]);

test("where no cards are drawn, hints become known to the process that draws them, many in one statement", async () => {
  const hints = createHints();
  const counting = countingPool(it.needs.pool);
  const runs = Array.from({ length: 100 }, () => randomUUID());
  for (const run of runs) await cardOf(run);
  counting.reset();

  for (const run of [...runs, ...runs, ...runs]) hints.hint(workspaceId, run);
  const telling = createHintTelling({ pool: counting.pool, hints, log: it.needs.log });
  telling.start();
  await eventually(async () => expect(await wanted(runs)).toEqual([{ wanted: 2 }]));
  await telling.stop();

  expect(hints.waiting()).toBe(false);
  expect(counting.count()).toBe(3);
});

test("hints that nobody takes stay few", () => {
  const hints = createHints();

  for (let i = 0; i < 20_000; i += 1) hints.hint(workspaceId, `run ${i % 10_000}`);

  expect([...hints.take().values()].flat()).toHaveLength(5000);
  expect(hints.waiting()).toBe(false);
});
