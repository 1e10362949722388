import type { RealTime } from "./real-time.ts";

export type Slots = {
  /** Waits for one of the slots, at most so many milliseconds; null when none came. */
  take(workspaceId: string, within: number, signal?: AbortSignal): Promise<(() => void) | null>;
};

/** At most so many calls at once. Of those who wait, the workspace with the fewest calls goes first. */
export function createSlots(time: RealTime, most: number): Slots {
  const active = new Map<string, number>();
  const waiting = new Set<{ workspaceId: string; go: (release: () => void) => void }>();
  let taken = 0;

  function start(workspaceId: string): () => void {
    taken++;
    active.set(workspaceId, (active.get(workspaceId) ?? 0) + 1);
    return () => {
      taken--;
      const left = (active.get(workspaceId) ?? 1) - 1;
      if (left > 0) active.set(workspaceId, left);
      else active.delete(workspaceId);
      next();
    };
  }

  function next() {
    const load = (it: { workspaceId: string }) => active.get(it.workspaceId) ?? 0;
    const [first] = [...waiting].toSorted((a, b) => load(a) - load(b));
    if (!first) return;
    waiting.delete(first);
    first.go(start(first.workspaceId));
  }

  return {
    async take(workspaceId, within, signal) {
      if (taken < most) return start(workspaceId);
      const { promise, resolve } = Promise.withResolvers<(() => void) | null>();
      const entry = { workspaceId, go: resolve };
      waiting.add(entry);
      const leave = () => {
        if (waiting.delete(entry)) resolve(null);
      };
      const forget = time.after(within, leave);
      signal?.addEventListener("abort", leave);
      if (signal?.aborted) leave();
      const release = await promise;
      forget();
      signal?.removeEventListener("abort", leave);
      return release;
    },
  };
}
