import { afterAll, describe, expect, test } from "vitest";
import { cancelRun } from "../../src/engine/control.ts";
import { countOpen, countRuns } from "../../src/store/counts.ts";
import { listHeldBack } from "../../src/store/triggers.ts";
import { createEngine, day, playbookWith } from "../support/engine.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());

const pause = "  - id: pause\n    do: wait\n    for: 10 days\n";
const limits = (lines: string) => `limits:\n  conflict: allow\n${lines}`;
const heard = (name: string, give = "") => `triggers:\n  - by: event\n    name: ${name}\n${give}`;
const start = (id: string, customer: string | null, inputs = {}) =>
  it.start(id, customer, inputs, null);

test("open runs are counted wherever they stand, and those that ended are not", async () => {
  const counted = async () => {
    const counts = (await countRuns(it.tenant)).get("counted")?.open;
    expect(await countOpen(it.tenant, "counted")).toBe(counts);
    return counts;
  };
  const input = "inputs:\n  sku:\n    type: text\n";
  await it.write(playbookWith("counted", pause, input));

  const queued = await it.queue("counted", "acme-foods", { sku: "a" });
  expect(await counted()).toBe(1);
  await it.settle();
  expect(await counted()).toBe(1);
  await start("counted", "acme-foods");
  expect(await counted()).toBe(2);
  if (queued.is !== "started") throw new Error(queued.is);
  await it.pass(11 * day);
  expect(await counted()).toBe(1);
  const [waiting] = await it.runs("counted");
  const runId = waiting?.execution.id ?? "";
  await cancelRun(it.control, { ...it.press(runId), reason: "no need" });
  expect(await counted()).toBe(0);
});

describe("a hundred events at once", () => {
  const happens = (name: string, dataOf: (i: number) => Record<string, string>) =>
    Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        it.happen(name, i % 20 < 10 ? "acme-foods" : "saffron-retail", dataOf(i)),
      ),
    );

  test("for ten SKUs start ten runs, one for each", async () => {
    const sku = "inputs:\n  sku:\n    type: text\n";
    const give = "    give:\n      sku: event.sku\n";
    const top = `${sku}${heard("stock.low", give)}${limits("  once_per: inputs.sku\n")}`;
    await it.write(playbookWith("restock", pause, top));
    await it.turnOn("restock", true);

    await happens("stock.low", (i) => ({ sku: `sku-${i % 10}` }));
    await it.settle();

    const runs = await it.runs("restock");
    expect(runs).toHaveLength(10);
    expect(new Set(runs.map(({ execution }) => execution.inputs["sku"]))).toEqual(
      new Set(Array.from({ length: 10 }, (_, i) => `sku-${i}`)),
    );
    const firings = await it.rows(
      "select outcome, count(*)::int from trigger_firings where playbook_id = 'restock' group by 1 order by 1",
    );
    const held = await listHeldBack(it.tenant, {
      playbookIds: ["restock"],
      since: new Date(it.clock.now().getTime() - day),
      limit: 5,
    });
    expect(held).toHaveLength(5);
    expect(held[0]).toMatchObject({
      playbook: "The restock",
      reason: expect.stringContaining("it runs only once for"),
      at: it.clock.now(),
    });
    expect(firings).toEqual([
      { outcome: "limited", count: 90 },
      { outcome: "started", count: 10 },
    ]);
  });

  test("start no more than may be under way, nor than may start in a while", async () => {
    const cases = [
      ["open", "  open: 4\n"],
      ["capped", "  at_most:\n    runs: 3\n    per: 7 days\n"],
    ] as const;
    for (const [id, lines] of cases) {
      await it.write(playbookWith(id, pause, heard(id) + limits(lines)));
      await it.turnOn(id, true);
    }

    for (const [id] of cases) await happens(id, () => ({}));
    await it.settle();

    expect((await it.runs("open")).length).toBe(4);
    expect((await it.runs("capped")).length).toBe(3);
  });
});

describe("a playbook's own limits", () => {
  test("at most so many starts in a while, for all customers together", async () => {
    const most = limits("  at_most:\n    runs: 2\n    per: 7 days\n");
    await it.write(playbookWith("rare", pause, most));

    expect(await start("rare", "acme-foods")).toMatchObject({ is: "started" });
    await it.pass(day);
    expect(await start("rare", "saffron-retail")).toMatchObject({ is: "started" });
    expect(await start("rare", "kestrel-health")).toEqual({
      is: "limited",
      reason: "it starts at most 2 times in 7 days, and has started 2 times",
    });
    await it.pass(6 * day);
    expect(await start("rare", "kestrel-health")).toMatchObject({ is: "started" });
  });

  test("at most so many at once: when one ends another may begin", async () => {
    await it.write(playbookWith("few", pause, limits("  open: 1\n")));
    const first = await it.run("few", "acme-foods", {}, null);

    expect(await start("few", "saffron-retail")).toEqual({
      is: "limited",
      reason: "at most 1 of its runs may be under way at once, and 1 is",
    });
    await cancelRun(it.control, { ...it.press(first), reason: "" });
    expect(await start("few", "saffron-retail")).toMatchObject({ is: "started" });
  });

  test("it rests for a customer once a run for them has ended", async () => {
    await it.write(playbookWith("rests", pause, limits("  cool_down: 14d\n")));
    await it.run("rests", "acme-foods", {}, null);
    expect(await start("rests", "acme-foods")).toMatchObject({ is: "started" });
    await it.pass(10 * day);

    expect(await start("rests", "saffron-retail")).toMatchObject({ is: "started" });
    expect(await start("rests", "acme-foods")).toEqual({
      is: "limited",
      reason: expect.stringMatching(
        /^it rests 14 days for Acme Foods after each run, and the last one ended on \d+ \w{3} 20\d\d$/,
      ),
    });
    await it.pass(14 * day);
    expect(await start("rests", "acme-foods")).toMatchObject({ is: "started" });
  });

  test("one that was given up before it began is no run to rest after", async () => {
    const health = "prerequisites:\n  - { say: Healthy, when: customer.health > 5 }\n";
    await it.write(playbookWith("unbegun", pause, health + limits("  cool_down: 14d\n")));
    await it.update("kestrel-health", { health: 1 });
    const waiting = await it.run("unbegun", "kestrel-health", {}, null);
    await cancelRun(it.control, { ...it.press(waiting), reason: "not now" });
    await it.update("kestrel-health", { health: 80 });

    expect(await start("unbegun", "kestrel-health")).toMatchObject({ is: "started" });
  });

  test("count days as people do: not to the second, and where clocks change not to the hour", async () => {
    // clocks go back on 25 October 2026 in Berlin, a week before they do in New York
    await using one = await createEngine({ start: "2026-10-19T13:00:00.400Z" });
    const weekly = limits("  once_per: customer\n  every: 7d\n  at_most: { runs: 1, per: 7d }\n");
    await one.write(playbookWith("weekly", pause, weekly));
    const begun = async () => (await one.start("weekly", "acme-foods", {}, null)).is;

    expect(await begun()).toBe("started");
    await one.pass(7 * day - 7200_000 - 1000);
    expect(await begun()).toBe("limited");
    await one.pass(7200_000 + 700);
    expect(await begun()).toBe("started");
  });

  test("hold back nobody who starts it by hand", async () => {
    await it.write(playbookWith("by-hand", pause, limits("  open: 1\n  cool_down: 14d\n")));

    for (const customer of ["acme-foods", "acme-foods", "saffron-retail"])
      expect(await it.start("by-hand", customer)).toMatchObject({ is: "started" });
  });
});
