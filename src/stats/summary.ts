import { nameInWords } from "../grammar/words.ts";
import { everyStep } from "../playbook/check-steps.ts";
import { stepInWords } from "../playbook/describe.ts";
import { loadVersion } from "../store/playbooks.ts";
import { failureStats, runStats, waitingStats } from "../store/stats.ts";
import type { Tenant } from "../store/tenant.ts";

type StatsRow = {
  runs: number;
  ended: number;
  /** of those that ended, how many reached their end or a good exit */
  succeeded: number;
  /** milliseconds; null without an ended run */
  median: number | null;
  open: number;
};

export type Summary = {
  overall: StatsRow;
  rows: (StatsRow & { name: string })[];
  /** `longest` in milliseconds */
  waiting: { who: string; count: number; longest: number }[];
  failures: { playbook: string; step: string; count: number; reason: string }[];
};

/** How the runs that started in a period went, what open ones wait for now, and which steps failed. */
export async function summarize(
  tenant: Tenant,
  { from, to }: { from: Date; to: Date },
  now: Date,
): Promise<Summary> {
  const byPlaybook = await runStats(tenant, from, to);
  const waits = Map.groupBy(await waitingStats(tenant), (it) => it.who);
  const failures = await failureStats(tenant, from, to);
  const sum = (of: "runs" | "ended" | "succeeded" | "open") =>
    byPlaybook.reduce((all, it) => all + it[of], 0);
  return {
    overall: {
      runs: sum("runs"),
      ended: sum("ended"),
      succeeded: sum("succeeded"),
      open: sum("open"),
      median: medianOf(byPlaybook.flatMap((it) => it.durations)),
    },
    rows: byPlaybook.map(({ name, runs, ended, succeeded, open, durations }) => ({
      name,
      runs,
      ended,
      succeeded,
      open,
      median: medianOf(durations),
    })),
    waiting: [...waits]
      .map(([who, of]) => ({
        who,
        count: of.length,
        longest: Math.max(...of.map((it) => now.getTime() - it.since.getTime())),
      }))
      .toSorted((a, b) => b.longest - a.longest),
    failures: await Promise.all(failures.map((it) => named(tenant, it))),
  };
}

type Failure = Awaited<ReturnType<typeof failureStats>>[number];

/** A failure with the words for its step; what the plan adds to a step has that step's. */
async function named(tenant: Tenant, { playbookId, version, ...failure }: Failure) {
  const { playbook } = await loadVersion(tenant, playbookId, version);
  const [id = ""] = failure.step.split("/");
  const found = everyStep(playbook.steps, []).find(({ step }) => step.id === id);
  const step = found ? stepInWords(found.step) : nameInWords(id);
  return { playbook: failure.playbook, step, count: failure.count, reason: failure.reason ?? "" };
}

function medianOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}
