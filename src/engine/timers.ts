import { atPoint } from "../crash-points.ts";
import { listUndispatched } from "../store/events.ts";
import { settleDueSteps } from "../store/steps.ts";
import { nextDue } from "../store/triggers.ts";
import { evaluateDueTriggers } from "./evaluate-triggers.ts";
import { dispatchEvent } from "./happen.ts";
import type { EngineNeeds } from "./needs.ts";
import { nudgeDue } from "./nudge.ts";
import { judgeWaiting } from "./prerequisites.ts";
import { admitWaiting } from "./turn.ts";

export type Timers = {
  /** Looks now, instead of at the next moment anything is due. Resolves when what was due is under way. */
  look(): Promise<void>;
  stop(): Promise<void>;
};

// a look at least this often finds what other processes have parked since; real time
const lookEvery = 1000;
const atOnce = 200;

/**
 * One loop per worker over everything that comes due: parked steps, triggers by time, runs and events left
 * behind by a crash. What is taken is locked, so any number of workers share it. Between looks it costs nothing.
 */
export function startTimers(needs: EngineNeeds, { wake }: { wake(): void }): Timers {
  let stopped = false;
  let forget = () => {};
  let looking: Promise<void> = Promise.resolve();
  let poll: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    // it may have stood behind another when the stop came
    if (!stopped) await lookAtDue(needs, wake);
  }

  function lookNext(): Promise<void> {
    if (stopped) return looking;
    looking = looking.then(look).then(arm);
    return looking;
  }

  async function arm(): Promise<void> {
    forget();
    clearTimeout(poll);
    if (stopped) return;
    poll = setTimeout(() => void lookNext(), lookEvery);
    const next = await nextDue(needs.pool).catch(() => null);
    // what is due and was not taken is another's, or could not be: it is looked at again, but not at once
    if (next && next > needs.clock.now() && !stopped)
      forget = needs.clock.wake(next, () => void lookNext());
  }

  void lookNext();
  return {
    look: lookNext,
    async stop() {
      stopped = true;
      forget();
      clearTimeout(poll);
      await looking;
    },
  };
}

// one that fails keeps none of the others from being looked at
const parts = [
  takeBack,
  settleDue,
  nudgeDue,
  evaluateDueTriggers,
  drainEvents,
  judgeWaiting,
  admitWaiting,
];

/** One look at everything that may have come due, and at what a dead worker left. */
export async function lookAtDue(needs: EngineNeeds, wake: () => void): Promise<void> {
  let begun = 0;
  for (const part of parts)
    begun += await part(needs, wake).catch((error: unknown) => {
      needs.log.error("cannot look at what is due", { part: part.name, error });
      return 0;
    });
  if (begun > 0) wake();
}

// what a dead worker held; a look is at least once a second
function takeBack({ jobs }: EngineNeeds): Promise<number> {
  return jobs.takeBack();
}

async function settleDue(needs: EngineNeeds, wake: () => void): Promise<number> {
  let settled = 0;
  for (;;) {
    const count = await settleDueSteps(needs.pool, needs.jobs, needs.clock.now(), atOnce);
    if (count > 0) atPoint("due committed");
    if (count > 0) wake();
    settled += count;
    if (count < atOnce) return settled;
  }
}

async function drainEvents(needs: EngineNeeds): Promise<number> {
  let heard = 0;
  for (const { workspaceId, id } of await listUndispatched(needs.pool, needs.clock.now())) {
    const happened = await dispatchEvent(needs, workspaceId, id).catch((error: unknown) => {
      needs.log.error("cannot dispatch an event", { workspaceId, id, error });
      return null;
    });
    if (happened) heard += happened.started + happened.resumed;
  }
  return heard;
}
