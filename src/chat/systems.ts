// how whoever takes what leaves the house is, in people's words, and what to do about it

import { type Health, isDown, momentInWords } from "../run/health.ts";
import { type ConnectorRow, listConnectors, providerOf } from "../store/connectors.ts";
import { listHealth } from "../store/health.ts";
import type { Tenant } from "../store/tenant.ts";
import type { ChatNeeds } from "./needs.ts";

/** `refused`: what to do where it wants what it was given no more; `away`: where it does not get better. */
type System = { name: string; provider: string; refused: string; away: string };

type Reader = { now: Date; zone: string };

export function connectorSystem(id: string): System {
  return {
    name: id,
    provider: providerOf(id),
    refused: `Mend the step that calls it, or say “connect ${id}” if its address or secret has changed.`,
    away: "If it lasts, ask whoever runs it.",
  };
}

/** Mail, texts and each connected system: who is ill stands first. */
export async function systemsOf(
  { engine, clock }: ChatNeeds,
  tenant: Tenant,
  zone: string,
): Promise<string[]> {
  const health = await listHealth(tenant);
  const rows = await listConnectors(tenant);
  const { email, sms } = engine.providers;
  const known = { mail: email.name, texts: sms.name, rows, health };
  return systemsInWords(known, { now: clock.now(), zone });
}

type Known = {
  mail: string;
  texts: string;
  rows: readonly Pick<ConnectorRow, "id">[];
  health: ReadonlyMap<string, Health>;
};

export function systemsInWords({ mail, texts, rows, health }: Known, reader: Reader): string[] {
  const systems: System[] = [
    {
      name: "Mail",
      provider: mail,
      refused: "Look at the step that failed, or at SMTP_URL if it happens to all.",
      away: "If it lasts, ask whoever runs the mail server.",
    },
    {
      name: "Texts",
      provider: texts,
      refused: "Look at the step that failed, or at the Twilio account if it happens to all.",
      away: "If it lasts, look at status.twilio.com.",
    },
    ...rows.map(({ id }) => connectorSystem(id)),
  ];
  return systems
    .map((it) => ({ it, how: health.get(it.provider) }))
    .toSorted((a, b) => Number(isIll(b.how)) - Number(isIll(a.how)))
    .map(({ it, how }) => `${signOf(how)} ${it.name}: ${healthInWords(it, how, reader)}`);
}

/** Whether somebody should look at it. */
export function isIll(health: Health | undefined): boolean {
  return Boolean(health && (health.aloneUntil || health.failures > 0 || isRefusing(health)));
}

// the last thing it said was no
function isRefusing({ doneAt, failedAt }: Health): boolean {
  return failedAt !== null && (doneAt === null || doneAt < failedAt);
}

function signOf(health: Health | undefined): string {
  if (!health) return "·";
  if (health.aloneUntil) return "✗";
  return isIll(health) ? "⚠" : "✓";
}

/** How it is, and on lines of its own its last success, its last failure and what to do. */
export function healthInWords(system: System, health: Health | undefined, reader: Reader): string {
  if (!health) return "not used yet";
  const { doneAt, failedAt, failure } = health;
  const at = (moment: Date) => momentInWords(moment, reader.now, reader.zone);
  const { how, todo } = howItIs(system, health, { at, now: reader.now });
  if (!failedAt) return how;
  const worked = doneAt ? `Last worked ${at(doneAt)}.` : "Has not worked yet.";
  const failed = `Last failure ${at(failedAt)}: ${failure}.`;
  return [how, isIll(health) ? `${worked} ${failed}` : failed, ...todo].join("\n");
}

function howItIs(
  { refused, away }: System,
  health: Health,
  { at, now }: { at: (moment: Date) => string; now: Date },
): { how: string; todo: string[] } {
  const { doneAt, failingSince, failures, aloneUntil } = health;
  if (aloneUntil && failingSince && isDown(health)) {
    const next = aloneUntil > now ? `by itself at ${at(aloneUntil)}` : "by whatever needs it next";
    return { how: `down since ${at(failingSince)}, tried again ${next}`, todo: [away] };
  }
  if (aloneUntil && aloneUntil > now)
    return { how: `asks to be left alone until ${at(aloneUntil)}`, todo: [] };
  if (failures > 0) return { how: "failed, and is tried again by itself", todo: [] };
  if (isRefusing(health)) return { how: "said no the last time", todo: [refused] };
  return { how: doneAt ? `works, last ${at(doneAt)}` : "not used yet", todo: [] };
}
