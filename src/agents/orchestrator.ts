import { z } from "zod";
import type { DelegationRequest, Finding, HandOver } from "./delegation.ts";
import { openingFor } from "./opening.ts";
import { reasonOfEnd } from "./reasons.ts";
import type { Agent } from "./roster.ts";
import type { Thinking } from "./specialist.ts";
import { defineTool } from "./tool.ts";
import { runLoop } from "./tool-loop.ts";
import { clean } from "./untrusted.ts";

type Team = { orchestrator: Agent; specialists: readonly [Agent, ...Agent[]] };

/** Has the orchestrator hand the request over to one specialist, once; what that one finds is the result. */
export async function orchestrate(
  { chat, signal }: Thinking,
  { orchestrator, specialists }: Team,
  request: DelegationRequest,
  consult: (agent: Agent, handOver: HandOver) => Promise<Finding>,
): Promise<Finding> {
  const [first, ...others] = specialists;
  const findings: Finding[] = [];
  let begun = false;

  const delegate = defineTool({
    name: "delegate",
    about: "Hands the request over to one specialist. This ends your work.",
    args: z.strictObject({
      specialist: z.enum([first.id, ...others.map(({ id }) => id)]),
      task: z.string().describe("the request in plain words, complete by itself"),
      why: z.string().describe("one sentence: why this specialist"),
    }),
    async use({ specialist, task, why }) {
      const agent = specialists.find(({ id }) => id === specialist);
      if (!agent || begun) return { ok: false, text: "The request is handed over once only." };
      begun = true;
      const handOver = { specialist, task: clean(task, 4000), why: clean(why, 300) };
      findings.push(await consult(agent, handOver));
      return { ok: true, text: "The specialist has taken over." };
    },
  });

  const end = await runLoop({
    chat,
    name: orchestrator.id,
    system: orchestrator.body,
    opening: openingFor(orchestrator, { request, specialists }),
    tools: [delegate],
    maxCalls: orchestrator.maxCalls,
    finished: () => findings.length > 0,
    signal,
  });
  const [finding] = findings;
  return finding ?? { is: "failed", ...reasonOfEnd(end, orchestrator) };
}
