import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { many, type Pool } from "../../src/store/db.ts";

const Held = z.object({ id: z.string(), epoch: z.number(), job: z.string().nullable() });

export type Takeovers = {
  /** milliseconds from a death to the next claim under the same job */
  times: readonly number[];
  stop(): Promise<void>;
};

/**
 * Watches who holds what. A run that is claimed anew under the same job was taken over: its holder had died, and the
 * time counts from the first death since the run was seen held.
 */
export function watchTakeovers(pool: Pool, deaths: () => readonly number[]): Takeovers {
  const times: number[] = [];
  const held = new Map<string, { epoch: number; job: string | null; seen: number }>();
  let stopped = false;
  let lastLook = performance.now();

  async function look(): Promise<void> {
    const rows = await many(pool, Held, {
      text: "select id, epoch, held_by as job from playbook_executions where segment = 'held'",
      values: [],
    });
    const now = performance.now();
    for (const { id, epoch, job } of rows) {
      const before = held.get(id);
      if (before?.epoch === epoch) continue;
      if (before && before.job === job) {
        const death = deaths().find((at) => at >= before.seen);
        if (death !== undefined && death < now) times.push(now - death);
      }
      // it was taken at some moment since the last look
      held.set(id, { epoch, job, seen: lastLook });
    }
    lastLook = now;
  }

  const watching = (async () => {
    while (!stopped) {
      await look().catch(() => {});
      await sleep(50);
    }
  })();

  return {
    times,
    async stop() {
      stopped = true;
      await watching;
    },
  };
}
