import { type Dispatcher, startDispatcher } from "./dispatcher.ts";
import type { EngineNeeds } from "./needs.ts";
import { startTimers } from "./timers.ts";

export type Engine = {
  /** a transaction that may have queued a run is through */
  wake(): void;
  /** looks for what has come due, instead of waiting for the next look */
  look(): Promise<void>;
  /** resolves when everything that may go on by itself has */
  quiet(): Promise<void>;
  /** lets what is held come to its next commit, at most so many milliseconds */
  stop(patience: number): Promise<void>;
};

/** The working half of the program: takes runs that have something to do, and watches what comes due. */
export function startEngine(needs: EngineNeeds, options: { slots?: number } = {}): Engine {
  const dispatcher: Dispatcher = startDispatcher(needs, options);
  const timers = startTimers(needs, { wake: dispatcher.wake });
  return {
    wake: dispatcher.wake,
    look: timers.look,
    quiet: dispatcher.quiet,
    async stop(patience) {
      await timers.stop();
      await dispatcher.stop(patience);
    },
  };
}
