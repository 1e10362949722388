import type { Shape } from "../../grammar/shape.ts";
import { capitalize, nameInWords } from "../../grammar/words.ts";
import { stepInWords } from "../../playbook/describe.ts";
import { rowsOf } from "../../run/situation.ts";
import { endsInWays } from "../../run/by-hand.ts";
import { lastWord, sameSince } from "../../run/gate.ts";
import { lateOf } from "../../run/late.ts";
import { triesOf } from "../../run/lifecycle.ts";
import { isWritten, typeOf } from "../../steps/all.ts";
import type { AnyStep, StepType } from "../../steps/step-type.ts";
import { listTries } from "../../store/details.ts";
import type { StepRow } from "../../store/steps.ts";
import type { Tenant } from "../../store/tenant.ts";
import { loadRun } from "../load-run.ts";
import type { ChatNeeds } from "../needs.ts";
import type { Button, StepCard } from "../replies.ts";
import { stepValue } from "../verbs/step-place.ts";

/** The card of one step that a person must act on, or has. `subject` is run, step and iteration. */
export async function stepCard(
  needs: ChatNeeds,
  tenant: Tenant,
  subject: string,
): Promise<StepCard | null> {
  const [runId = "", stepId = "", iteration = ""] = subject.split(":");
  const run = await loadRun(needs, tenant, runId);
  const found =
    run &&
    rowsOf(run.situation).find(
      ({ row }) => row.id === stepId && row.iteration === Number(iteration),
    );
  if (!found) return null;
  const { row: state, step } = found;
  const { situation, customer } = run;
  const about = aboutOf(state);
  const tries = state.criteria?.length ? await earlierTries(tenant, runId, state) : [];
  const name = stepInWords(step, customer);
  const type = typeOf(needs.engine.types, step);
  const branches = type.inside !== undefined;
  return {
    is: "step",
    about,
    title: state.ask?.title ?? name,
    details: detailsOf(about, state, step, type),
    playbook: situation.playbook.name,
    customer: customer?.name ?? null,
    who: state.ask?.who ?? situation.people.roles.csm?.id ?? null,
    escalatedTo: state.ask?.also ?? [],
    due: state.due,
    late: about === "over" ? null : (lateOf(situation, needs.clock.now()).get(stepId) ?? null),
    attempt: attemptOf(about, step, state),
    outcome: about === "over" ? outcomeOf(state, branches || endsInWays(type, step)) : null,
    asks: state.ask?.form ?? {},
    question: questionOf(state, branches),
    gate: isJudged(about, state) ? sameSince(state.criteria ?? [], tries) : [],
    gateOf: state.stage === "gate" && isWritten(step) ? name : null,
    buttons: buttonsOf(
      state.ask && state.stage === "failed" ? "in hand" : about,
      stepValue({ runId, stepId, iteration: state.iteration, turn: state.turn }),
      state,
    ),
  };
}

function aboutOf(state: StepRow): StepCard["about"] {
  if (state.settled) return "over";
  if (state.status === "waiting" && state.ask) return state.ask.quiet ? "heard" : "task";
  if (state.status === "unknown") return "doubt";
  if (state.stage === "away") return "away";
  return state.status === "failed" || state.status === "retrying" ? state.status : "over";
}

/** What its gate held against it before this try. */
async function earlierTries(tenant: Tenant, runId: string, { id, iteration, attempt }: StepRow) {
  const tries = await listTries(tenant, runId);
  return tries.filter(
    (it) => it.stepId === id && it.iteration === iteration && it.attempt < attempt,
  );
}

// where the gate holds it up or has let it pass, how each of its criteria stands says more than a reason
function isJudged(about: StepCard["about"], { criteria, note, ask }: StepRow): boolean {
  if (about === "over") return true;
  return about === "failed" && !ask && criteria?.some((it) => note?.includes(it.say)) === true;
}

function detailsOf(
  about: StepCard["about"],
  state: StepRow,
  step: AnyStep,
  type: StepType,
): string | null {
  if (about === "task" || about === "heard") return toDo(state, step, type);
  return about === "over" || isJudged(about, state) ? null : state.note;
}

