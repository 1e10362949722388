import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import { reasonOf } from "../errors.ts";
import { truncate } from "../grammar/words.ts";
import type { Log } from "../log.ts";
import type { Meter, Model } from "../model/model.ts";
import { type RealTime, realTime } from "../model/real-time.ts";
import { saveDelegation } from "../store/delegations.ts";
import type { Pool } from "../store/db.ts";
import { forWorkspace } from "../store/tenant.ts";
import type { Delegated, DelegationRequest, Finding, HandOver } from "./delegation.ts";
import { limited } from "./limited.ts";
import { findingOf, noModel, ourFault, tooLong } from "./reasons.ts";
import { type Agent, mostCalls, type Roster } from "./roster.ts";
import { clean } from "./untrusted.ts";

export type DelegateNeeds = {
  model: Model | null;
  roster: Roster;
  pool: Pool;
  clock: Clock;
  log: Log;
  /** real time, for the wall clock of the thinking */
  time?: RealTime;
};

const thinkWithin = 120_000;
const answerTokens = 3000;

/** Hands thinking work to a specialist. Agents read and answer; nothing they do changes anything. */
export function createDelegate(needs: DelegateNeeds) {
  const { model, roster, time = realTime, log } = needs;

  return async function delegate(request: DelegationRequest): Promise<Delegated> {
    if (!model) return noModel;
    const [first, ...others] = candidates(roster, request.agent);
    if (!first) return unknown(request.agent);
    const { chatModel, orchestrate, askSpecialist } = await loadThinking();
    const began = time.now();
    const { workspaceId } = request;
    const work = { name: "delegation", workspaceId, maxTokens: answerTokens };
    const meter = limited(model.wire.meter(work), mostCalls);
    const deadline = new AbortController();
    const forget = time.after(thinkWithin, () => deadline.abort());
    const thinking = { chat: chatModel(model, meter), signal: deadline.signal };
    const handed: Handed[] = [];

    const settled = (thought: () => Promise<Finding>) => settle(thought, { meter, deadline, log });
    const consult = (agent: Agent, handOver: HandOver) => {
      handed.push({ agent, handOver });
      return settled(() => askSpecialist(thinking, agent, { request, handOver }));
    };
    const team = { orchestrator: roster.orchestrator, specialists: [first, ...others] } as const;
    const finding = await settled(() => orchestrate(thinking, team, request, consult));
    forget();

    const [to = nobody(roster, request)] = handed;
    const spent = { tokens: meter.spent().tokens, milliseconds: time.now() - began };
    // before anybody was asked nothing has been handed over
    if (handed.length > 0 || finding.is !== "unavailable")
      await record(needs, model.name, { request, finding, to, ...spent });
    return finding.is === "answered" ? { ...finding, by: to.agent.name } : finding;
  };
}

/** Comes with the first work for it: langchain takes 90 MB and a third of a second of every start. */
async function loadThinking() {
  const [{ chatModel }, { orchestrate }, { askSpecialist }] = await Promise.all([
    import("./chat-model.ts"),
    import("./orchestrator.ts"),
    import("./specialist.ts"),
  ]);
  return { chatModel, orchestrate, askSpecialist };
}

type Handed = { agent: Agent; handOver: HandOver };

function nobody({ orchestrator }: Roster, { ask }: DelegationRequest): Handed {
  const why = "Nobody was chosen.";
  return {
    agent: orchestrator,
    handOver: { specialist: orchestrator.id, task: clean(ask, 4000), why },
  };
}

function candidates({ specialists }: Roster, named: string | null): Agent[] {
  if (named === null) return [...specialists.values()];
  const agent = specialists.get(named);
  return agent ? [agent] : [];
}

function unknown(named: string | null): Delegated {
  const reason = `there is no agent named "${clean(named ?? "", 60)}"`;
  return { is: "failed", reason, again: false };
}

/** Whatever was thrown on the way becomes a finding with words for people. */
async function settle(
  thought: () => Promise<Finding>,
  { meter, deadline, log }: { meter: Meter; deadline: AbortController; log: Log },
): Promise<Finding> {
  try {
    return await thought();
  } catch (error) {
    if (deadline.signal.aborted) return tooLong;
    const failure = meter.failure();
    if (failure) return findingOf(failure);
    log.error("an agent failed", { reason: truncate(reasonOf(error), 300) });
    return ourFault;
  }
}

type HandOverRow = {
  request: DelegationRequest;
  finding: Finding;
  to: Handed;
  tokens: number;
  milliseconds: number;
};

function record({ pool, clock }: DelegateNeeds, model: string, it: HandOverRow): Promise<void> {
  const { place, workspaceId } = it.request;
  const { agent, handOver } = it.to;
  return forWorkspace(pool, workspaceId, (tenant) =>
    saveDelegation(tenant, {
      ...place,
      id: randomUUID(),
      agent: agent.id,
      task: handOver.task,
      why: handOver.why,
      status: it.finding.is === "answered" ? "answered" : "failed",
      output: it.finding.is === "answered" ? it.finding.output : null,
      reason: it.finding.is === "answered" ? null : it.finding.reason,
      model,
      promptSha256: agent.sha256,
      tokens: it.tokens,
      milliseconds: it.milliseconds,
      at: clock.now(),
    }),
  );
}
