import { randomUUID } from "node:crypto";
import { isFailing } from "../run/criteria.ts";
import type { Cause, CriterionResult, Gate, ParentStep, Shift } from "../run/execution.ts";
import { atPoint } from "../crash-points.ts";
import { nextAnchored } from "../run/anchored.ts";
import { fillInputs } from "../playbook/inputs.ts";
import { peopleOf, type RunPeople } from "../run/people.ts";
import { program } from "../store/audit.ts";
import { listCards } from "../store/cards.ts";
import type { CustomerRow } from "../store/customers.ts";
import type { PlaybookRow } from "../store/playbooks.ts";
import { saveCsm, saveShifts } from "../store/control.ts";
import { findRun } from "../store/runs.ts";
import { insertRun } from "../store/starts.ts";
import { onceCommitted, type Tenant, tellsCommit } from "../store/tenant.ts";
import { lockStarts } from "../store/limits.ts";
import { conflictGate, conflictOf, countsForAll, limitOf } from "./limits.ts";
import type { EngineNeeds } from "./needs.ts";
import { allMet, imagine, prerequisitesGate, prerequisitesOf } from "./prerequisites.ts";

export type StartRequest = {
  playbook: PlaybookRow;
  customer: CustomerRow | null;
  inputs: Record<string, unknown>;
  cause: Cause;
  /** the person who starts it, who has seen what stands in the way; null when nobody is there to ask */
  startedBy: string | null;
  /** the id it is to have, so that the same start arriving twice is one run */
  runId?: string;
  /** why it starts though not all is so that must be; said by somebody who may */
  anyway?: string;
  /** to whom somebody gave the run around it, whosever the customer is */
  csm?: string | null;
  /** by how much the dates of the run around it were shifted */
  shifts?: readonly Shift[];
  /** the step it is a part of: whoever wrote it there meant it, so limits and other runs do not stop it */
  parent?: ParentStep & { depth: number };
};

export type Started =
  | { is: "started"; runId: string }
  /** the playbook's own limits forbid it */
  | { is: "limited"; reason: string }
  /** something that is measured and must be so first is not */
  | { is: "unready"; failing: CriterionResult[] };

/**
 * Starts a run: its row, its card, its job, its audit, in one statement. A start nobody attends respects the
 * limits, and waits for a person where one must say more; as it looks around first, it needs a transaction.
 */
export async function startRun(
  needs: Pick<EngineNeeds, "jobs" | "clock" | "directory" | "hands">,
  tenant: Tenant,
  request: StartRequest,
): Promise<Started> {
  const { playbook, customer, cause, startedBy, parent, csm = null, shifts = [] } = request;
  const isAttended = startedBy !== null && !parent;
  const now = needs.clock.now();
  const filled = fillInputs(playbook.playbook, request.inputs);
  const { values } = filled;
  // a value that cannot be one is as good as none: a person is asked for it
  const missing = [...filled.missing, ...Object.keys(filled.wrong)];
  const people = peopleOf(await needs.directory.people(tenant), {
    customer,
    owner: playbook.playbook.owner ?? null,
    author: playbook.createdBy,
    startedBy,
    csm,
  });
  const who = people.roles.csm?.id ?? people.roles.owner?.id ?? "";
  const asked = { playbook, customer, inputs: values, startedBy, csm };
  const alone = startedBy === null && !parent;
  const criteria = await prerequisitesOf(needs, tenant, { ...asked, alone });
  const failing = criteria.filter(isFailing);
  const { anyway } = request;
  if (isAttended && anyway === undefined && failing.length > 0) {
    const known = request.runId === undefined ? null : await findRun(tenant, request.runId);
    return known ? { is: "started", runId: known.execution.id } : { is: "unready", failing };
  }
  let gate: Gate | null =
    anyway !== undefined || allMet(criteria) ? null : prerequisitesGate(criteria, who, now);
  if (alone) {
    await lockFor(tenant, playbook, customer);
    const limit = await limitOf(tenant, playbook, { customer, inputs: values, now });
    if (limit) return { is: "limited", reason: limit };
    const conflict = await conflictOf(tenant, playbook, customer?.id ?? null);
    if (conflict?.policy === "skip")
      return { is: "limited", reason: `${conflict.name} is already running for ${customer?.name}` };
    if (conflict && !gate) {
      const date = nextAnchored(await imagine(needs, tenant, asked), now);
      gate = conflictGate(conflict, who, date);
    }
  }
  if (!isAttended && missing.length > 0) gate = { is: "inputs", missing, who };
  const runId = request.runId ?? randomUUID();
  // what is a part of a run is shown where that run is
  const [around] = parent ? await listCards(tenant, "run", parent.runId) : [];
  // held from the first moment where a hand is free, and begun once it has committed
  const isPlain = csm === null && shifts.length === 0;
  const mayHold = gate === null && isPlain && tellsCommit(tenant);
  const heldBy = mayHold && needs.hands.free() ? randomUUID() : null;
  const held = await insertRun(tenant, needs.jobs, {
    id: runId,
    heldBy,
    playbookId: playbook.id,
    version: playbook.version,
    customerId: customer?.id ?? null,
    inputs: values,
    cause,
    gate,
    startedBy,
    startedAt: now,
    parent: parent ?? null,
    depth: parent ? parent.depth + 1 : 0,
    card: { id: randomUUID(), place: around?.place ?? placeOf(playbook, customer, people) },
    actor: startedBy ?? program,
    details: {
      playbook: playbook.id,
      version: playbook.version,
      customer: customer?.id ?? null,
      cause,
      ...(anyway !== undefined && {
        anyway,
        unmet: criteria.filter((it) => it.met !== true).map((it) => it.say),
      }),
    },
  });
  if (csm !== null) await saveCsm(tenant, runId, csm);
  if (shifts.length > 0) await saveShifts(tenant, runId, shifts, now);
  atPoint("start written");
  if (held && heldBy !== null) {
    const data = { workspaceId: tenant.workspaceId, runId };
    onceCommitted(tenant, () => needs.hands.begin({ id: heldBy, retryCount: 0, data, run: held }));
  }
  return { is: "started", runId };
}

// two triggers that fire at the same moment are one after the other: the second sees what the first began
async function lockFor(
  tenant: Tenant,
  { id, playbook }: PlaybookRow,
  customer: CustomerRow | null,
): Promise<void> {
  if (customer) await lockStarts(tenant, { customerId: customer.id });
  if (playbook.limits && (countsForAll(playbook.limits) || !customer))
    await lockStarts(tenant, { playbookId: id });
}

/** Where a run lives: the playbook's channel, else the account's, else its csm's own messages. */
export function placeOf(
  { playbook, createdBy }: PlaybookRow,
  customer: CustomerRow | null,
  { roles, handles }: RunPeople,
): string {
  const { channel } = playbook;
  const named = channel?.startsWith("@")
    ? handles.get(channel.slice(1))?.id
    : channel?.replace(/^#/, "");
  return named ?? customer?.channelId ?? roles.csm?.id ?? createdBy;
}