/** What there is to do, and why it is to be done once more. */
function toDo(
  { ask, stage, attempt, failure }: StepRow,
  step: AnyStep,
  { content }: StepType,
): string | null {
  const details = ask?.details ?? null;
  // how often it was sent is nothing to whoever answers what came of it
  if (content || stage !== "work" || attempt < 2 || failure === null) return details;
  const of = triesOf(step);
  const again = `Attempt ${attempt}${of === null ? "" : ` of ${Math.max(attempt, of)}`}. Last time: ${failure}`;
  return details === null ? again : `${again}\n${details}`;
}

function outcomeOf(state: StepRow, isNamed: boolean): string {
  const judge = lastWord(state.criteria);
  const who = state.by ?? judge;
  const by = who === null ? "" : ` by <@${who}>`;
  switch (state.status) {
    case "done":
      if (state.result === "timed out") return "Nobody answered in time";
      return `${isNamed && state.result !== null ? `“${state.result}”` : doneWord(state)}${by}`;
    case "skipped":
      return `Skipped${by}`;
    case "cancelled":
      return "No longer needed: the run has ended";
    default:
      return "Going on";
  }
}

function doneWord({ criteria, by }: StepRow): string {
  if (!criteria?.length) return "Done";
  if (criteria.every((it) => it.met === true)) return by === null ? "Passed" : "Done";
  return "Let pass";
}

const mostButtons = 5;

/** "Mood?": a choice of paths is asked by its title, and what else is asked by a form names itself there. */
function questionOf({ stage, ask }: StepRow, branches: boolean): string | null {
  // nobody is asked as yet, or the title asks already
  if (ask?.quiet || ask?.title.endsWith("?")) return null;
  if (stage === "gate") return "Is it so?";
  const form = ask?.form ?? {};
  const [name] = Object.keys(form);
  if (branches || name === undefined || onlyChoice(form).length === 0) return null;
  return `${capitalize(nameInWords(name))}?`;
}

/** The answers of a question that is answered by one press. */
function onlyChoice(form: Shape): string[] {
  const [only, ...others] = Object.values(form);
  return Array.isArray(only) && others.length === 0 && only.length <= mostButtons ? only : [];
}

function attemptOf(about: StepCard["about"], step: AnyStep, { attempt, criteria }: StepRow) {
  if ((about !== "failed" && about !== "retrying") || attempt === 0) return null;
  // what its gate holds up is tried again only where the playbook says so
  if (criteria?.length && !step.retry) return null;
  const of = triesOf(step);
  return of !== null && attempt > of ? null : { count: attempt, of };
}

/** the place of the step, whatever its turn */
function give(value: string): Button {
  const place = value.split(" ").slice(0, 3).join(" ");
  return { label: "Give it to somebody…", act: "reassign-step", value: place, inMenu: true };
}

function buttonsOf(
  about: StepCard["about"] | "in hand",
  value: string,
  { ask, criteria }: Pick<StepRow, "ask" | "criteria">,
): Button[] {
  const choices = onlyChoice(ask?.form ?? {});
  const skip: Button = { label: "Skip it", act: "skip-step", value };
  const takeOver: Button = { label: "Take over", act: "take-over", value };
  const stop: Button = { label: "Stop the run", act: "stop-run", value, inMenu: true };
  switch (about) {
    case "in hand":
      return [
        { label: "Done", act: "done", value, style: "primary" },
        { label: "Try again by itself", act: "retry", value, inMenu: true },
        { ...skip, inMenu: true },
        stop,
      ];
    case "task":
    case "heard":
      if (choices.length > 0)
        return choices.map((label, i) => ({
          label: capitalize(label),
          act: ask?.reasonOn?.includes(label) ? "choose-why" : "choose",
          value: `${value} ${i}`,
        }));
      return [{ label: "Done", act: "done", value, style: "primary" }, give(value)];
    case "failed": {
      const again: Button = { label: "Try again", act: "retry", value, style: "primary" };
      // the work is done, only its gate is not passed
      const accept: Button = { label: "Go on anyway", act: "accept", value };
      if (criteria?.length) return [again, accept, skip, { ...takeOver, inMenu: true }, stop];
      return [again, skip, takeOver, stop];
    }
    case "retrying":
    case "away":
      return [{ label: "Retry now", act: "retry", value, style: "primary" }, skip, takeOver, stop];
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
        stop,
      ];
    case "over":
      return [];
  }
}
