/** Real time: what time-outs, rests and budgets go by. Skipping business time does not move it. */
export type RealTime = {
  /** milliseconds since 1970 */
  now(): number;
  /** Calls once after so many milliseconds. Returns what forgets it. */
  after(milliseconds: number, call: () => void): () => void;
};

export const realTime: RealTime = {
  now: () => Date.now(),
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Waits so long, or until the signal is given. */
export function pause(time: RealTime, milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const forget = time.after(milliseconds, end);
    function end() {
      forget();
      signal?.removeEventListener("abort", end);
      resolve();
    }
    signal?.addEventListener("abort", end);
    if (signal?.aborted) end();
  });
}
