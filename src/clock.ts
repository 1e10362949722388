/**
 * Business time: when a step is due, how old a renewal is. Passed in everywhere, never read from the system,
 * so a newcomer can skip ninety days and a test can stand still. What belongs to machines (sockets, leases,
 * time-outs, signatures, rate windows) stays on real time and does not use this.
 */
export type Clock = {
  now(): Date;
  /** Calls once when business time reaches `at`, at once if it already has. Returns what forgets it. */
  wake(at: Date, call: () => void): () => void;
};

export type SkippableClock = Clock & {
  /** Milliseconds business time is ahead of real time. */
  offset(): number;
  /** Moves business time forward to `at`; what fell due in between is called. Never moves back. */
  skipTo(at: Date): void;
};

// how far the clock that all processes share is ahead of what this one counts
let correction = 0;

/**
 * Real time as it goes on, whatever is done to the machine's clock meanwhile: what leases are given and judged by, so
 * that a jump takes nothing away from whoever works on it. Of all processes it is the same, see `followSharedTime`.
 */
export function steadyNow(): Date {
  return new Date(performance.timeOrigin + performance.now() + correction);
}

export function correctSteadyNow(milliseconds: number): void {
  correction += milliseconds;
}

// the longest delay setTimeout takes; longer waits are made of several
const longest = 2 ** 31 - 1;

type Options = { offset?: number; real?: () => number; onSkip?: (offset: number) => void };

/** A clock that runs with real time. Without a call of `skipTo` it is simply real time. */
export function createClock({
  offset = 0,
  real = Date.now,
  onSkip = () => {},
}: Options = {}): SkippableClock {
  const armed = new Set<{ at: number; call: () => void; timer: NodeJS.Timeout | null }>();
  const now = () => real() + offset;

  function arm(entry: { at: number; call: () => void; timer: NodeJS.Timeout | null }) {
    if (entry.timer) clearTimeout(entry.timer);
    const left = Math.max(0, entry.at - now());
    entry.timer = setTimeout(() => ring(entry), Math.min(left, longest));
    entry.timer.unref();
  }

  function ring(entry: { at: number; call: () => void; timer: NodeJS.Timeout | null }) {
    if (entry.at > now()) return arm(entry);
    if (armed.delete(entry)) entry.call();
  }

  return {
    now: () => new Date(now()),
    offset: () => offset,
    wake(at, call) {
      const entry = { at: at.getTime(), call, timer: null };
      armed.add(entry);
      arm(entry);
      return () => {
        armed.delete(entry);
        clearTimeout(entry.timer ?? undefined);
      };
    },
    skipTo(at) {
      if (at.getTime() <= now()) return;
      offset = at.getTime() - real();
      onSkip(offset);
      for (const entry of armed) arm(entry);
    },
  };
}
