// the plan walked on a virtual clock by the same rules that execute it, with nothing done

import type { AnyStep } from "../steps/step-type.ts";
import type { Content, Expectation } from "../steps/world.ts";
import { knownSteps, typeOf } from "../steps/all.ts";
import type { Graph } from "./graph.ts";
import { begin } from "./lifecycle.ts";
import type { StepState } from "./state.ts";
import type { SeenWorld } from "./world.ts";

export type PreviewLine = {
  step: AnyStep;
  under: { step: string; path: string } | null;
  /** when it begins, and when the run is expected to be past it */
  at: Date;
  until: Date;
  says: string;
  /** true: whether it happens depends on something not known yet */
  perhaps: boolean;
  /** why it is left out, or which path is taken */
  because: string | null;
  skipped: boolean;
  /** what the customer receives, and who says yes to it */
  receives: Content | null;
  approver: string | null;
  waitsFor: string | null;
  /** what stands in the way of it: a person must help when the run gets there */
  obstacle: string | null;
};

export type Preview = { lines: PreviewLine[]; endsAt: Date };

export type PreviewNeeds = {
  graph: Graph;
  now: Date;
  /** steps that have ended, when a run is already under way */
  states: ReadonlyMap<string, StepState>;
  /** the world at a virtual moment, with the results assumed so far */
  worldAt(now: Date, previous: Date, assumed: ReadonlyMap<string, Assumed>): SeenWorld;
  /** how long people take, as far as one knows: milliseconds for work and for a yes */
  pace: { work: number; yes: number };
  approverOf(step: AnyStep): string;
};

/** What a preview takes a step to have come to: its outputs are not known. */
export type Assumed = { result: string | null; status: "done" | "skipped"; at: Date };

type Arrival = { at: Date; perhaps: boolean; result: string | null; unsure: boolean };

export function preview(needs: PreviewNeeds): Preview {
  const { graph, states } = needs;
  const arrived = new Map<string, Arrival>();
  const assumed = new Map<string, Assumed>();
  const lines: PreviewLine[] = [];
  for (const id of graph.order) {
    const way = wayInto(needs, arrived, id);
    if (!way) continue;
    const step = graph.nodes.get(id)?.step;
    const known = states.get(id);
    if (!step || (known?.endedAt && known.status !== "failed")) {
      const at = known?.endedAt ?? way.at;
      arrived.set(id, { at, perhaps: way.perhaps, result: known?.result ?? null, unsure: false });
      continue;
    }
    const { line, result, unsure } = foresee(needs, step, id, way, assumed);
    lines.push(line);
    assumed.set(id, { result, status: line.skipped ? "skipped" : "done", at: line.until });
    arrived.set(id, { at: line.until, perhaps: way.perhaps, result, unsure });
  }
  const last = Math.max(
    needs.now.getTime(),
    ...[...arrived.values()].map(({ at }) => at.getTime()),
  );
  return { lines, endsAt: new Date(last) };
}

/** When a node is reached, or null when it is not. Paths that cannot be told apart yet are all taken, perhaps. */
function wayInto(
  { graph, now }: PreviewNeeds,
  arrived: Map<string, Arrival>,
  id: string,
): { at: Date; perhaps: boolean } | null {
  const into = graph.into.get(id) ?? [];
  if (into.length === 0) return { at: now, perhaps: false };
  const ways = into.flatMap(({ from, path }) => {
    const before = arrived.get(from);
    if (!before) return [];
    if (path === null) return [before];
    if (before.unsure) return path === "none" ? [] : [{ ...before, perhaps: true }];
    return path === (before.result ?? "none") ? [before] : [];
  });
  if (ways.length === 0) return null;
  const at = new Date(Math.max(...ways.map((way) => way.at.getTime())));
  // where the paths of one choice meet again, it is certain once more
  const closed = arrived.get(graph.nodes.get(id)?.closes ?? "");
  return { at, perhaps: closed?.perhaps ?? ways.every((way) => way.perhaps) };
}

function foresee(
  needs: PreviewNeeds,
  step: AnyStep,
  id: string,
  way: { at: Date; perhaps: boolean },
  assumed: ReadonlyMap<string, Assumed>,
): { line: PreviewLine; result: string | null; unsure: boolean } {
  const type = typeOf(knownSteps, step);
  let world = needs.worldAt(way.at, way.at, assumed);
  const move = begin(type, step, world);
  const line: PreviewLine = {
    step,
    under: needs.graph.nodes.get(id)?.under ?? null,
    at: way.at,
    until: way.at,
    says: step.name ?? type.summary(step),
    perhaps: way.perhaps,
    because: null,
    skipped: false,
    receives: null,
    approver: null,
    waitsFor: null,
    obstacle: null,
  };
  if (move.is === "pass") {
    const perhaps = world.judge(step.only_if ?? "").unsure;
    line.because = move.note;
    if (!perhaps) return { line: { ...line, skipped: true }, result: null, unsure: false };
    line.perhaps = true;
  }
  if (move.is === "fail")
    return { line: { ...line, obstacle: move.reason }, result: null, unsure: false };
  if (move.is === "rest") {
    line.at = move.until;
    world = needs.worldAt(move.until, way.at, assumed);
  }
  let { at } = line;
  if (type.content) {
    const content = type.content(step, world);
    if ("held" in content) line.obstacle = content.held;
    else line.receives = content;
    line.approver = needs.approverOf(step);
    at = new Date(at.getTime() + needs.pace.yes);
  }
  const expected = type.expect(step, needs.worldAt(at, way.at, assumed));
  line.says = expected.says;
  if (world.missing.length > 0) line.obstacle ??= `${world.missing.join(", ")} is not known`;
  line.waitsFor = waitsFor(expected);
  line.until = endOf(expected, at, needs);
  if (type.inside) line.because = expected.says;
  const unsure = type.inside !== undefined && expected.result === undefined;
  return { line, result: expected.result ?? null, unsure };
}

function waitsFor({ lasts }: Expectation): string | null {
  if (lasts.is === "people") return lasts.who;
  return lasts.is === "event" ? lasts.name : null;
}

function endOf({ lasts }: Expectation, at: Date, { pace }: PreviewNeeds): Date {
  switch (lasts.is) {
    case "instant":
      return at;
    case "until":
      return lasts.at > at ? lasts.at : at;
    case "people":
      return new Date(at.getTime() + pace.work);
    case "event":
      return lasts.atMost ?? new Date(at.getTime() + pace.work);
  }
}
