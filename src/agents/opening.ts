import { isRecord } from "../grammar/field.ts";
import type { DelegationRequest, HandOver } from "./delegation.ts";
import type { Agent, InputName } from "./roster.ts";
import { untrusted } from "./untrusted.ts";

type Told = {
  request: DelegationRequest;
  handOver?: HandOver;
  specialists?: readonly Agent[];
};

/** The one message an agent begins with: its inputs as JSON. Customer data stands in it, and in no system prompt. */
export function openingFor(agent: Agent, { request, handOver, specialists = [] }: Told): string {
  const { customer, run } = request.context;
  const inputs: Record<InputName, unknown> = {
    request: untrusted("the request, with customer data filled in", request.ask),
    task: untrusted("the orchestrator", handOver?.task ?? ""),
    why: untrusted("the orchestrator", handOver?.why ?? ""),
    customer: nameOf(customer) === null ? null : untrusted("customer record", nameOf(customer)),
    playbook: nameOf(run) === null ? null : untrusted("playbook", nameOf(run)),
    specialists: specialists.map(({ id, whenToUse }) => ({ id, when_to_use: whenToUse })),
  };
  const given = Object.entries(inputs).filter(([name]) => agent.inputs.some((it) => it === name));
  const named = request.agent !== null && !handOver;
  const note = named && `The request names its specialist: hand it over to ${request.agent}.`;
  const form = Object.entries(request.output).map(([name, kind]) => ({ name, kind }));
  return JSON.stringify({ ...Object.fromEntries(given), form, ...(note && { note }) });
}

function nameOf(value: unknown): string | null {
  return isRecord(value) && typeof value["name"] === "string" ? value["name"] : null;
}
