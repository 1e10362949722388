import { limitOf } from "../engine/limits.ts";
import { prerequisitesOf } from "../engine/prerequisites.ts";
import { everyLine } from "../run/preview-inside.ts";
import { plural } from "../grammar/words.ts";
import { isFailing } from "../run/criteria.ts";
import { leavesTheHouse } from "../run/obstacles.ts";
import { mayOverride } from "../run/override.ts";
import { everyStep } from "../playbook/check-steps.ts";
import type { Playbook } from "../playbook/playbook.ts";
import type { CriterionResult } from "../run/execution.ts";
import type { PlaybookRow } from "../store/playbooks.ts";
import type { PreviewLine } from "../run/preview.ts";
import { findOpenRun } from "../store/limits.ts";
import { isWritten, knownSteps, typeOf } from "../steps/all.ts";
import type { Tenant } from "../store/tenant.ts";
import { accessOf } from "./access.ts";
import { foresee } from "./foresee.ts";
import { imagineRun } from "./load-run.ts";
import type { ChatNeeds } from "./needs.ts";
import type { PreviewShown, PreviewStep } from "./preview-shown.ts";
import type { Button } from "./replies.ts";
import { carried, type Loaded } from "./wanted.ts";

type Asked = Loaded & { by: string; full: boolean };

/** What a run would do, shown before it starts; nothing is sent or stored. */
export async function previewOf(
  needs: ChatNeeds,
  tenant: Tenant,
  asked: Asked,
): Promise<PreviewShown> {
  const { playbook, customer, wanted, by, full } = asked;
  const { lines, every, endsAt, zone } = await foreseen(needs, tenant, asked);
  const mails = every
    .flatMap(({ at, leaves, receives, approver, perhaps }) =>
      receives ? [{ at: leaves ?? at, content: receives, approver: approver ?? "", perhaps }] : [],
    )
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const prerequisites = [
    ...(await prerequisitesOf(needs.engine, tenant, {
      playbook,
      customer,
      inputs: wanted.inputs,
      startedBy: by,
    })),
    ...(await accessFor(needs, tenant, playbook, every)),
  ];
  const owner = playbook.playbook.owner ?? null;
  const people = await needs.engine.directory.people(tenant);
  const may = {
    start: !prerequisites.some(isFailing),
    anyway: mayOverride(people, { owner, author: playbook.createdBy }, by),
  };
  return {
    is: "preview",
    playbook: playbook.name,
    customer: customer?.name ?? null,
    warnings: await warningsOf(tenant, asked, every, needs.clock.now()),
    prerequisites,
    lines: lines.filter(isTold).map(shown),
    mails,
    endsAt,
    zone,
    full,
    buttons: buttonsOf(asked, await carried(needs, tenant, wanted), {
      ...may,
      mails: mails.length > 0,
    }),
  };
}

/** What is missing for a run of this to reach everybody it must, looked at anew. */
export async function missingAccess(
  needs: ChatNeeds,
  tenant: Tenant,
  asked: Loaded & { by: string },
): Promise<CriterionResult[]> {
  const { every } = await foreseen(needs, tenant, asked);
  return (await accessFor(needs, tenant, asked.playbook, every)).filter(isFailing);
}

async function foreseen(
  needs: ChatNeeds,
  tenant: Tenant,
  { playbook, customer, wanted, by }: Loaded & { by: string },
) {
  const { situation, surrounded } = await imagineRun(needs, tenant, {
    runnable: await needs.engine.directory.runnable(tenant, playbook.id, playbook.version),
    customer,
    inputs: wanted.inputs,
    startedBy: by,
  });
  const now = needs.clock.now();
  const { lines, endsAt } = foresee(situation, { now, patient: false, surrounded });
  const every = everyLine(lines).map(({ line }) => line);
  return { lines, every, endsAt, zone: situation.zone };
}

function accessFor(
  needs: ChatNeeds,
  { workspaceId }: Tenant,
  { playbook }: PlaybookRow,
  lines: PreviewLine[],
): Promise<CriterionResult[]> {
  const inside = lines.flatMap((it) => it.inside?.seen.playbook ?? []);
  return accessOf(needs, { workspaceId, playbooks: [playbook, ...inside], lines });
}

/** Of what the plan adds by itself only what takes time, asks somebody or reaches somebody. */
function isTold({ step, until, at, waitsFor, obstacle }: PreviewLine): boolean {
  if (isWritten(step) || !typeOf(knownSteps, step).internal) return true;
  return until > at || waitsFor !== null || obstacle !== null;
}

function shown(line: PreviewLine): PreviewStep {
  const { at, says, because, perhaps, skipped, waitsFor, obstacle, under, step } = line;
  return {
    at,
    name: step.name ?? says,
    depth: under ? 1 : 0,
    path: under?.path ?? null,
    says,
    because,
    perhaps,
    skipped,
    waitsFor,
    obstacle,
    inside: (line.inside?.lines ?? []).filter(isTold).map(shown),
  };
}

async function warningsOf(
  tenant: Tenant,
  asked: Asked,
  lines: PreviewLine[],
  now: Date,
): Promise<string[]> {
  const { playbook, customer, wanted } = asked;
  const warnings: string[] = [];
  const limit = await limitOf(tenant, playbook, { customer, inputs: wanted.inputs, now });
  if (limit) warnings.push(`By its own rules it would not start now: ${limit}.`);
  const other = customer && (await findOpenRun(tenant, customer.id));
  if (other) warnings.push(`${other.name} is already running for ${customer.name}.`);
  const held = lines.filter((it) => it.obstacle !== null && !it.perhaps && !leavesTheHouse(it));
  if (held.length > 0)
    warnings.push(`${plural(held.length, "step")} cannot be done as things are; see below.`);
  if (playbook.status === "draft") warnings.push("It is a draft.");
  if (playbook.status === "off") warnings.push("It is off: this runs it once.");
  return warnings;
}

type May = { start: boolean; anyway: boolean; mails: boolean };

function buttonsOf({ playbook, full }: Asked, value: string, may: May): Button[] {
  const buttons: Button[] = [];
  if (may.start)
    buttons.push({
      label: playbook.status === "draft" ? "Turn on and run" : "Start",
      act: "start",
      value,
      style: "primary",
    });
  else if (may.anyway) buttons.push({ label: "Start anyway…", act: "start-anyway", value });
  if (may.mails) buttons.push({ label: "Send the mails to me first", act: "test-mails", value });
  if (Object.keys(playbook.playbook.inputs ?? {}).length > 0)
    buttons.push({ label: "Change the answers", act: "run-inputs", value });
  if (isLarge(playbook.playbook)) buttons.push({ label: "Checklist", act: "checklist", value });
  if (!full) buttons.push({ label: "Details", act: "preview-full", value });
  return buttons;
}

/** Whether so much hangs on it that one looks at a list before it starts: it has phases or workstreams. */
function isLarge({ steps }: Playbook): boolean {
  return everyStep(steps, []).some(({ step }) => typeOf(knownSteps, step).form.hold !== undefined);
}
