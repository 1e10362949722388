import { stepInWords } from "../../playbook/describe.ts";
import type { StepRow } from "../../store/steps.ts";
import type { Tenant } from "../../store/tenant.ts";
import { loadRun } from "../load-run.ts";
import type { ChatNeeds } from "../needs.ts";
import type { Button, StepCard } from "../replies.ts";
import { stepValue } from "../verbs/steps.ts";

/** The card of one step that a person must act on, or has. `subject` is run, step and iteration. */
export async function stepCard(
  needs: ChatNeeds,
  tenant: Tenant,
  subject: string,
): Promise<StepCard | null> {
  const [runId = "", stepId = ""] = subject.split(":");
  const run = await loadRun(needs, tenant, runId);
  const state = run?.situation.states.get(stepId);
  const step = run?.situation.graph.nodes.get(stepId)?.step;
  if (!run || !state || !step) return null;
  const { situation, customer } = run;
  const about = aboutOf(state);
  const name = stepInWords(step);
  return {
    is: "step",
    about,
    title: state.ask?.title ?? name,
    details: about === "task" ? (state.ask?.details ?? null) : about === "over" ? null : state.note,
    playbook: situation.playbook.name,
    customer: customer?.name ?? null,
    who: state.ask?.who ?? situation.people.roles.csm?.id ?? null,
    due: state.due,
    outcome: about === "over" ? outcomeOf(state) : null,
    asks: state.ask?.form ?? {},
    buttons: buttonsOf(
      about,
      stepValue({ runId, stepId, iteration: state.iteration, turn: state.turn }),
    ),
  };
}

function aboutOf(state: StepRow): StepCard["about"] {
  if (state.settled) return "over";
  if (state.status === "waiting" && state.ask) return "task";
  if (state.status === "unknown") return "doubt";
  return state.status === "failed" ? "failed" : "over";
}

function outcomeOf(state: StepRow): string {
  const by = state.by === null ? "" : ` by <@${state.by}>`;
  switch (state.status) {
    case "done":
      return state.result === "timed out" ? "Nobody answered in time" : `Done${by}`;
    case "skipped":
      return `Skipped${by}`;
    case "cancelled":
      return "No longer needed: the run has ended";
    default:
      return "Going on";
  }
}

function buttonsOf(about: StepCard["about"], value: string): Button[] {
  const skip: Button = { label: "Skip it", act: "skip-step", value };
  switch (about) {
    case "task":
      return [{ label: "Done", act: "done", value, style: "primary" }];
    case "failed":
      return [{ label: "Try again", act: "retry", value, style: "primary" }, skip];
    case "doubt":
      return [
        { label: "It arrived", act: "arrived", value, style: "primary" },
        {
          label: "Send again",
          act: "send-again",
          value,
          confirm: {
            title: "Send it again?",
            text: "If the first one did arrive, the customer receives it twice.",
            yes: "Send again",
          },
        },
        skip,
      ];
    case "over":
      return [];
  }
}
