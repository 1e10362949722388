// a step calls another system: as with a mail, what must not happen twice is written down before it and settled after it

import { createHash } from "node:crypto";
import { z } from "zod";
import type { Called } from "../connect/caller.ts";
import { outsideUrl } from "../grammar/outside-url.ts";
import { secretOf, unseal } from "../connect/seal.ts";
import type { Asked, CallResult } from "../steps/world.ts";
import { type ConnectorRow, findConnector, providerOf } from "../store/connectors.ts";
import { intend, lastEffect, settleEffect } from "../store/effects.ts";
import type { StepPlace, StepRow } from "../store/steps.ts";
import { ClaimLost, orOutage, stillOurs } from "./fence.ts";
import type { HeldRun } from "./held-run.ts";
import type { EngineNeeds } from "./needs.ts";
import { goOutside, heardOf } from "./outside.ts";
import { keepTrying } from "./send.ts";

export async function call(
  needs: EngineNeeds,
  run: HeldRun,
  state: StepRow,
  asked: Asked,
): Promise<CallResult> {
  const tenant = { db: needs.pool, workspaceId: run.workspaceId };
  const connector = await orOutage(() => findConnector(tenant, asked.connector));
  if (!connector) {
    const reason = `there is no connector “${asked.connector}”; an admin makes it with /playbook connect ${asked.connector}`;
    return { is: "failed", reason, again: false };
  }
  const url = outsideUrl(connector.baseUrl, asked.path);
  if (!url)
    return { is: "failed", reason: `“${asked.path}” leads out of the connector`, again: false };
  const secret = opened(needs, run, connector);
  if (secret === null) {
    const reason = `the secret of “${asked.connector}” cannot be opened; an admin gives it again with /playbook connect ${asked.connector}`;
    return { is: "failed", reason, again: false };
  }
  const key = `${run.runId}:${state.id}:${state.iteration}`;
  const place = { runId: run.runId, stepId: state.id, iteration: state.iteration };
  const isOnce = ["POST", "PATCH"].includes(asked.method) && !connector.knowsRepeats;
  const provider = providerOf(connector.id);
  const tell = await goOutside(needs, run, { provider, who: connector.id });
  let sequence: number | null = null;
  if (isOnce) {
    const contentSha256 = createHash("sha256")
      .update(JSON.stringify([asked.method, url.href, asked.body]))
      .digest("hex");
    const intent = { ...place, epoch: run.epoch, provider, contentSha256 };
    const at = needs.clock.now();
    sequence = await orOutage(() => intend(tenant, { ...intent, recipients: [url.host], at }));
    if (sequence === null) return orOutage(() => whyNot(needs, run, place, asked));
  }
  const called = await needs.caller.call({
    method: asked.method,
    url,
    headers: headersOf(connector, secret, key, asked),
    body: asked.body,
  });
  const result = resultOf(called, asked, isOnce);
  const at = needs.clock.now();
  const settled = sequence;
  if (settled !== null && result.is !== "unknown") {
    const isDone = result.is === "done";
    const came = {
      state: isDone ? "received" : "refused",
      receipt: isDone ? JSON.stringify(result) : null,
    } as const;
    await orOutage(() => keepTrying(() => settleEffect(tenant, place, settled, { ...came, at })));
  }
  // an answer that is too large is still an answer
  const isOver = called.is === "unknown" && !called.again;
  await tell(isOver ? { is: "refused", reason: called.reason } : heardOf(result));
  return result;
}

/** What became of the call while this worker was not looking; a lost claim is thrown. */
async function whyNot(
  needs: EngineNeeds,
  run: HeldRun,
  place: StepPlace,
  asked: Asked,
): Promise<CallResult> {
  const tenant = { db: needs.pool, workspaceId: run.workspaceId };
  if (!(await stillOurs(tenant, run)))
    throw new ClaimLost(`${asked.connector} may not be called by this claim`);
  const effect = await lastEffect(tenant, place);
  const before = Receipt.safeParse(parsed(effect?.receipt ?? ""));
  if (effect?.state === "received" && before.success) return { is: "done", ...before.data };
  return { is: "unknown", reason: "it was being called before, and nobody knows whether it heard" };
}

const Receipt = z.object({ status: z.number(), output: z.record(z.string(), z.json()) });

// the secret is in memory only from here to the call
function opened(
  { connectorKey }: EngineNeeds,
  { workspaceId }: HeldRun,
  { id, sealedSecret }: ConnectorRow,
): string | null {
  try {
    return connectorKey && unseal(connectorKey, secretOf(workspaceId, id), sealedSecret);
  } catch {
    // it was sealed with another key
    return null;
  }
}

function headersOf(
  connector: ConnectorRow,
  secret: string,
  key: string,
  asked: Asked,
): Record<string, string> {
  return {
    accept: "application/json",
    ...(asked.body !== null && { "content-type": "application/json" }),
    "idempotency-key": key,
    [connector.header]: secret,
  };
}

/** What an answer means to the step: done, to be tried again, for a person, or in doubt. */
function resultOf(called: Called, asked: Asked, isOnce: boolean): CallResult {
  switch (called.is) {
    case "refused":
      return { is: "failed", reason: called.reason, again: called.again };
    case "unknown":
      return isOnce
        ? { is: "unknown", reason: called.reason }
        : { is: "failed", reason: called.reason, again: called.again };
    case "answered":
      return answered(called, asked, isOnce);
  }
}

const tooLate = 408;
const meanings: ReadonlyMap<number, string> = new Map([
  [401, "it does not accept the secret"],
  [403, "the secret does not allow this"],
  [404, "there is nothing at this path"],
  [tooLate, "it did not get the call in time"],
  [429, "it is called too often"],
  [503, "it is busy or away"],
]);

function answered(
  { status, body, after }: Called & { is: "answered" },
  asked: Asked,
  isOnce: boolean,
): CallResult {
  if (asked.expects(status)) {
    const read = asked.read(parsed(body));
    return "output" in read
      ? { is: "done", status, output: read.output }
      : { is: "failed", reason: read.reason, again: false };
  }
  const meaning = meanings.get(status);
  const reason = `${asked.connector} answered ${status}${meaning === undefined ? "" : `: ${meaning}`}`;
  if (status === 429 || status === 503)
    return { is: "failed", reason, again: true, ...(after !== null && { after }) };
  if (status < 500 && status !== tooLate) return { is: "failed", reason, again: false };
  // it may have done the work before it failed, or before it ran out of time
  return isOnce ? { is: "unknown", reason } : { is: "failed", reason, again: true };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
