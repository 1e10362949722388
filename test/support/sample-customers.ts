import { WorkspaceData } from "../../src/connect/import-workspace.ts";
import { sampleWorkspace } from "../../src/local/sample/sample-workspace.ts";
import type { Colleague } from "../../src/run/people.ts";
import type { Customer } from "../../src/run/values.ts";

/** The sample team and its customers as a run sees them, dated around `now`. */
export function sampleRunData(now: Date): {
  colleagues: Colleague[];
  customer(id: string): Customer;
} {
  const data = WorkspaceData.parse(sampleWorkspace(now));
  const colleagues = data.people.map(
    ({ id, name, real_name, email, tz, role, manager }): Colleague => ({
      id,
      handle: name,
      name: real_name,
      email,
      zone: tz,
      role,
      managerId: manager,
    }),
  );
  return {
    colleagues,
    customer(id) {
      const found = data.customers.find((it) => it.id === id);
      if (!found) throw new Error(`no sample customer ${id}`);
      const { name, timezone, csm, channel: _channel, contacts, id: _id, ...fields } = found;
      const person = colleagues.find((it) => it.id === csm) ?? null;
      return { id, name, zone: timezone, fields, contacts, csm: person };
    },
  };
}
