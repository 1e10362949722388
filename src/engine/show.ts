import { randomUUID } from "node:crypto";
import { type CardKind, listCards, touchCards, wantCard } from "../store/cards.ts";
import { queuePost } from "../store/outbox.ts";
import type { StepPlace } from "../store/steps.ts";
import type { Tenant } from "../store/tenant.ts";

/** A step's own card: its task, its failure, its doubt. */
export function stepSubject({ runId, stepId, iteration }: StepPlace): string {
  return `${runId}:${stepId}:${iteration}`;
}

/** Shows something about a run in its thread, and directly to those who must act. */
export async function showInThread(
  tenant: Tenant,
  runId: string,
  card: { kind: CardKind; subject: string; to: readonly string[] },
): Promise<void> {
  const [run] = await listCards(tenant, "run", runId);
  if (!run) return;
  const { kind, subject } = card;
  await wantCard(tenant, { id: randomUUID(), kind, subject, place: run.place, threadOf: run.id });
  // whoever has the run in their own messages sees it there already
  for (const person of card.to)
    if (person !== run.place)
      await wantCard(tenant, { id: randomUUID(), kind, subject, place: person, threadOf: null });
  await touchCards(tenant, kind, [subject]);
}

/** Posts a message of a run: to a place of its own, else into the run's thread. */
export async function postForRun(
  tenant: Tenant,
  runId: string,
  post: { key: string; to: string | null; text: string; csm: string | undefined; at: Date },
): Promise<void> {
  const [run] = await listCards(tenant, "run", runId);
  const place = post.to ?? run?.place;
  if (place === undefined) return;
  const threadOf = post.to === null ? (run?.id ?? null) : null;
  const { key, text, csm, at } = post;
  await queuePost(tenant, { key, place, threadOf, message: { text, concerns: csm }, at });
}
