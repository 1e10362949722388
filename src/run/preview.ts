// the plan walked on a virtual clock by the same rules that execute it, with nothing done

import type { AnyStep } from "../steps/step-type.ts";
import type { Content, Expectation, Part, World } from "../steps/world.ts";
import { knownSteps, typeOf } from "../steps/all.ts";
import type { Graph } from "./graph.ts";
import { begin } from "./lifecycle.ts";
import { lookedUntil } from "./moved.ts";
import { noApprover } from "./obstacles.ts";
import { leave } from "./preview-leaving.ts";
import { type AskedInside, type Inside, type InsidePreview, putInside } from "./preview-inside.ts";
import type { StepState } from "./state.ts";
import { unreadable } from "./unreadable.ts";
import { notKnown, type SeenWorld, written } from "./world.ts";

export type PreviewLine = {
  step: AnyStep;
  under: { step: string; path: string | null } | null;
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
  /** when it leaves, where that is later than its yes */
  leaves: Date | null;
  approver: string | null;
  waitsFor: string | null;
  /** what stands in the way of it: a person must help when the run gets there */
  obstacle: string | null;
  /** what the run would do that it starts */
  inside: InsidePreview | null;
};

export type Preview = {
  lines: PreviewLine[];
  endsAt: Date;
  /** what each step is taken to come to */
  assumed: ReadonlyMap<string, Assumed>;
};

export type PreviewNeeds = {
  graph: Graph;
  now: Date;
  /** steps that have ended, when a run is already under way */
  states: ReadonlyMap<string, StepState>;
  /** the world at a virtual moment, with the results assumed so far */
  worldAt(now: Date, previous: Date, assumed: ReadonlyMap<string, Assumed>): SeenWorld;
  /** how long people take, as far as one knows: durations for work and for a yes */
  pace: { work: string; yes: string };
  approverOf(step: AnyStep): string;
  /** what a run inside would do that a step starts; null: nobody looks */
  inside?(asked: AskedInside): Inside | null;
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
    if (!step || known?.endedAt) {
      const at = known?.endedAt ?? way.previous;
      arrived.set(id, { at, perhaps: way.perhaps, result: known?.result ?? null, unsure: false });
      continue;
    }
    const { line, result, unsure } = foresee(needs, step, way, known ?? null, assumed);
    lines.push(line);
    assumed.set(id, { result, status: line.skipped ? "skipped" : "done", at: line.until });
    arrived.set(id, { at: line.until, perhaps: way.perhaps, result, unsure });
  }
  const last = Math.max(
    needs.now.getTime(),
    ...[...arrived.values()].map(({ at }) => at.getTime()),
  );
  return { lines, endsAt: new Date(last), assumed };
}

/** `previous` is when the last step before it ended; it begins then, or now if that is past. */
type Way = { at: Date; previous: Date; perhaps: boolean };

/** When a node is reached, or null when it is not. Paths that cannot be told apart yet are all taken, perhaps. */
function wayInto(
  { graph, now }: PreviewNeeds,
  arrived: Map<string, Arrival>,
  id: string,
): Way | null {
  const into = graph.into.get(id) ?? [];
  if (into.length === 0) return { at: now, previous: now, perhaps: false };
  const ways = into.flatMap(({ from, path }) => {
    const before = arrived.get(from);
    if (!before) return [];
    if (path === null) return [before];
    if (before.unsure) return path === "none" ? [] : [{ ...before, perhaps: true }];
    return path === (before.result ?? "none") ? [before] : [];
  });
  if (ways.length === 0) return null;
  const previous = new Date(Math.max(...ways.map((way) => way.at.getTime())));
  // where the paths of one choice meet again, it is certain once more
  const closed = arrived.get(graph.nodes.get(id)?.closes ?? "");
  const perhaps = closed?.perhaps ?? ways.every((way) => way.perhaps);
  return { at: later(now, previous), previous, perhaps };
}

type Foreseen = { line: PreviewLine; result: string | null; unsure: boolean };

