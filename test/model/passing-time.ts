import type { RealTime } from "../../src/model/real-time.ts";

export type PassingTime = RealTime & {
  /** Lets so many milliseconds pass at once. */
  pass(milliseconds: number): void;
  /** what was waited for between tries, in milliseconds; such waits are over at once */
  pauses: number[];
};

const longestPause = 25_000;

/** Time that stands still but for the pauses between tries: a time-out is reached only when a test says so. */
export function passingTime(start = "2027-03-01T08:00:00Z"): PassingTime {
  let now = Date.parse(start);
  const armed = new Set<{ at: number; call: () => void }>();
  const pauses: number[] = [];

  function pass(milliseconds: number) {
    now += milliseconds;
    const due = [...armed].filter((it) => it.at <= now);
    for (const entry of due.toSorted((a, b) => a.at - b.at)) if (armed.delete(entry)) entry.call();
  }

  return {
    now: () => now,
    after(milliseconds, call) {
      const entry = { at: now + milliseconds, call };
      armed.add(entry);
      if (milliseconds <= longestPause) {
        pauses.push(milliseconds);
        setImmediate(() => armed.has(entry) && pass(milliseconds));
      }
      return () => void armed.delete(entry);
    },
    pass,
    pauses,
  };
}
