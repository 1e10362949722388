import { expect, test } from "vitest";
import { createDelegate } from "../../src/agents/delegate.ts";
import { loadRoster } from "../../src/agents/roster.ts";
import type { EngineNeeds } from "../../src/engine/needs.ts";
import { silent } from "../../src/log.ts";
import { createModel } from "../../src/model/create-model.ts";
import { createEngine } from "../support/engine.ts";
import { calls, interceptModel } from "../support/model.ts";
import { answers, handsOver, lastTool } from "./stand.ts";

test("an agent step of a run is thought through by a specialist who sees the run's own customer", async () => {
  using network = interceptModel([
    handsOver(),
    calls("read_customer"),
    answers({ summary: "A good year.", score: 0.9 }),
  ]);
  const { baseUrl } = network;
  const model = createModel({ apiKey: "k", baseUrl, model: "scripted" }, { log: silent });
  const later: { delegate?: EngineNeeds["delegate"] } = {};
  await using it = await createEngine({
    delegate: async (request) => later.delegate?.(request) ?? { is: "unavailable", reason: "" },
  });
  const { pool, clock } = it.needs;
  later.delegate = createDelegate({ model, roster: loadRoster(), pool, clock, log: silent });
  await it.write(`format: 1
id: year
name: The year
goal: Know the year.
steps:
  - id: summary
    do: agent
    agent: renewal
    ask: Summarise {{customer.name}}'s year.
    output:
      summary: text
      score: number
  - id: end
    do: message
    text: "{{customer.name}}: {{summary.summary}}"
`);

  const runId = await it.run("year", "acme-robotics");

  expect((await it.steps(runId)).get("summary")).toMatchObject({
    status: "done",
    output: { summary: "A good year.", score: 0.9 },
    note: "by Renewal specialist",
  });
  expect(await it.execution(runId)).toMatchObject({ status: "ended", result: "succeeded" });
  expect(network.requests).toHaveLength(3);
  expect(network.requests[0]?.messages[1]?.content).toContain("Summarise Acme Robotics's year.");
  const last = network.requests[2];
  expect(last && lastTool(last)).toMatch(/"source":"customer record"[^]*Acme Robotics/);
});
