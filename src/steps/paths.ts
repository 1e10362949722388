// what the steps that branch have in common: paths with names, one of which is taken

import type { FaultAt } from "../grammar/problem.ts";
import type { FormPath } from "./row-form.ts";
import type { AnyStep, Layout, Span } from "./step-type.ts";

export type StepPath = {
  name: string;
  when?: string | undefined;
  steps?: AnyStep[] | undefined;
  then?: "continue" | "again" | "end" | "rollback" | undefined;
};

/** The paths as the flat form's rows give them. */
export function nestPaths(paths: FormPath[]): Record<string, unknown> {
  return {
    paths: paths.map(({ name, when, then, steps }) => ({
      name,
      ...(when !== null && { when }),
      ...(then !== null && { then }),
      ...(steps.length > 0 && { steps }),
    })),
  };
}

export function insidePaths(paths: StepPath[]) {
  return paths.map(({ name, when, then, steps = [] }, i) => ({
    name,
    ...(then !== undefined && { then }),
    when: when ?? null,
    steps,
    path: ["paths", i, "steps"],
  }));
}

/** Each path leaves the step by its name; `others` are results that lead past all of them. */
export function layOutPaths(
  step: AnyStep & { paths: StepPath[] },
  layout: Layout,
  others: string[],
): Span {
  // the steps inside are nodes of their own
  const paths = step.paths.map((path) => ({ ...path, steps: [] }));
  const { scope } = layout;
  const entry = layout.step(Object.assign({}, step, { paths }));
  const exit = layout.join(step);
  for (const [i, { name, steps = [], then = "continue" }] of step.paths.entries()) {
    const rounds = {
      phase: scope?.step ?? null,
      at_most: scope?.atMost ?? 1,
      ...(then === "again" && scope?.every !== undefined && { every: scope.every }),
    };
    const leap = {
      id: `${step.id}/${i + 1}`,
      do: "leap",
      then,
      ...rounds,
      of: step.id,
      reason: name,
    };
    const way = then === "continue" ? steps : [...steps, leap];
    const inner = layout.sequence(way, { step: step.id, path: name });
    if (inner) layout.edge(entry, inner, name);
    layout.edge(inner ?? entry, exit, inner ? undefined : name);
  }
  for (const other of others) layout.edge(entry, exit, other);
  return { entry: entry.entry, exit: exit.exit };
}

/** Paths are told apart by their names; `taken` are words that mean something else. */
export function nameFaults(paths: StepPath[], taken: string[]): FaultAt[] {
  const names = paths.map((path) => path.name);
  return names.flatMap((name, i): FaultAt[] =>
    names.indexOf(name) === i && !taken.includes(name)
      ? []
      : [
          {
            code: "not-allowed",
            path: ["paths", i, "name"],
            message: `A path cannot be called "${name}" here.`,
            fix: "Give each path a name of its own.",
          },
        ],
  );
}
