// what is known of the runs inside a run before anybody foresees them: those under way, and what would run as another

import type { Runnable } from "../engine/directory.ts";
import { callsOf } from "../playbook/check-calls.ts";
import type { Playbook } from "../playbook/playbook.ts";
import type { History } from "../run/history.ts";
import type { Colleague } from "../run/people.ts";
import type { Customer } from "../run/values.ts";
import { listAround } from "../store/children.ts";
import { listValues } from "../store/customers.ts";
import { findPlaybook, type PlaybookRow } from "../store/playbooks.ts";
import type { Tenant } from "../store/tenant.ts";
import type { LoadedRun } from "./load-run.ts";
import type { ChatNeeds } from "./needs.ts";

export type Surrounded = {
  /** what its steps would run, and what those would, by id */
  playbooks: ReadonlyMap<string, { row: PlaybookRow; runnable: Runnable }>;
  /** those under way, by the step that started each, as `step:iteration` */
  runs: ReadonlyMap<string, LoadedRun>;
  /** the playbooks of the runs it stands inside of, and its own */
  around: readonly { id: string; name: string }[];
  colleagues: readonly Colleague[];
  history: History;
};

type Asked = {
  playbook: Playbook;
  customer: (Customer & { id: string }) | null;
  /** the run, once it is one */
  runId: string | null;
  runs: ReadonlyMap<string, LoadedRun>;
};

export async function surround(
  needs: ChatNeeds,
  tenant: Tenant,
  { playbook, customer, runId, runs }: Asked,
): Promise<Surrounded> {
  const { directory } = needs.engine;
  const playbooks = new Map<string, { row: PlaybookRow; runnable: Runnable }>();
  for (const row of await playbooksInside(tenant, playbook)) {
    const { id, version } = row;
    playbooks.set(id, { row, runnable: await directory.runnable(tenant, id, version) });
  }
  const looksBack = [...playbooks.values()].some(({ runnable }) => runnable.looksBack);
  const outer = runId === null ? [] : await listAround(tenant, runId);
  return {
    playbooks,
    runs,
    around:
      outer.length > 0
        ? outer.map(({ playbookId: id, name }) => ({ id, name }))
        : [{ id: playbook.id, name: playbook.name }],
    colleagues: playbooks.size > 0 ? await directory.people(tenant) : [],
    history: looksBack && customer ? await listValues(tenant, customer.id) : [],
  };
}

/** The playbooks that a playbook's steps run, and that those run. */
export async function playbooksInside(tenant: Tenant, { steps }: Playbook): Promise<PlaybookRow[]> {
  const found = new Map<string, PlaybookRow>();
  const wanted = callsOf(steps);
  for (const id of wanted) {
    const row = found.has(id) ? null : await findPlaybook(tenant, id);
    if (!row) continue;
    found.set(id, row);
    wanted.push(...callsOf(row.playbook.steps));
  }
  return [...found.values()];
}
