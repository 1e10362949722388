// a run that waits for another one never lets a date of its own pass in silence

import { escapeWords } from "../grammar/escape.ts";
import { nextAnchored } from "../run/anchored.ts";
import type { AnchoredDate, Gate } from "../run/execution.ts";
import type { Situation } from "../run/situation.ts";
import { touchCards } from "../store/cards.ts";
import { changeGate, lockRun } from "../store/control.ts";
import { findOpenRun } from "../store/limits.ts";
import type { Tenant } from "../store/tenant.ts";
import { seeRun } from "./held-run.ts";
import { askGate, turnGate } from "./limits.ts";
import type { EngineNeeds } from "./needs.ts";
import { postForRun } from "./show.ts";

/**
 * Looks at the next date of a run that waits for another one, or for a person's word on it: it may have moved. Once it
 * is reached, a person decides, and is asked once for each date.
 */
export async function keepTurnDate(
  needs: Pick<EngineNeeds, "directory" | "clock">,
  tenant: Tenant,
  runId: string,
): Promise<void> {
  const run = await lockRun(tenant, runId);
  const gate = run?.gate;
  if (gate?.is !== "turn" && gate?.is !== "conflict") return;
  if (run?.status !== "running" || run.customerId === null) return;
  const other = await findOpenRun(tenant, run.customerId);
  const situation = other && (await seeRun(needs, tenant, runId));
  // with nobody at work any more its turn has come
  if (!situation) return;
  const now = needs.clock.now();
  const next = nextAnchored(situation, now);
  const found = { with: other.runId, other: other.name };
  const late = gate.date && gate.date.at <= now ? reached(situation, gate.date, now) : null;
  await changeGate(tenant, runId, gateBeside(gate, found, { date: next, late }), {});
  const { who } = gate;
  if (late && who !== undefined)
    await ask(tenant, runId, { date: late, who, other: other.name, at: now });
  await touchCards(tenant, "run", [runId]);
}

type Waiting = Extract<Gate, { is: "turn" | "conflict" }>;
type Dates = { date: AnchoredDate | null; late: AnchoredDate | null };

// once a date of its own has passed it is a person's to decide, where there is one
function gateBeside(gate: Waiting, found: { with: string; other: string }, { date, late }: Dates) {
  const { who } = gate;
  if (who !== undefined && gate.is === "conflict")
    return askGate({ ...found, who }, { date, late: late ?? gate.late ?? null });
  if (who !== undefined && late) return askGate({ ...found, who }, { date, late });
  return turnGate({ ...found, who }, date);
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
