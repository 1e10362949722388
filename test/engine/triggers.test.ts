import { afterAll, describe, expect, test } from "vitest";
import { startDispatcher } from "../../src/engine/dispatcher.ts";
import { evaluateDueTriggers } from "../../src/engine/evaluate-triggers.ts";
import { followVersion, outlookOf } from "../../src/engine/switch.ts";
import { importWorkspace, WorkspaceData } from "../../src/connect/import-workspace.ts";
import { setStatus } from "../../src/store/playbooks.ts";
import { lookAgain, setNextLook, takeDueTrigger } from "../../src/store/triggers.ts";
import { forWorkspace } from "../../src/store/tenant.ts";
import {
  createEngine,
  day,
  playbookWith,
  type TestEngine,
  workspaceId,
} from "../support/engine.ts";

const note = "  - id: note\n    do: wait\n    for: 1 day\n";
const byDate = (at: string, more = "") =>
  `${more}limits:\n  conflict: allow\ntriggers:\n  - by: date\n    at: ${at}\n    time: "09:00"\n`;

/** whom a playbook started for, in order */
async function startedFor(it: TestEngine, id: string): Promise<(string | null)[]> {
  const runs = await it.runs(id);
  return runs.map(({ execution }) => execution.customerId).toReversed();
}

test("a look that was asked for while a trigger was looked at is not put off", async () => {
  await using it = await createEngine();
  await it.write(playbookWith("asked", note, byDate("90 days before renewal_date")));
  await it.turnOn("asked");
  await it.engine.stop(1000);
  const [now, later] = [it.clock.now(), new Date(it.clock.now().getTime() + 60_000)];
  await lookAgain(it.tenant, now);
  const taken = await takeDueTrigger(it.needs.pool, now, later);
  if (!taken) throw new Error("nothing is due");

  await lookAgain(it.tenant, now);
  await setNextLook(it.tenant, { ...taken, taken: later }, new Date(now.getTime() + day));

  expect(await takeDueTrigger(it.needs.pool, now, later)).toMatchObject({ playbookId: "asked" });
});

