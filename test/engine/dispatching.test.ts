import { expect, test } from "vitest";
import { createDispatching } from "../../src/engine/dispatching.ts";
import { setTimeout as sleep } from "node:timers/promises";
import { dispatchEvent } from "../../src/engine/happen.ts";
import { storeEvent } from "../../src/store/events.ts";
import { forWorkspace } from "../../src/store/tenant.ts";
import { createEngine, playbookWith, workspaceId } from "../support/engine.ts";

const heard = `triggers:
  - by: event
    name: thing.happened
limits:
  conflict: allow
`;

test("however many events come at once, connections are left for others, and each starts its run", async () => {
  await using it = await createEngine();
  await it.write(playbookWith("heard", "  - id: note\n    do: message\n    text: Hi\n", heard));
  await it.turnOn("heard");
  const ids = Array.from({ length: 40 }, (_, i) => `event-${i}`);
  for (const id of ids)
    await storeEvent(it.tenant, {
      id,
      name: "thing.happened",
      customerId: "acme-robotics",
      at: it.clock.now(),
      data: {},
      bodySha256: id,
      source: "test",
    });
  let waited = 0;
  const dispatch = createDispatching(it.needs, {
    workspaceId,
    wake() {
      waited = Math.max(waited, it.needs.pool.waitingCount);
      it.engine.wake();
    },
  });

  await Promise.all(ids.map(dispatch));

  // the runs it starts ask for some as well
  expect(waited).toBeLessThanOrEqual(10);
  await it.settle();
  expect(await it.runs("heard")).toHaveLength(ids.length);
});

test("two events of one customer, of which one changes it and one is waited for, never wait for each other", async () => {
  await using it = await createEngine();
  const wait = "  - id: sign\n    do: wait\n    event: deal.signed\n    timeout: 5 days\n";
  await it.write(playbookWith("waits", wait));
  const runId = await it.run("waits", "acme-robotics");
  const store = (name: string, data: object) =>
    storeEvent(it.tenant, {
      id: name,
      name,
      customerId: "acme-robotics",
      at: it.clock.now(),
      data: JSON.parse(JSON.stringify(data)),
      bodySha256: name,
      source: "test",
    });
  await store("customer.updated", { fields: { usage: 5 } });
  await store("deal.signed", {});

  // both have begun before either can have the run
  const { both } = await forWorkspace(it.needs.pool, workspaceId, async (tenant) => {
    await tenant.db.query("select id from playbook_executions where id = $1 for update", [runId]);
    const changing = dispatchEvent(it.needs, workspaceId, "customer.updated");
    await sleep(200);
    const signing = dispatchEvent(it.needs, workspaceId, "deal.signed");
    await sleep(200);
    return { both: Promise.allSettled([changing, signing]) };
  });

  expect(await both).toMatchObject([
    { status: "fulfilled" },
    { status: "fulfilled", value: { resumed: 1 } },
  ]);
});
