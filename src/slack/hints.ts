/** Runs whose cards may show something new. Nothing durable hangs on it: a lost hint is a later look. */
export type Hints = {
  hint(workspaceId: string, runId: string): void;
  /** what was hinted since the last time, by workspace */
  take(): Map<string, string[]>;
  waiting(): boolean;
  /** calls it at every hint */
  listen(look: () => void): void;
};

/** Between the engine, which hints, and the cards, which look. */
export function createHints(): Hints {
  let hinted = new Map<string, Set<string>>();
  let told = () => {};
  return {
    hint(workspaceId, runId) {
      const runs = hinted.get(workspaceId);
      if (runs) runs.add(runId);
      else hinted.set(workspaceId, new Set([runId]));
      told();
    },
    take() {
      const taken = hinted;
      hinted = new Map();
      return new Map([...taken].map(([workspaceId, runs]) => [workspaceId, [...runs].toSorted()]));
    },
    waiting: () => hinted.size > 0,
    listen: (look) => {
      told = look;
    },
  };
}
