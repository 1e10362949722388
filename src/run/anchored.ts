import { stepInWords } from "../playbook/describe.ts";
import type { AnchoredDate } from "./execution.ts";
import { isTied } from "./late.ts";
import { type Situation, worldOf } from "./situation.ts";

/** The next date that a step of the run is tied to, whenever the run begins; null when there is none to come. */
export function nextAnchored(situation: Situation, now: Date): AnchoredDate | null {
  const world = worldOf(situation, { now, previous: now });
  const dates = [...situation.graph.nodes.values()].flatMap(({ step }) => {
    const at = step?.at !== undefined && isTied(step.at) ? world.moment(step.at) : null;
    return step && at && at > now ? [{ step: stepInWords(step, situation.customer), at }] : [];
  });
  const [first] = dates.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  return first ?? null;
}
