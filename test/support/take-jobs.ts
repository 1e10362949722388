import type { HeldJob } from "../../src/store/jobs.ts";
import { takeRuns } from "../../src/store/runs.ts";

/** Jobs as a worker takes them, each of which may be worked on again and again as after a crash. */
export async function takeJobs(
  { pool, jobs }: { pool: Parameters<typeof takeRuns>[0]; jobs: Parameters<typeof takeRuns>[1] },
  most: number,
): Promise<HeldJob[]> {
  const taken = await takeRuns(pool, jobs, most);
  return taken.map(({ id, retryCount, data }) => ({ id, retryCount, data }));
}
