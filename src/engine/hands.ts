import type { TakenJob } from "../store/runs.ts";

/** Who works on runs in this process, as those who start one see it. */
type Worker = {
  /** whether it has a hand free for one more */
  free(): boolean;
  /** begins a run whose start has committed, under the job that came with it */
  begin(job: TakenJob): void;
};

/** The worker of this process, while there is one: a run it can begin at once need not be queued first. */
export type Hands = Worker & { offer(worker: Worker | null): void };

export function createHands(): Hands {
  let worker: Worker | null = null;
  return {
    free: () => worker?.free() ?? false,
    // one that has stopped since leaves the run to others, who find that nobody holds it
    begin: (job) => worker?.begin(job),
    offer(next) {
      worker = next;
    },
  };
}
