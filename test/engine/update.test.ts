import { afterAll, describe, expect, test } from "vitest";
import { typeOf, knownSteps } from "../../src/steps/all.ts";
import { compile } from "../../src/playbook/compile.ts";
import { findCustomer, listValues } from "../../src/store/customers.ts";
import { saveVersion } from "../../src/store/playbooks.ts";
import { forWorkspace } from "../../src/store/tenant.ts";
import { runSegment } from "../../src/engine/segment.ts";
import { faultyPool } from "../support/faulty-pool.ts";
import { createEngine, maya, playbookWith, workspaceId } from "../support/engine.ts";
import { playbookOf } from "../support/library.ts";
import { takeJobs } from "../support/take-jobs.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());

const fieldsOf = async (id: string) => (await findCustomer(it.tenant, id))?.fields ?? {};
const set = `  - id: change
    do: update
    set:
      health: 70
      renewal_status: "renewed {{customer.name}}"
`;
const note = '  - id: note\n    do: message\n    text: "{{customer.health}}"\n';

describe("an update step", () => {
  test("changes the customer once, keeps what was, and later steps see it", async () => {
    await it.update("acme-robotics", { health: 55 });
    await it.write(playbookWith("sets", `${set}${note}    only_if: customer.health == 70\n`));

    const runId = await it.run("sets", "acme-robotics");

    expect(await fieldsOf("acme-robotics")).toMatchObject({
      health: 70,
      renewal_status: "renewed Acme Robotics",
    });
    expect(await it.step(runId, "change")).toMatchObject({
      status: "done",
      result: "updated",
      note: "health: 70, was 55, renewal status: renewed Acme Robotics, was open",
    });
    expect(await it.step(runId, "note")).toMatchObject({ status: "done" });
    const health = (await listValues(it.tenant, "acme-robotics")).filter(
      (value) => value.field === "health",
    );
    expect(health.at(-1)).toMatchObject({ value: 70 });
    const kept =
      "select field, before, after from customer_changes where run_id = $1 order by field";
    expect(await it.rows(kept, [runId])).toEqual([
      { field: "health", before: 55, after: 70 },
      { field: "renewal_status", before: "open", after: "renewed Acme Robotics" },
    ]);
  });

  test("happens once, whichever statement fails", async () => {
    await using other = await createEngine();
    await other.engine.stop(1000);
    const faults = faultyPool(other.needs.pool);
    const needs = { ...other.needs, pool: faults.pool };
    await other.write(playbookWith("crash", set));
    const customerOf = () => findCustomer(other.tenant, "kestrel-health");
    const kept = "select field, before from customer_changes where run_id = $1 order by field";

    let hits = 0;
    for (let at = 1; ; at += 1) {
      await other.happen("customer.updated", "kestrel-health", {
        fields: { health: 41, renewal_status: "open" },
      });
      const started = await other.queue("crash", "kestrel-health");
      if (started.is !== "started") throw new Error("not started");
      const [job] = await takeJobs(other.needs, 1);
      if (!job) throw new Error("no job");
      faults.arm({ at, done: at % 2 === 0 });
      await runSegment(needs, job).catch(() => runSegment(needs, job));
      await other.needs.jobs.complete([job]);

      const told = `statement ${at}`;
      expect(await other.execution(started.runId), told).toMatchObject({ result: "succeeded" });
      expect(await other.rows(kept, [started.runId]), told).toEqual([
        { field: "health", before: 41 },
        { field: "renewal_status", before: "open" },
      ]);
      expect((await customerOf())?.fields, told).toMatchObject({ health: 70 });
      if (!faults.disarm()) break;
      hits = at;
    }
    expect(hits).toBeGreaterThan(8);
  });

  test("does not make a number of a word, and asks a person", async () => {
    const steps = '  - id: change\n    do: update\n    set:\n      health: "{{customer.name}}"\n';
    await it.write(playbookWith("word", steps));

    const runId = await it.run("word", "acme-robotics");

    expect(await it.step(runId, "change")).toMatchObject({
      status: "failed",
      note: 'health is a number, and "Acme Robotics" is none',
    });
  });

  test("has other runs of the customer look again", async () => {
    await it.update("quantum-freight", { health: 50 });
    const wait = "  - id: wait\n    do: wait\n    when: customer.health >= 70\n";
    await it.write(playbookWith("waits", wait));
    const waiting = await it.run("waits", "quantum-freight");
    const well = "prerequisites: [{ say: Healthy, when: customer.health >= 70 }]\n";
    await it.write(playbookWith("gated", note, `${well}limits: { conflict: allow }\n`));
    const gated = await it.run("gated", "quantum-freight", {}, null);
    expect(await it.step(waiting, "wait")).toMatchObject({ status: "waiting", due: null });
    await it.write(playbookWith("sets-other", set));

    await it.run("sets-other", "quantum-freight");
    await it.pass(0);

    expect(await it.step(waiting, "wait")).toMatchObject({ status: "done", result: "came true" });
    for (const runId of [waiting, gated])
      expect(await it.execution(runId)).toMatchObject({ result: "succeeded" });
  });
});

describe("taking an update back", () => {
  async function goBack(id: string) {
    const wait = "  - id: wait\n    do: wait\n    event: go\n";
    const source = playbookWith(id, `${set}${wait}`);
    const playbook = playbookOf(source);
    const [change] = playbook.steps;
    if (!change) throw new Error("no step");
    const done = { iteration: 1, output: {}, result: "updated", part: null };
    const undo = typeOf(knownSteps, change).undo?.(change, done);
    if (!undo || "cannot" in undo) throw new Error("cannot be undone");
    const plan = compile([...playbook.steps, ...undo.steps]);
    await forWorkspace(it.needs.pool, workspaceId, (tenant) =>
      saveVersion(tenant, { source, playbook, plan, note: "", by: maya, at: it.clock.now() }),
    );
  }

  test("gives back what was, where nobody has changed it since, and says so", async () => {
    await it.update("atlas-construction", { health: 30, renewal_status: "open" });
    await goBack("back");
    const runId = await it.run("back", "atlas-construction");
    await it.update("atlas-construction", { health: 91 });
    const open = '  - { id: wait, do: wait, when: customer.renewal_status == "open" }\n';
    await it.write(playbookWith("hears", open));
    const other = await it.run("hears", "atlas-construction");
    // the first change is heard of by now
    await it.pass(0);

    await it.event("go", "atlas-construction");
    await it.pass(0);

    expect(await fieldsOf("atlas-construction")).toMatchObject({
      health: 91,
      renewal_status: "open",
    });
    expect(await it.step(runId, "change_back")).toMatchObject({
      status: "done",
      note: "renewal status is open again; health stayed, as somebody changed it since",
    });
    // other runs of the customer see it, too
    expect(await it.step(other, "wait")).toMatchObject({ status: "done", result: "came true" });
  });

  test("forgets what was not known before", async () => {
    await it.update("helix-biotech", { renewal_status: null });
    await goBack("forget");
    await it.run("forget", "helix-biotech");
    expect(await fieldsOf("helix-biotech")).toHaveProperty("renewal_status");

    await it.event("go", "helix-biotech");

    expect(await fieldsOf("helix-biotech")).not.toHaveProperty("renewal_status");
  });
});
