import { foreseeRun } from "../engine/foresee.ts";
import { lacksOf, whyNot } from "../engine/ready-child.ts";
import { fillInputs } from "../playbook/inputs.ts";
import type { Preview } from "../run/preview.ts";
import type { AskedInside, Inside } from "../run/preview-inside.ts";
import { type Situation, situationOf } from "../run/situation.ts";
import { filledInputs } from "../steps/filled.ts";
import type { StepRow } from "../store/steps.ts";
import type { Surrounded } from "./inside.ts";

// how long people take to act, as long as nothing is measured yet
const pace = { work: "1 day", yes: "4h" };

export type Foreseeing = {
  now: Date;
  /** counts the time people take; without it they act at once */
  patient: boolean;
  /** what is known of the runs inside it; null: they are not looked into */
  surrounded: Surrounded | null;
};

/** What a run will do from where it stands. */
export function foresee(situation: Situation, foreseeing: Foreseeing): Preview {
  const { now, patient, surrounded } = foreseeing;
  return foreseeRun(situation, {
    now,
    pace: patient ? pace : { work: "0m", yes: "0m" },
    inside: (asked) => surrounded && lookInside(situation, { ...foreseeing, surrounded }, asked),
  });
}

/** The run a step has started goes on from where it stands; another would start as the engine starts it. */
function lookInside(
  { customer: whose, execution }: Situation,
  { now, patient, surrounded }: Foreseeing & { surrounded: Surrounded },
  { step, part, state, world }: AskedInside,
): Inside | null {
  const underWay = state && surrounded.runs.get(`${step.id}:${state.iteration}`);
  if (underWay) {
    const { situation: seen } = underWay;
    const inner = { now, patient, surrounded: underWay.surrounded };
    return { preview: { ...foresee(seen, inner), seen }, lacks: null };
  }
  if (state && state.stage !== "due") return null;
  const found = surrounded.playbooks.get(part.playbook);
  const { around, history, colleagues } = surrounded;
  const refused = whyNot(found?.row ?? null, { id: part.playbook, around, customer: whose });
  if (refused !== null || !found) return { held: refused ?? "" };
  const { row, runnable } = found;
  const inputs = filledInputs(part.inputs, world);
  const customer = row.playbook.scope === "workspace" ? null : whose;
  const seen = situationOf<StepRow>({
    ...runnable,
    execution: {
      id: "",
      inputs: fillInputs(row.playbook, inputs).values,
      atStart: customer?.fields ?? {},
      startedAt: world.now,
      startedBy: execution.startedBy,
    },
    customer,
    history,
    colleagues,
    states: [],
  });
  const inner = { ...surrounded, around: [...around, { id: row.id, name: row.name }] };
  const lines = foresee(seen, {
    now: world.now,
    patient,
    surrounded: { ...inner, runs: new Map() },
  });
  return { preview: { ...lines, seen }, lacks: lacksOf(row, inputs) };
}
