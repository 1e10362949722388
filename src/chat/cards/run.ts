import { lateOf } from "../../run/late.ts";
import { progressOf } from "../../run/progress-of.ts";
import type { RunProgress } from "../../run/progress.ts";
import { isBack } from "../../run/rollback.ts";
import { listOpenApprovals } from "../../store/approvals.ts";
import { findPlaybook } from "../../store/playbooks.ts";
import type { Tenant } from "../../store/tenant.ts";
import { foresee } from "../foresee.ts";
import { truncate } from "../../grammar/words.ts";
import { loadRun } from "../load-run.ts";
import type { ChatNeeds } from "../needs.ts";
import { aroundOf, partsShown } from "../parts-shown.ts";
import { takenBack } from "../way-back.ts";
import { stepValue } from "../verbs/step-place.ts";
import { criteriaButtons } from "../verbs/criteria.ts";
import type { Button, RunCard } from "../replies.ts";

export async function runCard(
  needs: ChatNeeds,
  tenant: Tenant,
  runId: string,
): Promise<RunCard | null> {
  const progress = await loadProgress(needs, tenant, runId);
  return progress && { is: "run", progress, buttons: buttonsOf(progress) };
}

export async function loadProgress(
  needs: ChatNeeds,
  tenant: Tenant,
  runId: string,
): Promise<RunProgress | null> {
  const run = await loadRun(needs, tenant, runId);
  if (!run) return null;
  const { execution, situation, surrounded } = run;
  const playbook = await findPlaybook(tenant, execution.playbookId);
  const open = await listOpenApprovals(tenant, runId);
  const deciders = new Map(
    open.map((it) => [
      it.stepId,
      it.status === "pending" ? it.approvers.map((one) => one.id) : it.editors,
    ]),
  );
  const now = needs.clock.now();
  const load = (id: string) => loadProgress(needs, tenant, id);
  const ended = execution.status === "ended";
  return progressOf(situation, {
    execution,
    deciders,
    late: lateOf(situation, now),
    parts: await partsShown(needs, tenant, run, load),
    around: await aroundOf(needs, tenant, execution),
    canTurnBack:
      !isBack(execution) && takenBack(situation, run.parts, { is: "run" }).plan.nodes.length > 0,
    newer: (playbook?.version ?? 0) > execution.version,
    expectedEnd: ended ? null : foresee(situation, { now, patient: true, surrounded }).endsAt,
  });
}

function buttonsOf(progress: RunProgress): Button[] {
  const { runId, status, gate, success, waits, canTurnBack } = progress;
  const back: Button = { label: "Roll back…", act: "roll-back", value: runId, inMenu: true };
  if (status === "ended")
    return [
      ...criteriaButtons(runId, "success", success ?? []),
      { label: "Details", act: "details", value: runId },
      ...(canTurnBack ? [back] : []),
    ];
  const cancel: Button = { label: "Cancel…", act: "cancel-run", value: runId };
  if (gate?.is === "inputs")
    return [
      { label: "Answer", act: "gate-inputs", value: runId, style: "primary" },
      gateCancel(runId),
    ];
  if (gate?.is === "conflict")
    return [
      { label: "Start now", act: "gate-start", value: runId, style: "primary" },
      { label: "Wait for the other", act: "gate-wait", value: runId },
      gateCancel(runId),
    ];
  if (gate?.is === "prerequisites")
    return [
      ...criteriaButtons(runId, "prerequisite", gate.criteria),
      { label: "Start anyway…", act: "gate-anyway", value: runId },
      gateCancel(runId),
    ];
  if (gate) return [{ label: "Start now", act: "gate-start", value: runId }, gateCancel(runId)];
  if (status === "paused")
    return [
      { label: "Resume", act: "resume", value: runId, style: "primary" },
      ...(waits ? [longer(runId)] : []),
      cancel,
      ...menuOf(runId),
      ...(canTurnBack ? [back] : []),
    ];
  return [
    ...earlyButtons(progress),
    { label: "Pause", act: "pause", value: runId },
    cancel,
    ...menuOf(runId),
    ...(canTurnBack ? [back] : []),
  ];
}

/** What waits for its time may begin at once; where several do, each says of what. */
function earlyButtons({ runId, lines }: RunProgress): Button[] {
  const found = lines.flatMap(({ id, early }) => (early ? [{ stepId: id, ...early }] : []));
  return found.slice(0, 3).map(({ of, ...place }) => ({
    label: found.length === 1 ? "Begin now" : truncate(`Begin now: ${of}`, 75),
    act: "begin-now",
    value: stepValue({ runId, ...place }),
  }));
}

// without how long it was paused: the card is not drawn anew each hour
function longer(runId: string): Button {
  return { label: "Resume, waits shift", act: "resume-longer", value: runId };
}

function menuOf(runId: string): Button[] {
  return [
    { label: "Details", act: "details", value: runId, inMenu: true },
    { label: "Shift its dates…", act: "shift-run", value: runId, inMenu: true },
    { label: "Give it to somebody…", act: "reassign-run", value: runId, inMenu: true },
  ];
}

function gateCancel(runId: string): Button {
  return { label: "Do not start", act: "gate-cancel", value: runId };
}
