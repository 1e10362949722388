import { listInWords } from "../grammar/words.ts";
import type { Criterion } from "../steps/criterion.ts";
import type { World } from "../steps/world.ts";
import { isAsked, isFailing, judgeCriteria, keepAnswers } from "./criteria.ts";
import type { CriterionResult } from "./execution.ts";
import type { Settled } from "./state.ts";

/** How the gate behind a step's work stands. */
export type Gated = { criteria: CriterionResult[] } & (
  | { is: "passed" }
  | { is: "failed"; reason: string }
  /** everything measured holds, and somebody must say whether this one does */
  | { is: "asks"; who: string; say: string; because: string }
);

/** Judges a gate: what is measured anew each time, what people answered as they did. */
export function judgeGate(
  gate: readonly Criterion[],
  before: readonly CriterionResult[],
  world: World,
): Gated {
  const at = world.now.toISOString();
  const judged = judgeCriteria(gate, world).map((it) => (isAsked(it) ? it : { ...it, at }));
  const criteria = keepAnswers(judged, before);
  const against = criteria.filter((it) => it.met === false || isFailing(it) || nobody(it));
  if (against.length > 0) return { is: "failed", criteria, reason: reasonOf(against) };
  const open = criteria.find((it) => it.met === null);
  if (!open) return { is: "passed", criteria };
  const { say, because, asked } = open;
  return { is: "asks", criteria, who: asked ?? "", say, because };
}

/** The same, where what was measured is what earlier tries, the first one first, had measured: since when it is. */
export function sameSince(
  criteria: readonly CriterionResult[],
  tries: readonly { criteria: readonly CriterionResult[] }[],
): CriterionResult[] {
  return criteria.map((it) => {
    if (isAsked(it)) return it;
    const before = tries.map(({ criteria: all }) => all.find(({ say }) => say === it.say));
    const other = before.findLastIndex((was) => was?.met !== it.met || was.because !== it.because);
    const since = before[other + 1]?.at;
    return since === undefined ? it : { ...it, since };
  });
}

/** The answer to a gate's question beside those there were: `no` may come with a reason. */
export function answered(
  criteria: readonly CriterionResult[],
  settled: Settled,
  at: Date,
): CriterionResult[] {
  const open = criteria.findIndex((it) => it.met === null);
  return criteria.map((it, i) => {
    if (i !== open || settled.is !== "answer") return it;
    const { holds, why } = settled.values;
    const because = typeof why === "string" ? why : it.because;
    return { ...it, met: holds === yes, because, by: settled.by, at: at.toISOString() };
  });
}

/** What it comes to when its question is not answered in time. */
export const unanswered = {
  is: "failed",
  reason: "nobody answered in time",
  again: false,
} as const;

const yes = "Yes";

/** What a gate asks a person: one press, and a reason where the answer is no. */
export const gateForm = { form: { holds: [yes, "No"] }, reasonOn: ["No"] };

/** Who was the last to say how a criterion stands; null: nobody had to. */
export function lastWord(criteria: readonly CriterionResult[] | null): string | null {
  const said = (criteria ?? []).filter((it) => it.by !== undefined);
  return said.toSorted((a, b) => (a.at ?? "").localeCompare(b.at ?? "")).at(-1)?.by ?? null;
}

function nobody({ met, asked }: CriterionResult): boolean {
  return met === null && asked === null;
}

function reasonOf(against: readonly CriterionResult[]): string {
  return listInWords(
    against.map((it) => {
      if (nobody(it)) return `${it.say}: there is nobody to say so`;
      return it.because === "" ? `not so: ${it.say}` : `${it.say}: ${it.because}`;
    }),
  );
}
