import { numberInWords } from "../grammar/words.ts";
import type { Log } from "../log.ts";
import { notConfigured } from "../model/failures.ts";
import type { Message, Model } from "../model/model.ts";
import { describe } from "../playbook/describe.ts";
import type { AuthorContext, Drafted } from "./author.ts";
import { dateNames } from "./date-names.ts";
import { DraftPlan, questionsOf, readPlan } from "./draft-plan.ts";
import { notesOf } from "./draft-notes.ts";
import { eventsOf } from "./events.ts";
import { type Fact, factsIn } from "./facts.ts";
import type { Library } from "./library.ts";
import { longestRequest, requestText, workspaceMaterial } from "./material.ts";
import { playbookToForm } from "./playbook-to-form.ts";
import type { AuthorPrompts } from "./prompts.ts";
import { tidy } from "./tidy.ts";
import { type WrittenUp, writeUp } from "./write-up.ts";

export type DraftNeeds = {
  model: Model | null;
  library: Library;
  prompts: AuthorPrompts;
  log: Log;
};

type Request = { sentence: string; plan: string | null; answers: Record<string, string> };

const similar = 3;

/** Plans what a sentence asks for, asks what it must, and writes it down. */
export async function draftPlaybook(
  needs: DraftNeeds,
  context: AuthorContext,
  request: Request,
  doing: (what: string) => void,
): Promise<Drafted> {
  const { model } = needs;
  if (!model) return notWritten(notConfigured.say);
  const words = [requestText(request.sentence), ...Object.values(request.answers)].join("\n");
  const facts = factsIn(words, dateNames(context.surroundings));
  const known = request.plan === null ? null : readPlan(request.plan);
  const planned = known
    ? { is: "answer" as const, value: known }
    : await askForPlan({ ...needs, model }, context, { request, facts }, doing);
  if (planned.is === "failure") return notWritten(planned.failure.say);
  const plan = planned.value;
  if (plan.steps.length === 0) return notWritten(nothingToDo);
  // who has been asked is not asked again
  const isFirst = request.plan === null && Object.keys(request.answers).length === 0;
  const questions = isFirst ? questionsOf(plan) : [];
  if (questions.length > 0) return { is: "questions", plan: JSON.stringify(plan), questions };

  doing("Writing it down");
  const messages = fillMessages(needs, context, { request, plan, facts });
  const work = { messages, said: { words, facts } };
  const written = await writeUp({ ...needs, model }, context, work, doing);
  const drafted = outcome(needs, context, plan, written);
  if (drafted.is === "written" && tidy(request.sentence).length > longestRequest)
    drafted.notes.unshift(`Only the first ${numberInWords(longestRequest)} characters were read.`);
  return drafted;
}

const nothingToDo =
  "I did not find in it what should happen. Say it in steps, for example: 60 days before the renewal email the champion, then wait 5 days, then ask the CSM to call.";

function askForPlan(
  { model, prompts, library }: DraftNeeds & { model: Model },
  context: AuthorContext,
  { request, facts }: { request: Request; facts: Fact[] },
  doing: (what: string) => void,
) {
  doing("Working out the steps");
  const material = {
    request: requestText(request.sentence),
    times: facts,
    workspace: workspaceMaterial(context),
    similar: library.nearest(request.sentence, similar).map(({ playbook }) => {
      const { name, goal, starts, steps } = describe(playbook, null);
      return { name, goal, starts, steps: steps.map(({ text, path }) => ({ text, path })) };
    }),
  };
  return model.ask({
    name: "playbook_plan",
    messages: [
      { role: "system", content: prompts.plan.text },
      { role: "user", content: JSON.stringify(material) },
    ],
    schema: DraftPlan,
    maxTokens: prompts.plan.maxTokens,
    workspaceId: context.workspaceId,
  });
}

// the nearest templates go before it as if they had been asked for and answered
function fillMessages(
  { prompts, library }: DraftNeeds,
  context: AuthorContext,
  { request, plan, facts }: { request: Request; plan: DraftPlan; facts: Fact[] },
): Message[] {
  const { unknowns, ...planned } = plan;
  const near = library.nearest(`${plan.name} ${plan.goal} ${request.sentence}`, similar);
  // one that is about something else still shows how the form is filled
  const examples = near.length > 0 ? near : library.templates.slice(0, 1);
  const material = {
    request: requestText(request.sentence),
    plan: planned,
    answers: unknowns.map(({ name, question, suggestion }) => ({
      question,
      answer: request.answers[name] ?? null,
      suggestion,
    })),
    times: facts,
    workspace: workspaceMaterial(context),
    events: eventsOf(library.templates),
  };
  return [
    { role: "system", content: prompts.fill.text },
    ...examples.toReversed().flatMap(({ name, goal, playbook }): Message[] => [
      { role: "user", content: JSON.stringify({ request: `A playbook: ${name}. ${goal}` }) },
      { role: "assistant", content: JSON.stringify(playbookToForm(playbook)) },
    ]),
    { role: "user", content: JSON.stringify(material) },
  ];
}

function outcome(
  { log, library }: DraftNeeds,
  { workspaceId }: AuthorContext,
  plan: DraftPlan,
  { best, failure, repairs, tokens }: WrittenUp,
): Drafted {
  const holds = best?.playbook != null;
  log.info("playbook drafted", {
    workspaceId,
    holds,
    problems: best?.problems.map(({ code }) => code) ?? [],
    doubts: best?.doubts.length ?? 0,
    failure: failure?.is ?? null,
    repairs,
    tokens,
  });
  if (best?.playbook) {
    const { source, playbook, doubts, form } = best;
    const known = new Set(eventsOf(library.templates));
    const events = eventsOf([{ source, playbook }]).filter((name) => !known.has(name));
    return { is: "written", source, playbook, notes: notesOf(plan, { form, doubts, events }) };
  }
  if (!best) return notWritten(failure?.say ?? notConfigured.say);
  const because = failure
    ? failure.say
    : "I understood it, but I could not write it so that it holds together. The nearest I got is below; say what should be different, or choose a template.";
  const { source, problems } = best;
  return { is: "not-written", because, partial: { source, problems } };
}

function notWritten(because: string): Drafted {
  return { is: "not-written", because, partial: null };
}
