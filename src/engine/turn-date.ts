// a run that waits for its turn never lets a date of its own pass in silence

import { escapeWords } from "../grammar/escape.ts";
import { nextAnchored } from "../run/anchored.ts";
import type { AnchoredDate, Gate } from "../run/execution.ts";
import type { Situation } from "../run/situation.ts";
import { touchCards } from "../store/cards.ts";
import { changeGate, lockRun } from "../store/control.ts";
import { findOpenRun } from "../store/limits.ts";
import type { Tenant } from "../store/tenant.ts";
import { seeRun } from "./held-run.ts";
import { turnGate } from "./limits.ts";
import type { EngineNeeds } from "./needs.ts";
import { postForRun } from "./show.ts";

/**
 * Looks at the next date of a run that waits for its turn: it may have moved. Once it is reached, a person decides,
 * and is asked once for each date.
 */
export async function keepTurnDate(
  needs: Pick<EngineNeeds, "directory" | "clock">,
  tenant: Tenant,
  runId: string,
): Promise<void> {
  const run = await lockRun(tenant, runId);
  if (run?.gate?.is !== "turn" || run.status !== "running" || run.customerId === null) return;
  const other = await findOpenRun(tenant, run.customerId);
  const situation = other && (await seeRun(needs, tenant, runId));
  // with nobody at work any more its turn has come
  if (!situation) return;
  const now = needs.clock.now();
  const next = nextAnchored(situation, now);
  const { date, who } = run.gate;
  const found = { with: other.runId, other: other.name, who };
  const late = date && date.at <= now ? reached(situation, date, now) : null;
  if (late && who !== undefined) {
    const gate: Gate = { is: "conflict", ...found, who, late, ...(next && { date: next }) };
    await changeGate(tenant, runId, gate, {});
    await ask(tenant, runId, { date: late, who, other: other.name, at: now });
  } else await changeGate(tenant, runId, turnGate(found, next), {});
  await touchCards(tenant, "run", [runId]);
}

// what was moved since has not come yet
function reached(situation: Situation, date: AnchoredDate, now: Date): AnchoredDate | null {
  const first = nextAnchored(situation, new Date(date.at.getTime() - 1));
  return first && first.at <= now ? first : null;
}

// an edited card calls nobody, so whoever decides is told in the thread
async function ask(
  tenant: Tenant,
  runId: string,
  { date, who, other, at }: { date: AnchoredDate; who: string; other: string; at: Date },
): Promise<void> {
  const [step, name] = [escapeWords(date.step, "mrkdwn"), escapeWords(other, "mrkdwn")];
  const text = `:vertical_traffic_light: <@${who}>, “${step}” is due now, and this still waits for ${name}. Please say on its card above whether it starts.`;
  await postForRun(tenant, runId, {
    key: `turn:${runId}:${date.at.toISOString()}`,
    to: null,
    text,
    csm: who,
    at,
  });
}
