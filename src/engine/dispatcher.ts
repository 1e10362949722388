import { atPoint } from "../crash-points.ts";
import { reasonOf } from "../errors.ts";
import type { HeldJob } from "../store/jobs.ts";
import { grouped } from "../store/group.ts";
import { type TakenJob, takeRuns } from "../store/runs.ts";
import type { EngineNeeds } from "./needs.ts";
import { runSegment } from "./segment.ts";

export type Dispatcher = {
  /** there may be a job now */
  wake(): void;
  /** Resolves when nothing is held and nothing is queued. */
  quiet(): Promise<void>;
  /** Takes no more jobs, and waits for what is held, at most so many milliseconds. */
  stop(patience: number): Promise<void>;
};

type Options = { slots?: number; pollEvery?: number };

// how often held jobs are touched: well inside the time after which another worker takes them over
const heartbeat = 1500;
const moment = 3;

/** One loop per process: fetches as many runs as it has hands free, and keeps them alive while they are held. */
export function startDispatcher(
  needs: EngineNeeds,
  { slots = 64, pollEvery = 500 }: Options = {},
): Dispatcher {
  const many = Math.ceil(slots / 4);
  const held = new Map<string, HeldJob>();
  // of those, the ones that are at work: the others are only to be completed yet
  let busy = 0;
  let roomFor = () => {};
  let stopped = false;
  let wake = () => {};
  let woken = false;
  const emptyHanded: (() => void)[] = [];

  const beats = setInterval(() => {
    needs.jobs
      .touch([...held.values()])
      .catch((error: unknown) => needs.log.warn("heartbeat failed", { error }));
  }, heartbeat);

  // the segments that ended together are completed together
  const settle = grouped<HeldJob, null>({
    async flush(jobs) {
      await needs.jobs.complete(jobs);
      return jobs.map(() => null);
    },
    lanes: 1,
    most: 500,
    sizeOf: () => 1,
  });

  async function complete(job: HeldJob): Promise<void> {
    atPoint("job left");
    await settle(job).catch((error: unknown) => needs.log.warn("cannot complete a job", { error }));
  }

  const loop = (async () => {
    while (!stopped) {
      woken = false;
      // only a fetch that began after somebody asked can tell them that nothing is queued
      const asked = emptyHanded.splice(0);
      // a look for many costs as little as one for few
      if (busy > slots - many) await room();
      const jobs = busy < slots ? await take(slots - busy) : [];
      // a look that was under way when it stopped may still bring some
      for (const job of jobs ?? [])
        if (stopped) await giveBack(job, "its worker stops");
        else void hold(job);
      // who cannot look does not know that nothing is there
      if (jobs?.length === 0 && held.size === 0) for (const tell of asked) tell();
      else emptyHanded.push(...asked);
      if (!jobs?.length && !woken) await sleep();
    }
  })();

  needs.hands.offer({
    // some hands are left for what is queued, however much is started
    free: () => !stopped && busy < slots - many,
    begin: (job) => void (stopped ? giveBack(job, "its worker stops") : hold(job)),
  });

  async function take(most: number): Promise<TakenJob[] | null> {
    try {
      return await takeRuns(needs.pool, needs.jobs, most);
    } catch (error) {
      needs.log.error("cannot fetch jobs", { error });
      return null;
    }
  }

  async function hold(job: TakenJob): Promise<void> {
    held.set(job.id, job);
    busy += 1;
    const left = await runSegment(needs, job).then(
      () => complete,
      (error: unknown) => {
        needs.log.error("segment failed", { runId: job.data.runId, error });
        return (failed: HeldJob) => giveBack(failed, error);
      },
    );
    busy -= 1;
    if (busy <= slots - many) roomFor();
    wakeUp();
    await left(job);
    held.delete(job.id);
    if (held.size === 0) wakeUp();
  }

  async function giveBack(job: HeldJob, error: unknown): Promise<void> {
    await needs.jobs
      .fail(job, reasonOf(error))
      .catch((failure: unknown) => needs.log.warn("cannot give a job back", { error: failure }));
  }

  /** When several hands are free, or after a moment. */
  function room(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, moment);
      roomFor = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  function sleep(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, pollEvery);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  function wakeUp(): void {
    woken = true;
    wake();
  }

  return {
    wake: wakeUp,
    quiet: () =>
      new Promise((resolve) => {
        emptyHanded.push(resolve);
        wakeUp();
      }),
    async stop(patience) {
      stopped = true;
      needs.hands.offer(null);
      wakeUp();
      await loop;
      const until = Date.now() + patience;
      while (held.size > 0 && Date.now() < until)
        await new Promise((resolve) => setTimeout(resolve, 20));
      clearInterval(beats);
      // what cannot come to its end goes to another at once; its epoch fences this one
      await Promise.all([...held.values()].map((job) => giveBack(job, "its worker stops")));
    },
  };
}
