import type { ChatOpenAICompletions } from "@langchain/openai";
import { answerTools, type FormEnd } from "./answer-tools.ts";
import type { DelegationRequest, Finding, HandOver } from "./delegation.ts";
import { openingFor } from "./opening.ts";
import { readTools } from "./read-tools.ts";
import { reasonOfEnd } from "./reasons.ts";
import type { Agent } from "./roster.ts";
import { runLoop } from "./tool-loop.ts";

export type Thinking = { chat: ChatOpenAICompletions; signal: AbortSignal };

/** Lets one specialist read what its file allows and fill in the form of the step. */
export async function askSpecialist(
  { chat, signal }: Thinking,
  agent: Agent,
  { request, handOver }: { request: DelegationRequest; handOver: HandOver },
): Promise<Finding> {
  const ends: FormEnd[] = [];
  const finish = (it: FormEnd) => ends.push(it);
  const tools = [
    ...readTools(agent.allowedTools, request.context),
    ...answerTools(request.output, finish),
  ];
  const end = await runLoop({
    chat,
    name: agent.id,
    system: agent.body,
    opening: openingFor(agent, { request, handOver }),
    tools,
    maxCalls: agent.maxCalls,
    finished: () => ends.length > 0,
    signal,
  });
  const [first] = ends;
  if (!first) return { is: "failed", ...reasonOfEnd(end, agent) };
  if (first.is === "answered") return first;
  const reason = `the ${agent.name.toLowerCase()} cannot answer this: ${first.why}`;
  return { is: "failed", reason, again: false };
}
