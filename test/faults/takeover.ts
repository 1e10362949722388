import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { many, type Pool } from "../../src/store/db.ts";

const Held = z.object({
  id: z.string(),
  epoch: z.number(),
  job: z.string().nullable(),
  alive: z.date().nullable(),
});

export type Takeovers = {
  /** milliseconds from a death to the next claim under the same job */
  times: readonly number[];
  stop(): Promise<void>;
};

/**
 * Watches who holds what. A run that is claimed anew under the same job was taken over: its holder had died, and the
 * time counts from the first death since the holder's last heartbeat.
 */
export function watchTakeovers(pool: Pool, deaths: () => readonly number[]): Takeovers {
  const times: number[] = [];
  const held = new Map<string, { epoch: number; job: string | null; alive: number }>();
  let stopped = false;

  async function look(): Promise<void> {
    const rows = await many(pool, Held, {
      text: `select e.id, e.epoch, e.held_by as job, coalesce(j.heartbeat_on, j.created_on) as alive
             from playbook_executions e left join pgboss.job j on j.name = 'run' and j.id = e.held_by
             where e.segment = 'held'`,
      values: [],
    });
    const now = performance.now();
    for (const { id, epoch, job, alive } of rows) {
      const before = held.get(id);
      const since = alive ? alive.getTime() - performance.timeOrigin : now;
      if (before && before.epoch !== epoch && before.job === job) {
        const death = deaths().find((at) => at >= before.alive);
        if (death !== undefined && death < now) times.push(now - death);
      }
      // one that was given back has no heartbeat: the last one counts
      const isSame = before?.epoch === epoch;
      held.set(id, { epoch, job, alive: isSame ? Math.max(before.alive, since) : since });
    }
  }

  const watching = (async () => {
    while (!stopped) {
      await look().catch(() => {});
      await sleep(100);
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
