import { expect, test } from "vitest";
import { sampleWorkspace } from "../../src/local/sample/sample-workspace.ts";
import { createEngine, playbookWith } from "../support/engine.ts";

const think =
  "  - id: think\n    do: agent\n    ask: Think\n    output:\n      said: text\n  - id: tell\n    do: message\n    text: They said {{think.said}}\n";

test("a run whose result cannot be stored as it is harms neither its neighbours nor itself", async () => {
  const strange = "before\u0000after \ud83d alone";
  await using it = await createEngine({
    delegate: async ({ context }) => {
      const isOdd = JSON.stringify(context).includes("acme-robotics");
      return { is: "answered", by: "risk", output: { said: isOdd ? strange : "fine" } };
    },
  });
  await it.write(playbookWith("think", think));
  const all = sampleWorkspace(new Date())
    .customers.slice(0, 12)
    .map(({ id }) => id);
  for (const id of new Set(["acme-robotics", ...all])) await it.queue("think", id);

  await it.settle();

  const runs = await it.runs("think");
  expect(runs.length).toBeGreaterThan(11);
  expect(runs.filter(({ execution }) => execution.result !== "succeeded")).toEqual([]);
  const odd = runs.find(({ execution }) => execution.customerId === "acme-robotics");
  const { output } = await it.step(odd?.execution.id ?? "", "think");
  expect(output?.["said"]).toContain("beforeafter");
});
