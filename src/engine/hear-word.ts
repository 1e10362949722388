import { nextLook } from "../run/next-look.ts";
import { lastEnd, worldOf } from "../run/situation.ts";
import type { Settled } from "../run/state.ts";
import { knownSteps, typeOf } from "../steps/all.ts";
import type { AnyStep } from "../steps/step-type.ts";
import type { Outcome, World } from "../steps/world.ts";
import { touchCards } from "../store/cards.ts";
import { lockRun, saveHeard, takeAway } from "../store/control.ts";
import type { Ask, StepPlace, StepRow } from "../store/steps.ts";
import type { Tenant } from "../store/tenant.ts";
import type { EngineNeeds } from "./needs.ts";
import { seeRun } from "./held-run.ts";
import { stepSubject } from "./show.ts";
import { settle } from "./signal.ts";

type Needs = Pick<EngineNeeds, "jobs" | "directory" | "clock">;
type Word = Extract<Settled, { is: "event" | "answer" }>;

/**
 * An event or a person's word reaches a step that asks something. Where it waits on for the same, that is written at
 * once, so that the next word counts, too, though nobody has worked on the run in between. False when it came too late.
 */
export async function hearWord(
  needs: Needs,
  tenant: Tenant,
  place: StepPlace & { turn: number },
  word: Word,
): Promise<boolean> {
  const { runId, stepId, iteration, turn } = place;
  // the run before its step, as everybody does who touches both
  const run = await lockRun(tenant, runId);
  const situation = run && (await seeRun(needs, tenant, runId));
  const state = situation?.states.get(stepId);
  const step = situation?.graph.nodes.get(stepId)?.step;
  if (!situation || !state || !step || state.iteration !== iteration || state.turn !== turn)
    return settle(needs.jobs, tenant, place, turn, word);
  const now = needs.clock.now();
  const world = worldOf(situation, { now, previous: lastEnd(situation) });
  const asksOn = (it: Settled) => outcomeOf(step, state, it, world)?.is === "waiting";
  const { settled } = state;
  // what only leads to a question is no answer yet, as that its moment has come; the first such counts
  if (settled && (!asksOn(settled) || (settled.is !== "time" && asksOn(word)))) return false;
  const heard = waitsOn(state, word, outcomeOf(step, state, word, world));
  if (!heard && !settled) return settle(needs.jobs, tenant, place, turn, word);
  // a worker that has it just now knows the step as it was
  if (run?.held) {
    await takeAway(tenant, runId);
    await needs.jobs.add(tenant.db, [{ workspaceId: tenant.workspaceId, runId }]);
  }
  const look = nextLook(situation, now);
  await saveHeard(tenant, place, { ...(heard ?? state), turn: turn + 1, look });
  if (!heard) return settle(needs.jobs, tenant, place, turn + 1, word);
  await touchCards(tenant, "run", [runId]);
  await touchCards(tenant, "step", [stepSubject(place)]);
  if (heard.ask.quiet && heard.due && heard.due <= now)
    await settle(needs.jobs, tenant, place, turn + 1, { is: "time" });
  return true;
}

/** What its own wait comes to by that. */
function outcomeOf(step: AnyStep, { stage, output }: StepRow, settled: Settled, world: World) {
  if (stage !== "work" || settled.is === "choice") return null;
  return typeOf(knownSteps, step).resume?.(step, settled, world, output) ?? null;
}

/** How it waits from then on, where it asks nobody anything new; null: something follows. */
function waitsOn({ ask, due, note, output }: StepRow, word: Word, outcome: Outcome | null) {
  if (!ask || outcome?.is !== "waiting" || outcome.for.kind !== "answer" || outcome.posts)
    return null;
  const { kind: _, match: __, from = null, ...asks } = outcome.for;
  // whoever answered and is asked the same again must be told so
  const isAskedAlready = word.is === "event" && !ask.quiet && asks.title === ask.title;
  if (!from && !isAskedAlready) return null;
  const { who, also } = ask;
  const asked: Ask = { ...asks, who, ...(from ? { quiet: true } : { also }) };
  return {
    output: outcome.keep ?? output,
    note: outcome.note ?? note,
    due: from ?? due,
    ask: asked,
  };
}
