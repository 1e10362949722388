import { expect, test } from "vitest";
import { createDispatching } from "../../src/engine/dispatching.ts";
import { storeEvent } from "../../src/store/events.ts";
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
