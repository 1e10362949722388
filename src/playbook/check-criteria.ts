import type { Criterion } from "../steps/criterion.ts";
import type { Path } from "./place.ts";
import { type FieldProblem, fieldProblem } from "./shape-problems.ts";

/** A criterion that nothing measures must say who answers it. */
export function checkCriteria(criteria: readonly Criterion[], path: Path): FieldProblem[] {
  return criteria.flatMap(({ when, who }, i) =>
    when !== undefined || who !== undefined
      ? []
      : fieldProblem(
          "missing-field",
          [...path, i, "when"],
          "Nothing says how one knows whether this is so.",
          { fix: "Add when: a condition, or who: a person who is asked." },
        ),
  );
}
