// a step as buttons name it, and whether what it asks is still open to whoever pressed

import { listPeople } from "../../store/people.ts";
import { type Ask, findStep, type StepRow } from "../../store/steps.ts";
import { forWorkspace } from "../../store/tenant.ts";
import type { Response } from "../chat.ts";
import type { ChatNeeds } from "../needs.ts";
import { member } from "../rights.ts";
import { say } from "../words.ts";

export type Place = { runId: string; stepId: string; iteration: number; turn: number };

/** A step at one of its turns, as a button carries it. */
export function stepValue({ runId, stepId, iteration, turn }: Place): string {
  return [runId, stepId, iteration, turn].join(" ");
}

export function placeOf(value: string): Place {
  const [runId = "", stepId = "", iteration = "1", turn = "0"] = value.split(" ");
  return { runId, stepId, iteration: Number(iteration), turn: Number(turn) };
}

export const over = "This is settled already, so your click did nothing.";

/** What is asked at this place, if it is open and this person may answer it; else what to tell them. */
export async function openAsk(
  needs: ChatNeeds,
  { workspaceId, by }: { workspaceId: string; by: string },
  place: Place,
): Promise<{ ask: Ask } | { refused: Response }> {
  const step = await loadStep(needs, workspaceId, place);
  if (!step?.ask || step.turn !== place.turn || step.settled) return { refused: say(over) };
  const { ask } = step;
  const people = await forWorkspace(needs.pool, workspaceId, listPeople);
  // a lead may finish what is somebody else's; anybody else asks them
  const isTheirs = ask.who === by || ask.also?.includes(by);
  if (isTheirs || member(people, by).role !== "csm") return { ask };
  return {
    refused: say(
      `This is <@${ask.who}>'s task, so your click did nothing. They or a manager can finish it.`,
    ),
  };
}

/** The answer a button stands for: its value ends with the answer's place in the one list of answers. */
export function chosenBy({ form }: Ask, value: string): { name: string; answer: string } | null {
  const [name = "", options = []] = Object.entries(form)[0] ?? [];
  const answer = options[Number(value.split(" ").at(-1))];
  return answer === undefined ? null : { name, answer };
}

export function loadStep(
  needs: ChatNeeds,
  workspaceId: string,
  place: Place,
): Promise<StepRow | null> {
  return forWorkspace(needs.pool, workspaceId, (tenant) => findStep(tenant, place));
}
