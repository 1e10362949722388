// the runs that are a part of a run, as its card tells of them, and the one it is a part of

import type { Execution } from "../run/execution.ts";
import type { PartProgress, RunProgress } from "../run/progress.ts";
import { listCards } from "../store/cards.ts";
import { listParts, type PartRow } from "../store/children.ts";
import type { Tenant } from "../store/tenant.ts";
import { type LoadedRun, startsRuns } from "./load-run.ts";
import type { ChatNeeds } from "./needs.ts";

type Load = (runId: string) => Promise<RunProgress | null>;

/** By the step that stands for each: the one that started it, or the one that takes it back. */
export async function partsShown(
  needs: ChatNeeds,
  tenant: Tenant,
  run: LoadedRun,
  load: Load,
): Promise<Map<string, PartProgress>> {
  const shown = new Map<string, PartProgress>();
  if (!startsRuns(run.situation)) return shown;
  for (const row of await listParts(tenant, run.execution.id)) {
    const step = standsFor(run, row);
    if (step === null) continue;
    const progress = row.status === "ended" ? null : await load(row.id);
    shown.set(step, {
      runId: row.id,
      link: await linkToRun(needs, tenant, row.id),
      note: progress?.gate === null ? `${row.name}: ${howFar(progress)}` : null,
      waitsFor: progress ? peopleOf(progress) : [],
    });
  }
  return shown;
}

function standsFor({ situation, execution }: LoadedRun, row: PartRow): string | null {
  const back = execution.rollback?.plan.nodes.find(
    ({ step }) => step && "run" in step && step.run === row.id,
  );
  if (back) return back.id;
  const { states } = situation.forward ?? situation;
  return states.get(row.stepId)?.iteration === row.iteration ? row.stepId : null;
}

/** "step 3 of 7" */
function howFar({ status, turnedBack, done, total }: RunProgress): string {
  if (status === "needs help") return "needs help";
  if (status === "paused") return "paused";
  return turnedBack ? "goes back" : `step ${Math.min(done + 1, total)} of ${total}`;
}

function peopleOf({ gate, lines }: RunProgress): string[] {
  if (gate) return gate.who === undefined || gate.who === "" ? [] : [gate.who];
  return [...new Set(lines.flatMap((it) => it.waitsFor))];
}

/** The run it is a part of, with its card. */
export async function aroundOf(
  needs: ChatNeeds,
  tenant: Tenant,
  { parent, cause }: Execution,
): Promise<RunProgress["around"]> {
  if (!parent || cause.is !== "run") return null;
  const { runId } = parent;
  const link = await linkToRun(needs, tenant, runId);
  return { runId, playbook: cause.playbook, step: cause.step, link };
}

/** Where the card of a run is. */
export async function linkToRun(
  { reach }: ChatNeeds,
  tenant: Tenant,
  runId: string,
): Promise<string | null> {
  const cards = await listCards(tenant, "run", runId);
  const posted = cards.find((it) => it.channelId !== null && it.ts !== null);
  if (!posted?.channelId || !posted.ts) return null;
  return reach.permalink(tenant.workspaceId, posted.channelId, posted.ts);
}
