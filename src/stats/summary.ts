import { nameInWords } from "../grammar/words.ts";
import { everyStep } from "../playbook/check-steps.ts";
import { stepInWords } from "../playbook/describe.ts";
import { loadVersion } from "../store/playbooks.ts";
import { failureStats, type Lasted, runStats, waitingStats } from "../store/stats.ts";
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
  const waits = await waitingStats(tenant);
  const failures = await failureStats(tenant, from, to);
  const sum = (of: "runs" | "ended" | "succeeded" | "open") =>
    byPlaybook.reduce((all, it) => all + it[of], 0);
  return {
    overall: {
      runs: sum("runs"),
      ended: sum("ended"),
      succeeded: sum("succeeded"),
      open: sum("open"),
      median: medianOf(byPlaybook.flatMap((it) => it.lasted)),
    },
    rows: byPlaybook.map(({ name, runs, ended, succeeded, open, lasted }) => ({
      name,
      runs,
      ended,
      succeeded,
      open,
      median: medianOf(lasted),
    })),
    waiting: waits.map(({ who, count, since }) => ({
      who,
      count,
      longest: now.getTime() - since.getTime(),
    })),
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

function medianOf(lasted: readonly Lasted[]): number | null {
  const sorted = lasted.toSorted((a, b) => a.ms - b.ms);
  const runs = sorted.reduce((all, it) => all + it.runs, 0);
  if (runs === 0) return null;
  const at = (place: number) => {
    let before = 0;
    return sorted.find((it) => (before += it.runs) > place)?.ms ?? 0;
  };
  // of two in the middle what lies between them
  return (at(Math.ceil(runs / 2) - 1) + at(Math.floor(runs / 2))) / 2;
}