describe("a playbook that starts by date", () => {
  // 23 November 2026: Acme Robotics renews in 91 days, Bergmann Optik in 92, Quantum Freight in 88
  test("starts for those to come only, each at their own morning and once", async () => {
    await using it = await createEngine();
    const active = 'customers: customer.renewal_status == "open" && customer.status == "active"\n';
    await it.write(playbookWith("renew", note, byDate("90 days before renewal_date", active)));
    const outlook = await outlookOf(it.needs, it.tenant, await it.playbook("renew"));
    expect(outlook.now.map(({ id }) => id)).toContain("quantum-freight");
    expect(outlook.next).toMatchObject({
      at: new Date("2026-11-24T14:00:00Z"),
      customer: { id: "acme-robotics" },
    });

    await it.turnOn("renew");
    expect(await startedFor(it, "renew")).toEqual([]);
    await it.pass(23 * 3_600_000 - 1);
    expect(await startedFor(it, "renew")).toEqual([]);
    await it.pass(1);
    expect(await startedFor(it, "renew")).toEqual(["acme-robotics"]);
    const [run] = await it.runs("renew");
    expect(run?.execution).toMatchObject({
      startedBy: null,
      cause: {
        is: "trigger",
        by: "date",
        rule: "90 days before renewal date, at 09:00 the customer's time",
        because: "24 Nov 2026",
      },
    });
    // Bergmann's morning is six hours before New York's
    await it.pass(day - 6 * 3_600_000);
    expect(await startedFor(it, "renew")).toEqual(["acme-robotics", "bergmann-optik"]);
    await it.pass(10 * 60_000);
    expect(await startedFor(it, "renew")).toHaveLength(2);

    // Thanksgiving is no business day for a playbook that keeps it
    await it.update("acme-robotics", { renewal_date: "2026-12-01" });
    const business = async (id: string, top: string) => {
      const only = `${top}customers: customer.id == "acme-robotics"\n`;
      await it.write(playbookWith(id, note, byDate("2 business days before renewal_date", only)));
      return (await outlookOf(it.needs, it.tenant, await it.playbook(id))).next?.at.toISOString();
    };
    expect(await business("plain", "")).toBe("2026-11-27T14:00:00.000Z");
    await it.update("acme-robotics", { renewal_date: "2026-11-30" });
    expect(await business("plain2", "")).toBe("2026-11-26T14:00:00.000Z");
    expect(await business("kept", "window: { holidays: US }\n")).toBe("2026-11-25T14:00:00.000Z");
  });

  test("starts for all who stand open, if that is wanted, and not again after off and on", async () => {
    await using it = await createEngine();
    await it.write(playbookWith("renew", note, byDate("90 days before renewal_date")));

    await it.turnOn("renew", true);
    const started = await startedFor(it, "renew");
    expect(started).toContain("quantum-freight");
    expect(started).not.toContain("acme-robotics");
    expect(await it.turnOff("renew")).toBe(true);
    expect(await it.turnOff("renew")).toBe(false);
    await it.turnOn("renew", true);

    expect(await startedFor(it, "renew")).toEqual(started);
  });

  test("does not start while it is off", async () => {
    await using it = await createEngine();
    await it.write(playbookWith("renew", note, byDate("90 days before renewal_date")));
    await it.turnOn("renew");
    await it.turnOff("renew");

    await it.pass(3 * day);

    expect(await startedFor(it, "renew")).toEqual([]);
  });

  test("starts once, however many look at the same moment", async () => {
    await using it = await createEngine();
    await it.write(playbookWith("renew", note, byDate("90 days before renewal_date")));
    await it.turnOn("renew");
    const other = startDispatcher(it.needs);

    it.clock.move(2 * day);
    const counts = await Promise.all([
      evaluateDueTriggers(it.needs),
      evaluateDueTriggers(it.needs),
      it.engine.look(),
      it.engine.look(),
    ]);
    await it.settle();
    await other.stop(1000);

    expect(counts.length).toBe(4);
    expect(new Set(await startedFor(it, "renew"))).toEqual(
      new Set(["acme-robotics", "bergmann-optik"]),
    );
  });

  test("catches up once what was missed, and what is over is over", async () => {
    await using it = await createEngine();
    await it.write(playbookWith("renew", note, byDate("90 days before renewal_date")));
    await it.turnOn("renew");
    await it.engine.stop(1000);

    // nobody looks for four months: Acme's day and its renewal have both passed, Indira's only the first
    it.clock.move(100 * day);
    it.restart();
    await it.engine.look();
    await it.settle();

    const started = await startedFor(it, "renew");
    expect(started).not.toContain("acme-robotics");
    expect(started.filter((id) => id === "indira-learning")).toHaveLength(1);
  });

  test("starts again for next year's date, and for a date that was changed", async () => {
    await using it = await createEngine();
    await it.write(playbookWith("renew", note, byDate("90 days before renewal_date")));
    await it.turnOn("renew");
    await it.pass(day);

    await it.update("acme-robotics", { renewal_date: "2028-02-22" });
    await it.pass(300 * day);
    expect((await startedFor(it, "renew")).filter((id) => id === "acme-robotics")).toHaveLength(1);
    await it.pass(90 * day);
    expect((await startedFor(it, "renew")).filter((id) => id === "acme-robotics")).toHaveLength(2);
  });

  test("starts for a customer that is only added later", async () => {
    await using it = await createEngine();
    await it.write(
      playbookWith(
        "renew",
        note,
        byDate("90 days before renewal_date", 'customers: customer.segment == "new"\n'),
      ),
    );
    await it.turnOn("renew");
    await it.pass(day);

    const later = WorkspaceData.parse({
      customers: [{ id: "late", name: "Late Ltd", segment: "new", renewal_date: "2027-02-25" }],
    });
    const workspace = { name: "Northwind CS", zone: "America/New_York" };
    await forWorkspace(it.needs.pool, workspaceId, (tenant) =>
      importWorkspace(tenant, workspace, later, it.clock.now()),
    );
    await it.pass(4 * day);

    expect(await startedFor(it, "renew")).toEqual(["late"]);
  });

  test("starts for whom it is meant at that moment, not for whom it was meant when it was turned on", async () => {
    await using it = await createEngine();
    const near = "customers: days_until(customer.renewal_date) < 60\n";
    await it.write(playbookWith("near", note, byDate("30 days before renewal_date", near)));
    await it.turnOn("near");
    expect(await startedFor(it, "near")).toEqual([]);

    await it.pass(62 * day);

    expect(await startedFor(it, "near")).toContain("acme-robotics");
  });

  test("starts for whom it comes to be meant while the moment stands open", async () => {
    await using it = await createEngine();
    const near =
      'customers: days_until(customer.renewal_date) < 20 && customer.id == "acme-robotics"\n';
    await it.write(playbookWith("near", note, byDate("30 days before renewal_date", near)));
    await it.turnOn("near");

    await it.pass(62 * day);
    expect(await startedFor(it, "near")).toEqual([]);
    for (let i = 0; i < 11; i++) await it.pass(day);

    expect(await startedFor(it, "near")).toEqual(["acme-robotics"]);
  });

  test("an edit elsewhere leaves its trigger alone; another date passes over those who stand open", async () => {
    await using it = await createEngine();
    const source = playbookWith("renew", note, byDate("90 days before renewal_date"));
    await it.write(source);
    await it.turnOn("renew", true);
    const before = await startedFor(it, "renew");
    const edit = async (from: string, to: string) => {
      await it.write(source.replace(from, to));
      const row = await it.playbook("renew");
      await forWorkspace(it.needs.pool, workspaceId, (tenant) =>
        followVersion(it.needs, tenant, row),
      );
      await it.pass(0);
    };

    await edit("Try it", "Try it well");
    expect(await startedFor(it, "renew")).toEqual(before);
    await edit("90 days", "120 days");
    expect(await startedFor(it, "renew")).toEqual(before);

    expect(
      await it.rows("select identity from playbook_triggers where playbook_id = 'renew'"),
    ).toHaveLength(1);
  });
});

