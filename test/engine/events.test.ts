import { afterAll, describe, expect, test } from "vitest";
import { storeEvent } from "../../src/store/events.ts";
import { forWorkspace } from "../../src/store/tenant.ts";
import { dispatchEvent } from "../../src/engine/happen.ts";
import { createEngine, day, maya, playbookWith, workspaceId } from "../support/engine.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());

const note = "  - id: note\n    do: wait\n    for: 1 day\n";
const heard = (name: string, more = "", top = "limits:\n  conflict: allow\n") =>
  `${top}triggers:\n  - by: event\n    name: ${name}\n${more}`;
const runsOf = async (id: string) => (await it.runs(id)).length;

describe("an event", () => {
  test("starts the playbooks that listen, for its customer", async () => {
    await it.write(playbookWith("left", note, heard("champion.left")));
    await it.write(playbookWith("left-too", note, heard("champion.left")));
    await it.write(playbookWith("deaf", note, heard("champion.came")));
    await it.write(playbookWith("off", note, heard("champion.left")));
    for (const id of ["left", "left-too", "deaf"]) await it.turnOn(id, true);

    expect(await it.event("champion.left", "acme-robotics")).toEqual({ started: 2, resumed: 0 });

    const [run] = await it.runs("left");
    expect(run?.execution).toMatchObject({
      customerId: "acme-robotics",
      cause: { is: "trigger", by: "event", because: "champion.left happened" },
    });
    expect([await runsOf("deaf"), await runsOf("off")]).toEqual([0, 0]);
  });

  test("starts once, by its id and by its body", async () => {
    const store = (id: string, bodySha256: string) =>
      storeEvent(it.tenant, {
        id,
        name: "champion.left",
        customerId: "acme-robotics",
        at: it.clock.now(),
        data: {},
        bodySha256,
        source: "test",
      });
    const before = await runsOf("left");

    expect(await store("one", "a")).toBe(true);
    expect(await store("one", "b")).toBe(false);
    expect(await store("two", "a")).toBe(false);
    const effects = await Promise.all(
      Array.from({ length: 5 }, () => dispatchEvent(it.needs, workspaceId, "one")),
    );
    await it.settle();

    expect(effects.filter((effect) => effect !== null)).toEqual([{ started: 2, resumed: 0 }]);
    expect(await dispatchEvent(it.needs, workspaceId, "two")).toBe(null);
    expect(await runsOf("left")).toBe(before + 1);
  });

  test("is meant or not by what it says and whom it is about", async () => {
    const when = "    when: event.seats > 50 && customer.health < 60\n";
    await it.write(playbookWith("meant", note, heard("seats.fell", when)));
    await it.write(
      playbookWith("for-smb", note, `customers: customer.segment == "smb"\n${heard("seats.fell")}`),
    );
    for (const id of ["meant", "for-smb"]) await it.turnOn(id, true);

    await it.event("seats.fell", "meridian-insurance", { seats: 60 });
    await it.event("seats.fell", "meridian-insurance", { seats: 40 });
    await it.event("seats.fell", "meridian-insurance", {});
    await it.event("seats.fell", "acme-robotics", { seats: 60 });
    await it.event("seats.fell", "cafe-lumiere", { seats: 10 });
    await it.event("seats.fell", "nobody-we-know", { seats: 60 });
    await it.event("seats.fell", null, { seats: 60 });

    expect(await runsOf("meant")).toBe(1);
    const smb = await it.runs("for-smb");
    expect(smb.map(({ execution }) => execution.customerId)).toEqual(["cafe-lumiere"]);
  });

  test("gives what it says to the run; what it cannot give is asked for", async () => {
    const inputs = `inputs:
  reason:
    type: text
    default: unknown
  seats:
    type: number
    max: 100
`;
    const give = "    give:\n      reason: event.reason\n      seats: event.seats\n";
    await it.write(playbookWith("gives", note, inputs + heard("seats.fell.far", give)));
    await it.turnOn("gives", true);
    const tell = async (data: Record<string, string | number>) => {
      await it.event("seats.fell.far", "tanaka-precision", data);
      const [run] = await it.runs("gives");
      it.clock.move(1000);
      return run?.execution;
    };

    expect(await tell({ reason: "cuts", seats: 5 })).toMatchObject({
      inputs: { reason: "cuts", seats: 5 },
      gate: null,
    });
    expect(await tell({ seats: "7" })).toMatchObject({ inputs: { reason: "unknown", seats: 7 } });
    expect(await tell({})).toMatchObject({ gate: { is: "inputs", missing: ["seats"], who: maya } });
    expect(await tell({ seats: 500 })).toMatchObject({
      gate: { is: "inputs", missing: ["seats"] },
    });
  });

  test("of a workspace playbook starts it whoever the customer is", async () => {
    await it.write(playbookWith("digest", note, heard("week.over", "", "scope: workspace\n")));
    await it.turnOn("digest", true);

    await it.event("week.over", null);
    await it.event("week.over", "acme-robotics");

    const runs = await it.runs("digest");
    expect(runs.map(({ execution }) => execution.customerId)).toEqual([null, null]);
  });

  test("that a limit forbids starts nothing, and it is on record why", async () => {
    await it.write(
      playbookWith("rare", note, heard("risk", "", "limits:\n  once_per: customer\n")),
    );
    await it.turnOn("rare", true);

    await it.event("risk", "wallaby-travel", {}, "risk-1");
    await it.event("risk", "wallaby-travel", {}, "risk-2");

    const firings =
      "select occurrence, outcome, reason, run_id is null as none from trigger_firings where playbook_id = 'rare' order by occurrence";
    expect(await it.rows(firings)).toEqual([
      { occurrence: "risk-1", outcome: "started", reason: null, none: false },
      {
        occurrence: "risk-2",
        outcome: "limited",
        reason: expect.stringContaining("only once for Wallaby Travel"),
        none: true,
      },
    ]);
  });

  test("two at the same moment for one customer start what may start once, once", async () => {
    await it.write(
      playbookWith("rare-too", note, heard("alarm", "", "limits:\n  once_per: customer\n")),
    );
    await it.turnOn("rare-too", true);

    await Promise.all(
      Array.from({ length: 6 }, (_, i) => it.happen("alarm", "fjord-analytics", {}, `alarm-${i}`)),
    );
    await it.settle();

    expect(await runsOf("rare-too")).toBe(1);
  });
});