function foresee(
  needs: PreviewNeeds,
  step: AnyStep,
  way: Way,
  known: StepState | null,
  assumed: ReadonlyMap<string, Assumed>,
): Foreseen {
  const type = typeOf(knownSteps, step);
  const worldAt = (at: Date) => needs.worldAt(at, way.previous, assumed);
  const line: PreviewLine = {
    step,
    under: needs.graph.nodes.get(step.id)?.under ?? null,
    at: known?.startedAt ?? way.at,
    until: way.at,
    says: step.name ?? type.summary(step),
    perhaps: way.perhaps,
    because: null,
    skipped: false,
    receives: null,
    leaves: null,
    approver: null,
    waitsFor: null,
    obstacle: null,
    inside: null,
  };
  const first = worldAt(way.at);
  const { only_if: condition, ...always } = step;
  let move = known && known.stage !== "due" ? null : begin(type, step, first);
  if (move?.is === "pass") {
    line.because = move.note;
    if (!first.judge(condition ?? "").unsure)
      return { line: { ...line, skipped: true }, result: null, unsure: false };
    line.perhaps = true;
    move = begin(type, always, first);
  }
  if (move?.is === "fail")
    return { line: { ...line, obstacle: move.reason }, result: null, unsure: false };
  const at = move?.is === "rest" ? move.until : way.at;
  if (move?.is === "rest") line.at = at;
  return acted(needs, step, line, at, known, worldAt);
}

// what it does once its moment has come, who waits for what, and what would keep it from it
function acted(
  needs: PreviewNeeds,
  step: AnyStep,
  line: PreviewLine,
  from: Date,
  known: StepState | null,
  worldAt: (at: Date) => SeenWorld,
): Foreseen {
  const type = typeOf(knownSteps, step);
  const world = worldAt(from);
  const obstacles: string[] = [];
  let at = from;
  if (type.content) {
    const content = written(() => type.content?.(step, world) ?? { held: "" });
    if ("held" in content) obstacles.push(content.held);
    else line.receives = content;
    line.approver = needs.approverOf(step);
    if (line.approver === "") obstacles.push(noApprover);
    at =
      known?.stage === "window" && known.due
        ? later(needs.now, known.due)
        : leave(line, world.after(at, needs.pace.yes), world);
  } else obstacles.push(...unreadable(step, world));
  const expected = written(() => type.expect(step, worldAt(at)));
  let result = "held" in expected ? null : (expected.result ?? null);
  if ("held" in expected) obstacles.push(expected.held);
  else {
    line.says = expected.says;
    line.waitsFor = waitsFor(expected);
    if (expected.note) line.because = listed(line.because, expected.note);
    line.until = endOf(step, expected, at, needs, known, world);
    const state = known;
    const look = (part: Part) => needs.inside?.({ step, part, state, world: worldAt(at) }) ?? null;
    const inside = putInside(line, { step, world }, look);
    line.until = inside.until ?? line.until;
    if (inside.obstacle !== null) obstacles.push(inside.obstacle);
    if (inside.isLate) result = "timed out";
    // only a choice that the step makes itself has a reason to tell
    if (type.inside && !type.parks && !type.form.hold) line.because = expected.says;
  }
  if (world.missing.length > 0) obstacles.push(notKnown(world.missing));
  line.obstacle = obstacles[0] ?? null;
  return { line, result, unsure: type.inside !== undefined && result === null };
}

function waitsFor({ lasts }: Expectation): string | null {
  if (lasts.is === "people") return lasts.who;
  return lasts.is === "event" ? lasts.name : null;
}

// what has begun to wait ends when its row says, whatever it would be if it began now
function endOf(
  step: AnyStep,
  { lasts }: Expectation,
  at: Date,
  { now, pace }: PreviewNeeds,
  known: StepState | null,
  world: World,
): Date {
  const looks = known && lookedUntil(known, step);
  const end = looks ? new Date(looks) : known?.due;
  const due = known?.stage === "work" && end ? later(now, end) : null;
  switch (lasts.is) {
    case "instant":
      return at;
    case "until":
      return due ?? later(at, lasts.at);
    case "people":
      return world.after(later(at, (lasts.from && due) ?? lasts.from ?? at), pace.work);
    case "event":
      return due ?? lasts.atMost ?? world.after(at, pace.work);
  }
}

function listed(...parts: (string | null)[]): string {
  return parts.filter((it) => it !== null).join("; ");
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}
