import { isRecord } from "../grammar/field.ts";
import type { Problem } from "../grammar/problem.ts";
import { truncate } from "../grammar/words.ts";
import type { Playbook } from "../playbook/playbook.ts";
import { readPlaybook } from "../playbook/read.ts";
import type { AuthorContext } from "./author.ts";
import { dateNames } from "./date-names.ts";
import { type Doubt, doubtsAbout, type Said } from "./doubts.ts";
import type { PlaybookForm } from "./form.ts";
import { formToPlaybook } from "./form-to-playbook.ts";

/** What a filled form comes to: a playbook, or the problems that keep it from being one; and what is doubtful about it. */
export type Judged = {
  source: string;
  playbook: Playbook | null;
  problems: Problem[];
  doubts: Doubt[];
  /** the same as a model is told */
  complaints: Complaint[];
};

export type Complaint = {
  step: string | null;
  field: string | null;
  problem: string;
  line: string | null;
  fix: string | null;
};

export function judge(form: PlaybookForm, id: string, context: AuthorContext, said: Said): Judged {
  const { source, value, faults } = formToPlaybook(form, {
    id,
    dates: dateNames(context.surroundings),
  });
  const reading = readPlaybook(source, context.surroundings);
  const misplaced = faults.map(({ step, field, message, fix }) => ({
    doubt: { step, field, message },
    complaint: { step, field, problem: message, line: null, fix },
  }));
  const doubts = reading.ok ? doubtsAbout(reading.playbook, context, said) : [];
  const problems = reading.ok ? [] : reading.problems;
  return {
    source,
    playbook: reading.ok ? reading.playbook : null,
    problems,
    doubts: [...misplaced.map(({ doubt }) => doubt), ...doubts],
    complaints: [
      ...problems.map((problem) => complaintOf(problem, value)),
      ...misplaced.map(({ complaint }) => complaint),
      ...doubts.map(({ step, field, message }) => ({
        step,
        field,
        problem: message,
        line: null,
        fix: null,
      })),
    ],
  };
}

/**
 * Fewer problems, or as few and fewer doubts. Other problems than before count as fewer, however many: the meaning
 * of a text is only looked at once its shape is right.
 */
export function isBetter(next: Judged, best: Judged): boolean {
  const fewer = next.problems.length - best.problems.length;
  if (fewer === 0 && best.problems.length === 0) return next.doubts.length < best.doubts.length;
  if (fewer < 0) return true;
  const known = new Set(best.problems.map(keyOf));
  return best.problems.length > 0 && !next.problems.some((problem) => known.has(keyOf(problem)));
}

function keyOf({ code, path }: Problem): string {
  return `${code} ${path}`;
}

/** A problem as a model is told it; `value` is what the text was made of, for the step's name. */
export function complaintOf({ path, message, excerpt, fix }: Problem, value: unknown): Complaint {
  const place = placeIn(value, path.split("."));
  return { ...place, problem: message, line: truncate(excerpt.split("\n", 1)[0] ?? "", 200), fix };
}

/** The innermost step on a path, and what is left of the path there. */
function placeIn(
  value: unknown,
  path: readonly string[],
): { step: string | null; field: string | null } {
  let at: unknown = value;
  let step: string | null = null;
  let from = 0;
  for (const [i, part] of path.entries()) {
    if (Array.isArray(at)) at = at[Number(part)];
    else at = isRecord(at) ? at[part] : null;
    if (!isRecord(at) || typeof at["id"] !== "string" || !("do" in at)) continue;
    step = at["id"];
    from = i + 1;
  }
  return { step, field: path.slice(from).join(".") || null };
}
