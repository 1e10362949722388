import { expect, test } from "vitest";
import { skip } from "../../src/engine/skip.ts";
import { createEngine, playbookWith, type TestEngine } from "../support/engine.ts";

/** Skips as somebody at local Slack's page does. */
function skipping(it: TestEngine) {
  const { quiet, look } = it.engine;
  const skipTo = (at: Date) => it.clock.moveTo(at > it.clock.now() ? at : it.clock.now());
  const clock = { ...it.clock, offset: () => 0, skipTo };
  const needs = { pool: it.needs.pool, clock, quiet, look, zone: "America/New_York" };
  return async (to: string) => (await skip(needs, { to })).said;
}

const note = "  - id: note\n    do: wait\n    for: 5 days\n";
const renewals =
  'customers: customer.renewal_status == "open"\nlimits:\n  conflict: allow\ntriggers:\n  - by: date\n    at: 90 days before renewal_date\n    time: "09:00"\n';

test("to what comes next is to where something happens, and says what", async () => {
  await using it = await createEngine();
  // for whom it is not, though their moment has come, is looked at again every day, and nothing happens
  await it.write(playbookWith("renew", note, renewals));
  await it.turnOn("renew");
  await it.start("renew", "quantum-freight");
  const skipTo = skipping(it);

  const said = [await skipTo("next"), await skipTo("next"), await skipTo("next")];

  expect(said).toEqual([
    "It is 24 Nov 2026, 09:00. 1 run started.",
    "It is 25 Nov 2026, 03:00. 1 run started.",
    "It is 28 Nov 2026, 10:00. 1 step went on.",
  ]);
  expect(await skipTo("2026-11-29")).toBe("It is 29 Nov 2026, 09:00. 1 step went on.");
});

test("says so where nothing happens, and where nothing ever will", async () => {
  await using it = await createEngine();
  const skipTo = skipping(it);

  expect(await skipTo("2026-11-29")).toBe("It is 29 Nov 2026, 09:00. Nothing happened on the way.");
  await expect(skipTo("next")).rejects.toThrow("Nothing is due");
});