describe("one trigger that cannot be looked at", () => {
  test("keeps none of the others waiting, and is looked at again", async () => {
    await using it = await createEngine();
    await it.write(playbookWith("broken", note, byDate("90 days before renewal_date")));
    await it.write(playbookWith("renew", note, byDate("90 days before renewal_date")));
    await it.turnOn("broken");
    await it.turnOn("renew");
    await it.rows(
      `update playbook_triggers set trigger = '{"by": "magic"}' where playbook_id = 'broken'`,
    );

    await it.pass(2 * day);
    await it.pass(0);

    expect(new Set(await startedFor(it, "renew"))).toEqual(
      new Set(["acme-robotics", "bergmann-optik"]),
    );
    const [broken] = await it.rows(
      "select next_at from playbook_triggers where playbook_id = 'broken'",
    );
    expect(broken?.["next_at"]).toEqual(new Date(it.clock.now().getTime() + 60_000));
  });

  test("nor does one customer for whom no run can begin", async () => {
    await using it = await createEngine();
    await it.write(playbookWith("renew", note, byDate("90 days before renewal_date")));
    await it.turnOn("renew");
    await it.rows(`create function refuse() returns trigger language plpgsql as $$ begin
      if new.customer_id = 'acme-robotics' then raise 'not this one'; end if; return new; end $$`);
    await it.rows(
      "create trigger refuse before insert on playbook_executions for each row execute function refuse()",
    );

    await it.pass(2 * day);
    expect(await startedFor(it, "renew")).toEqual(["bergmann-optik"]);
    await it.rows("drop trigger refuse on playbook_executions");
    await it.pass(60_000);

    expect(new Set(await startedFor(it, "renew"))).toEqual(
      new Set(["acme-robotics", "bergmann-optik"]),
    );
  });
});

describe("a playbook that starts by the calendar", () => {
  const weekly = "scope: workspace\ntriggers:\n  - by: schedule\n    every: Monday 09:00\n";
  const it = createEngine();
  afterAll(async () => (await it)[Symbol.asyncDispose]());

  test("starts each time, and the last of those that were missed once", async () => {
    const one = await it;
    await one.write(playbookWith("weekly", note, weekly));
    // it is Monday, 10:00 in New York
    await one.turnOn("weekly", true);
    expect(await startedFor(one, "weekly")).toEqual([]);

    await one.pass(7 * day - 3_600_000);
    expect(await startedFor(one, "weekly")).toEqual([null]);
    await one.pass(7 * day);
    expect(await startedFor(one, "weekly")).toHaveLength(2);
    await one.engine.stop(1000);
    one.clock.move(24 * day);
    one.restart();
    await one.pass(0);

    expect(await startedFor(one, "weekly")).toHaveLength(3);
    const firings = await one.rows(
      "select occurrence from trigger_firings where playbook_id = 'weekly' order by 1",
    );
    expect(firings.map((row) => row["occurrence"])).toEqual([
      "2026-11-30T14:00:00.000Z",
      "2026-12-07T14:00:00.000Z",
      "2026-12-28T14:00:00.000Z",
    ]);
  });

  test("does not start once it is archived", async () => {
    const one = await it;
    await setStatus(one.tenant, "weekly", "archived", one.clock.now());
    const before = await startedFor(one, "weekly");

    await one.pass(8 * day);

    expect(await startedFor(one, "weekly")).toEqual(before);
  });
});
