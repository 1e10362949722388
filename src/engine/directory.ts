import { type Holidays, loadHolidays } from "../grammar/holidays.ts";
import type { Playbook } from "../playbook/playbook.ts";
import { type Graph, graphOf } from "../run/graph.ts";
import { listPeople, type PersonRow } from "../store/people.ts";
import { loadVersion } from "../store/playbooks.ts";
import type { Tenant } from "../store/tenant.ts";

/** A version made ready to run. */
export type Runnable = {
  playbook: Playbook;
  graph: Graph;
  /** it asks how a number changed, so the customer's history is needed */
  looksBack: boolean;
  /** who wrote it, and the zone of its workspace */
  author: string;
  workspaceZone: string;
  /** those of the country its window names */
  holidays: Holidays | null;
};

/** What every segment needs and hardly ever changes, kept in memory. */
export type Directory = {
  runnable(tenant: Tenant, playbookId: string, version: number): Promise<Runnable>;
  people(tenant: Tenant): Promise<PersonRow[]>;
  forgetPeople(workspaceId: string): void;
};

const mostVersions = 500;
const peopleStayFor = 10_000;

export function createDirectory(): Directory {
  const versions = new Map<string, Promise<Runnable>>();
  const people = new Map<string, { rows: Promise<PersonRow[]>; until: number }>();

  return {
    runnable(tenant, playbookId, version) {
      const key = `${tenant.workspaceId} ${playbookId} ${version}`;
      const known = versions.get(key) ?? load(tenant, playbookId, version);
      // the most recently used stand last, so the first one is the one to forget
      versions.delete(key);
      versions.set(key, known);
      known.catch(() => versions.delete(key));
      if (versions.size > mostVersions) versions.delete(versions.keys().next().value ?? key);
      return known;
    },
    people(tenant) {
      const known = people.get(tenant.workspaceId);
      if (known && known.until > Date.now()) return known.rows;
      const rows = listPeople(tenant);
      people.set(tenant.workspaceId, { rows, until: Date.now() + peopleStayFor });
      rows.catch(() => people.delete(tenant.workspaceId));
      return rows;
    },
    forgetPeople: (workspaceId) => void people.delete(workspaceId),
  };
}

async function load(tenant: Tenant, playbookId: string, version: number): Promise<Runnable> {
  return runnableOf(await loadVersion(tenant, playbookId, version));
}

/** Makes a text ready to run, also one that is not stored yet. */
export async function runnableOf({
  playbook,
  plan,
  source,
  author,
  workspaceZone,
}: Awaited<ReturnType<typeof loadVersion>>): Promise<Runnable> {
  const looksBack = source.includes("change(");
  const place = playbook.window?.holidays;
  const holidays = place === undefined ? null : await loadHolidays(place);
  return { playbook, graph: graphOf(plan), looksBack, author, workspaceZone, holidays };
}
