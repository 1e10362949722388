import { policyFor } from "../approvals/policy.ts";
import { preview, type Preview, type PreviewNeeds } from "../run/preview.ts";
import { type Situation, worldOf } from "../run/situation.ts";

type Foreseeing = Pick<PreviewNeeds, "now" | "pace" | "inside">;

/** What a run will do from where it stands, as this engine would do it. */
export function foreseeRun(
  situation: Situation,
  { now, pace, inside = () => null }: Foreseeing,
): Preview {
  return preview({
    graph: situation.graph,
    now,
    states: situation.states,
    pace,
    worldAt: (at, previous, assumed) => {
      const values = { ...situation.values };
      for (const [id, { result, status, at: ended }] of assumed)
        values[id] = { status, result, at: ended.toISOString() };
      const later = (name: string) => assumed.has(name.split(".")[0] ?? "");
      return worldOf(situation, { now: at, previous, later, values });
    },
    approverOf: (step) =>
      policyFor({
        approval: step.approval,
        people: situation.people,
        involved: [situation.author, situation.execution.startedBy],
        customer: situation.customer?.name ?? null,
      }).approvers[0]?.id ?? "",
    inside,
  });
}
