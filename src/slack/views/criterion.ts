import type { CriterionResult } from "../../run/execution.ts";
import { dotted, foreign, moment, person } from "./text.ts";

/** How something that must be true stands: by what was measured, or by whose word. */
export function criterionLine(it: CriterionResult, number: number | null): string {
  const { say, met, because, asked, by, at, since } = it;
  const when = momentOf(at);
  const icon = met === null ? ":grey_question:" : met ? ":white_check_mark:" : ":x:";
  const told = dotted([
    because !== "" && foreign(because, 150),
    by !== undefined && `${met === true ? "yes" : "no"}, says ${person(by)}`,
    by !== undefined && when,
    by === undefined && when !== "" && `measured ${when}`,
    since !== undefined && `the same since ${momentOf(since)}`,
    by === undefined &&
      asked !== undefined &&
      `${asked === null ? "a manager" : person(asked)}, is it so?`,
  ]);
  return `${icon} ${number === null ? "" : `${number}. `}${foreign(say, 200)}${told === "" ? "" : ` – ${told}`}`;
}

/** "" where no moment is written. */
export function momentOf(written: string | undefined): string {
  const at = new Date(written ?? "");
  return Number.isNaN(at.getTime()) ? "" : moment(at);
}
