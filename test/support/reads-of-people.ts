import { listApprovals, listApprovalsFor, listOpenApprovals } from "../../src/store/approvals.ts";
import { findCardAt, isCardThread } from "../../src/store/cards.ts";
import { countOpen, countRuns } from "../../src/store/counts.ts";
import { listAudit, listChanged, listStarted, listTries } from "../../src/store/details.ts";
import { listDeliveries } from "../../src/store/effects.ts";
import { findLastEnd, findLastStart, findOpenRun } from "../../src/store/limits.ts";
import { findRun, listRuns } from "../../src/store/runs.ts";
import { failureStats, runStats, waitingStats } from "../../src/store/stats.ts";
import { listSteps, listWaitingFor } from "../../src/store/steps.ts";
import { listTasks } from "../../src/store/tasks.ts";
import type { Tenant } from "../../src/store/tenant.ts";
import { listHeldBack } from "../../src/store/triggers.ts";
import {
  awaited,
  customerId,
  endedId,
  fewId,
  manyId,
  maya,
  playbookId,
  priya,
  rare,
} from "./many-runs.ts";

/** What people who look ask for, and starts that have limits. */
export type Read = {
  name: string;
  /** how many pages it may read among a million runs; left out where it looks through all that is open, or was in a period */
  pages?: number;
  ask(tenant: Tenant, runId: string, now: Date): Promise<unknown>;
};

const day = 86_400_000;
const nobody = "UNOBODY01";
const channel = "C0RENEWALS";
const all = Array.from({ length: 10 }, (_, i) => `planned-${i}`);
const ago = (now: Date, days: number) => new Date(now.getTime() - days * day);

export const reads: Read[] = [
  { name: "Home: tasks", pages: 200, ask: (it) => listTasks(it, maya, 10) },
  { name: "Home: tasks of whom they came to", pages: 2000, ask: (it) => listTasks(it, priya, 10) },
  { name: "Home: tasks of somebody without", pages: 20, ask: (it) => listTasks(it, nobody, 10) },
  { name: "Home: approvals", pages: 100, ask: (it) => listApprovalsFor(it, maya, 10) },
  {
    name: "Home: approvals of a second",
    pages: 300,
    ask: (it) => listApprovalsFor(it, priya, 10),
  },
  { name: "list and Home: runs by playbook", ask: (it) => countRuns(it) },
  { name: "runs, 10 under way", pages: 300, ask: (it) => listRuns(it, { open: true, limit: 10 }) },
  {
    name: "my runs: 100 under way",
    pages: 2000,
    ask: (it) => listRuns(it, { open: true, limit: 100 }),
  },
  {
    name: "open runs of a playbook",
    pages: 2000,
    ask: (it) => listRuns(it, { playbookId, open: true, limit: 200 }),
  },
  {
    name: "open runs of a playbook with none",
    pages: 20,
    ask: (it) => listRuns(it, { playbookId: endedId, open: true, limit: 200 }),
  },
  {
    name: "runs for a customer",
    pages: 1000,
    ask: (it) => listRuns(it, { customerId, limit: 15 }),
  },
  {
    name: "open runs of a customer",
    pages: 1000,
    ask: (it) => listRuns(it, { customerId, open: true }),
  },
  {
    name: "runs for a customer with few",
    pages: 100,
    ask: (it) => listRuns(it, { customerId: fewId, limit: 15 }),
  },
  {
    name: "runs for a customer with 20,000",
    ask: (it) => listRuns(it, { customerId: manyId, limit: 15 }),
  },
  {
    name: "skipped, of 30 days",
    pages: 300,
    ask: (it, _, now) => listHeldBack(it, { playbookIds: all, since: ago(now, 30), limit: 16 }),
  },
  {
    name: "whether a thread is a card's",
    pages: 20,
    ask: (it) => isCardThread(it, channel, "1699999999.000100"),
  },
  {
    name: "the card of a thread",
    pages: 20,
    ask: (it) => findCardAt(it, channel, "1700000001.000100"),
  },
  { name: "a run's card: who is asked", pages: 20, ask: listOpenApprovals },
  {
    name: "details",
    pages: 200,
    async ask(it, runId) {
      for (const read of [
        findRun,
        listSteps,
        listDeliveries,
        listApprovals,
        listChanged,
        listTries,
      ])
        await read(it, runId);
      await listStarted(it, runId);
      await listAudit(it, runId);
    },
  },
  { name: "stats: runs of 30 days", ask: (it, _, now) => runStats(it, ago(now, 30), now) },
  { name: "stats: runs of a year", ask: (it, _, now) => runStats(it, ago(now, 366), now) },
  { name: "stats: who is waited for", ask: (it) => waitingStats(it) },
  { name: "stats: failures of 30 days", ask: (it, _, now) => failureStats(it, ago(now, 30), now) },
  { name: "stats: failures of a year", ask: (it, _, now) => failureStats(it, ago(now, 366), now) },
  {
    name: "an event that very many wait for",
    ask: (it) => listWaitingFor(it, awaited, customerId),
  },
  { name: "an event that few wait for", ask: (it) => listWaitingFor(it, rare, customerId) },
  {
    name: "start: a run that works on the customer",
    pages: 1000,
    ask: (it) => findOpenRun(it, customerId),
  },
  { name: "start: how many are open", ask: (it) => countOpen(it, playbookId) },
  {
    name: "start: the last one for the customer",
    pages: 1000,
    ask: (it, _, now) =>
      findLastStart(it, playbookId, { customerId, input: null, since: ago(now, 30) }),
  },
  {
    name: "start: the last one with an input",
    ask: (it, _, now) =>
      findLastStart(it, playbookId, {
        customerId: null,
        input: { name: "order", value: "none" },
        since: ago(now, 30),
      }),
  },
  {
    name: "start: the last end for the customer",
    pages: 1000,
    ask: (it, _, now) => findLastEnd(it, playbookId, { customerId, since: ago(now, 30) }),
  },
];
