// what a run would do that a step starts, foreseen with the one around it

import { knownSteps, typeOf } from "../steps/all.ts";
import type { AnyStep } from "../steps/step-type.ts";
import type { Part } from "../steps/world.ts";
import type { Preview, PreviewLine } from "./preview.ts";
import type { Situation } from "./situation.ts";
import type { StepState } from "./state.ts";
import { type SeenWorld, written } from "./world.ts";

/** The run a step starts: the situation it would be in, and what it would do from there. */
export type InsidePreview = Preview & { seen: Situation };

/** `lacks`: what keeps it from beginning without a person. */
export type Inside = { preview: InsidePreview; lacks: string | null } | { held: string };

/** What a step asks to be started: `state` where that is under way. */
export type AskedInside = {
  step: AnyStep;
  part: Part;
  state: StepState | null;
  world: SeenWorld;
};

/** Puts it on the line of its step, with what stands in its way; when the step is over, if it waits for it, and whether it does so in vain. */
export function putInside(
  line: PreviewLine,
  { step, world }: { step: AnyStep; world: SeenWorld },
  look: (part: Part) => Inside | null,
): { until: Date | null; obstacle: string | null; isLate: boolean } {
  const part = typeOf(knownSteps, step).runs?.(step);
  const seen = part ? written(() => look(part) ?? { held: "" }) : { held: "" };
  const none = { until: null, isLate: false };
  if ("held" in seen) return { ...none, obstacle: seen.held === "" ? null : seen.held };
  const { preview, lacks } = seen;
  line.inside = line.perhaps ? uncertain(preview) : preview;
  if (!part?.waits) return { ...none, obstacle: lacks };
  // whoever it waits for is told by the lines inside
  line.waitsFor = null;
  const { timeout } = step;
  const latest = timeout === undefined ? preview.endsAt : world.after(world.now, timeout);
  const isLate = latest < preview.endsAt;
  return { until: isLate ? latest : preview.endsAt, obstacle: lacks, isLate };
}

function uncertain(preview: InsidePreview): InsidePreview {
  const lines = preview.lines.map((line) => ({
    ...line,
    perhaps: true,
    inside: line.inside && uncertain(line.inside),
  }));
  return { ...preview, lines };
}

/** All lines, those of runs inside behind the step that starts each, with the ids of the steps they stand under. */
export function everyLine(
  lines: readonly PreviewLine[],
  within: readonly string[] = [],
): { line: PreviewLine; within: readonly string[] }[] {
  return lines.flatMap((line) => [
    { line, within },
    ...everyLine(line.inside?.lines ?? [], [...within, line.step.id]),
  ]);
}
