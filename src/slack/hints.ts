import type { Log } from "../log.ts";
import { touchCards } from "../store/cards.ts";
import type { Pool } from "../store/db.ts";
import { forWorkspace } from "../store/tenant.ts";
import { createLoop, type Loop } from "./loop.ts";

/** Runs whose cards may show something new. Nothing durable hangs on it: a lost hint is a later look. */
export type Hints = {
  hint(workspaceId: string, runId: string): void;
  /** what was hinted since the last time, by workspace */
  take(): Map<string, string[]>;
  waiting(): boolean;
  /** calls it at every hint */
  listen(look: () => void): void;
};

// while nobody can take them they are lost from here on: where a run parks or ends, its card is touched anyway
const mostHinted = 5000;

/** Between the engine, which hints, and the cards, which look. */
export function createHints(): Hints {
  let hinted = new Map<string, Set<string>>();
  let count = 0;
  let told = () => {};
  return {
    hint(workspaceId, runId) {
      const runs = hinted.get(workspaceId) ?? new Set();
      if (!runs.has(runId) && count < mostHinted) {
        hinted.set(workspaceId, runs.add(runId));
        count += 1;
      }
      told();
    },
    take() {
      const taken = hinted;
      hinted = new Map();
      count = 0;
      return new Map([...taken].map(([workspaceId, runs]) => [workspaceId, [...runs].toSorted()]));
    },
    waiting: () => count > 0,
    listen: (look) => {
      told = look;
    },
  };
}

/** A hinted run is looked at like one that changed; a look that shows nothing new costs Slack nothing. */
export async function touchHinted(pool: Pool, hints: Hints): Promise<void> {
  if (!hints.waiting()) return;
  for (const [workspaceId, runs] of hints.take())
    await forWorkspace(pool, workspaceId, (tenant) => touchCards(tenant, "run", runs));
}

type TellingNeeds = { pool: Pool; hints: Hints; log: Log };

// how late another process may see what a run does that goes on here
const everyMs = 500;

/** Where no cards are drawn: says in the database which ones the process that draws them is to look at. */
export function createHintTelling({ pool, hints, log }: TellingNeeds): Loop {
  return createLoop({
    name: "hints",
    everyMs,
    most: 1,
    log,
    async take() {
      await touchHinted(pool, hints);
      return [];
    },
  });
}
