import type { Clock } from "../../src/clock.ts";

export type StandingClock = Clock & {
  /** Goes forward to `at` and calls what falls due on the way, in order and at its own time. */
  moveTo(at: Date): void;
  move(milliseconds: number): void;
};

/** A clock that stands still until a test moves it. */
export function standingClock(start: Date | string): StandingClock {
  let now = new Date(start).getTime();
  let armed: { at: number; call: () => void }[] = [];

  function forget(entry: { at: number; call: () => void }): boolean {
    const before = armed.length;
    armed = armed.filter((other) => other !== entry);
    return armed.length < before;
  }

  function moveTo(target: Date) {
    if (target.getTime() < now) throw new Error("a clock never goes back");
    for (;;) {
      // a call may arm others, so the next one is looked up each time
      const [next] = armed
        .filter((entry) => entry.at <= target.getTime())
        .toSorted((a, b) => a.at - b.at);
      if (!next) break;
      now = Math.max(now, next.at);
      forget(next);
      next.call();
    }
    now = target.getTime();
  }

  return {
    now: () => new Date(now),
    wake(at, call) {
      const entry = { at: at.getTime(), call };
      armed.push(entry);
      if (entry.at <= now) queueMicrotask(() => forget(entry) && call());
      return () => void forget(entry);
    },
    moveTo,
    move: (milliseconds) => moveTo(new Date(now + milliseconds)),
  };
}
