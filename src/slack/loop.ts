import type { Log } from "../log.ts";

/** Takes what is there and works on it, several at a time, until it is stopped. */
export type Loop = {
  start(): void;
  /** looks at once instead of at the next turn */
  wake(): void;
  /** looks in a moment, so that what follows at once is seen together with it */
  wakeSoon(): void;
  /** looks again after that long, if not before */
  wakeIn(milliseconds: number): void;
  busy(): boolean;
  /** takes nothing more; resolves when what it has is done */
  stop(): Promise<void>;
};

type Options = {
  name: string;
  everyMs: number;
  most: number;
  log: Log;
  /** leases at most that many pieces of work */
  take(room: number): Promise<(() => Promise<void>)[]>;
};

const moment = 30;

export function createLoop({ name, everyMs, most, log, take }: Options): Loop {
  const working = new Set<Promise<void>>();
  const timers = new Set<NodeJS.Timeout>();
  let state: "idle" | "looking" | "again" | "stopped" = "stopped";
  let looking = Promise.resolve();
  let soon = false;
  // said once, not at every look
  let failing = false;

  async function look(): Promise<void> {
    const room = most - working.size;
    if (room <= 0) return;
    let taken: (() => Promise<void>)[] = [];
    try {
      taken = await take(room);
      failing = false;
    } catch (error) {
      // the next turn tries again; a database that is away comes back
      if (!failing) log.warn("could not look for work", { loop: name, error });
      failing = true;
    }
    for (const work of taken) begin(work);
  }

  function begin(work: () => Promise<void>): void {
    const done = work()
      .catch((error: unknown) => log.error("work failed", { loop: name, error }))
      .finally(() => {
        working.delete(done);
        // another may have waited behind it
        wake();
      });
    working.add(done);
  }

  function wake(): void {
    if (state === "looking") state = "again";
    if (state !== "idle") return;
    state = "looking";
    looking = look().finally(() => {
      const again = state === "again";
      if (state !== "stopped") state = "idle";
      if (again) wake();
    });
  }

  function wakeIn(milliseconds: number): void {
    if (state === "stopped") return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      wake();
    }, milliseconds);
    timer.unref();
    timers.add(timer);
  }

  function wakeSoon(): void {
    if (soon) return;
    soon = true;
    setTimeout(() => {
      soon = false;
      wake();
    }, moment).unref();
  }

  let turn: NodeJS.Timeout | null = null;
  return {
    wake,
    wakeSoon,
    wakeIn,
    busy: () => working.size > 0 || state === "looking" || state === "again",
    start() {
      state = "idle";
      turn = setInterval(wake, everyMs);
      turn.unref();
      wake();
    },
    async stop() {
      state = "stopped";
      clearInterval(turn ?? undefined);
      for (const timer of timers) clearTimeout(timer);
      await looking;
      await Promise.all(working);
    },
  };
}