describe("an event that was stored and never dispatched", () => {
  const store = (id: string, name: string) =>
    forWorkspace(it.needs.pool, workspaceId, (tenant) =>
      storeEvent(tenant, {
        id,
        name,
        customerId: "acme-robotics",
        at: it.clock.now(),
        data: {},
        bodySha256: id,
        source: "test",
      }),
    );

  test("takes effect at the next look, once", async () => {
    const before = await runsOf("left");
    await store("lost", "champion.left");

    await it.pass(0);
    await it.pass(0);

    expect(await runsOf("left")).toBe(before + 1);
  });

  test("and cannot be, keeps none of the others waiting", async () => {
    await it.write(playbookWith("poisoned", note, heard("poison")));
    await it.turnOn("poisoned", true);
    await it.rows(
      `update playbook_triggers set trigger = '{"by": "magic"}' where playbook_id = 'poisoned'`,
    );
    const before = await runsOf("left");
    await store("poison-1", "poison");
    await store("after-poison", "champion.left");

    await it.pass(0);

    expect(await runsOf("left")).toBe(before + 1);
    const left = await it.rows("select id from playbook_events where dispatched_at is null");
    expect(left).toEqual([{ id: "poison-1" }]);
  });
});

describe("customer.updated", () => {
  test("changes what is known, and keeps the numbers it had", async () => {
    await it.update("saffron-retail", { health: 40, plan: "Team", extra: { any: ["thing"] } });

    const [row] = await it.rows("select fields from customers where id = 'saffron-retail'");
    expect(row?.["fields"]).toMatchObject({
      health: 40,
      plan: "Team",
      extra: { any: ["thing"] },
      seats: 200,
    });
    const values =
      "select value from customer_values where customer_id = 'saffron-retail' and field = 'health' order by since";
    expect(await it.rows(values)).toEqual([{ value: 86 }, { value: 40 }]);
  });

  test("of nobody, or without fields, changes nothing", async () => {
    const before = await it.rows("select id, fields from customers order by id");

    await it.event("customer.updated", null, { fields: { health: 1 } });
    await it.event("customer.updated", "nobody-we-know", { fields: { health: 1 } });
    await it.event("customer.updated", "acme-robotics", { health: 1 });
    await it.event("customer.updated", "acme-robotics", { fields: [1] });

    expect(await it.rows("select id, fields from customers order by id")).toEqual(before);
  });

  test("may start playbooks, too, which see what is known now", async () => {
    const when = "    when: customer.health < 30\n";
    await it.write(playbookWith("fell", note, heard("customer.updated", when)));
    await it.turnOn("fell", true);

    await it.update("pine-street-schools", { health: 35 });
    expect(await runsOf("fell")).toBe(0);
    await it.update("pine-street-schools", { health: 25 });

    expect(await runsOf("fell")).toBe(1);
  });

  test("lets the change over time be asked for", async () => {
    const when = 'customers: change(customer.health, "30d") < -20\n';
    await it.write(playbookWith("dropped", note, `${when}${heard("customer.updated")}`));
    await it.turnOn("dropped", true);
    await it.pass(31 * day);

    await it.update("indira-learning", { health: 60 });
    await it.update("indira-learning", { health: 45 });

    expect(await runsOf("dropped")).toBe(1);
  });
});
