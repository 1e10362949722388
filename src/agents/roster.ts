import { z } from "zod";
import { loadPrompts, type Prompt } from "../model/prompts.ts";
import { type ReadToolName, readToolNames } from "./read-tools.ts";

/** Model calls of one delegation, the orchestrator's and the specialist's together. */
export const mostCalls = 13;

const inputNames = ["request", "task", "why", "customer", "playbook", "specialists"] as const;

const Meta = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/),
  name: z.string().min(1).max(60),
  /** how the orchestrator knows that a question is for this one */
  when_to_use: z.string().min(20).max(400),
  inputs: z.array(z.enum(inputNames)).min(1),
  allowed_tools: z.array(z.enum(readToolNames)),
  // one to read, one to answer: with fewer nobody comes to an end
  max_calls: z.int().min(2).max(mostCalls),
});

export type InputName = (typeof inputNames)[number];

export type Agent = {
  id: string;
  name: string;
  whenToUse: string;
  inputs: readonly InputName[];
  allowedTools: readonly ReadToolName[];
  maxCalls: number;
  /** its system prompt, as written: nothing of a customer ever gets into it */
  body: string;
  sha256: string;
};

export type Roster = { orchestrator: Agent; specialists: ReadonlyMap<string, Agent> };

const first = "orchestrator";

/**
 * Who can be asked to think, from one Markdown file each.
 * @throws naming what is wrong with which file
 */
export function loadRoster(folder = "prompts/agents"): Roster {
  const prompts = loadPrompts(folder, Meta);
  const problems = [...prompts.values()].flatMap(problemsOf);
  const agents = new Map([...prompts].map(([name, prompt]) => [name, agentOf(prompt)]));
  const orchestrator = agents.get(first);
  agents.delete(first);
  if (!orchestrator) problems.push(`there is no ${first}.md`);
  if (agents.size === 0) problems.push("there is no specialist");
  for (const { id, maxCalls } of agents.values())
    if (maxCalls + (orchestrator?.maxCalls ?? 0) > mostCalls)
      problems.push(`${id}: its max_calls and the orchestrator's are more than ${mostCalls}`);
  if (!orchestrator || problems.length > 0)
    throw new Error(`the agents in ${folder} cannot be used: ${problems.join("; ")}`);
  return { orchestrator, specialists: agents };
}

type AgentPrompt = Prompt<z.output<typeof Meta>>;

function problemsOf({ name, meta, body }: AgentPrompt): string[] {
  const problems: string[] = [];
  if (meta.id !== name) problems.push(`${name}.md has the id ${meta.id}`);
  if (body.length < 100) problems.push(`${name}.md has no prompt to speak of`);
  // what is filled in would be a customer's words in a system prompt
  if (body.includes("{{")) problems.push(`${name}.md has a placeholder`);
  if (name === first && meta.allowed_tools.length > 0)
    problems.push(`${name}.md has tools, and the ${first} only hands over`);
  return problems;
}

function agentOf({ meta, body, sha256 }: AgentPrompt): Agent {
  return {
    id: meta.id,
    name: meta.name,
    whenToUse: meta.when_to_use,
    inputs: meta.inputs,
    allowedTools: meta.allowed_tools,
    maxCalls: meta.max_calls,
    body,
    sha256,
  };
}
