import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { z } from "zod";
import type { Clock } from "../clock.ts";
import { atPoint } from "../crash-points.ts";
import { findNamed } from "../chat/find.ts";
import { storable } from "../grammar/storable.ts";
import type { Log } from "../log.ts";
import { listCustomerNames } from "../store/customers.ts";
import { storeEvent } from "../store/events.ts";
import { forWorkspace, type Tenant } from "../store/tenant.ts";
import { readBody } from "./body.ts";
import { send, sendProblem } from "./problem.ts";
import type { Pool } from "../store/db.ts";
import type { Outage } from "../store/outage.ts";
import type { Spool } from "../store/spool.ts";

type Needs = {
  pool: Pool;
  clock: Clock;
  log: Log;
  /** signs the events of this workspace, and so says whose they are */
  secret: string;
  workspaceId: string;
  outage: Pick<Outage, "tried">;
  spool: Pick<Spool, "keep">;
  /** tells admins that one was not signed as it should be; the answer does not wait for it */
  alarm(refusal: string, at: Date): Promise<void>;
  /** lets a stored event take effect; the answer does not wait for it */
  dispatch(id: string): Promise<void>;
};

const Event = z.object({
  type: z
    .string()
    .regex(/^[a-z][\w-]*(\.[\w-]+)*$/)
    .max(100),
  timestamp: z.iso.datetime({ offset: true }).optional(),
  data: z
    .object({
      customer: z.string().min(1).optional(),
      fields: z.record(z.string(), z.json()).optional(),
    })
    .catchall(z.json())
    .default({}),
});

/** An event as it was told, before anybody has looked up whom it is about. */
const SaidEvent = z.object({
  workspaceId: z.string(),
  id: z.string(),
  name: z.string(),
  at: z.iso.datetime({ offset: true }),
  data: Event.shape.data.unwrap(),
  bodySha256: z.string(),
});
type SaidEvent = z.infer<typeof SaidEvent>;

/** POST /events: something happened, told by another system and signed as Standard Webhooks says. */
export async function takeEvent(
  needs: Needs,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  if (!body)
    return sendProblem(response, {
      status: 413,
      title: "Too large",
      detail: "An event may have 1 MiB.",
    });
  const id = String(request.headers["webhook-id"] ?? "");
  const refusal = verify(needs.secret, body, request.headers);
  if (refusal !== null) {
    needs.log.warn("event refused", { id, refusal });
    // without a signature it is whoever looks what is there
    if (request.headers["webhook-signature"]) void needs.alarm(refusal, needs.clock.now());
    return sendProblem(response, {
      status: 401,
      title: "Not verified",
      detail: `${refusal}. Sign webhook-id, webhook-timestamp and the body with this workspace's secret, as standardwebhooks.com describes.`,
    });
  }
  const read = Event.safeParse(parse(body));
  if (!read.success)
    return sendProblem(response, {
      status: 400,
      title: "Not an event",
      detail: 'Send {"type": "champion.left", "data": {"customer": "…"}}.',
      problems: read.error.issues.map((it) => `${it.path.join(".")}: ${it.message}`),
    });
  const { type, timestamp, data } = read.data;
  const said: SaidEvent = {
    workspaceId: needs.workspaceId,
    id,
    name: type,
    at: timestamp ?? needs.clock.now().toISOString(),
    data,
    bodySha256: createHash("sha256").update(body).digest("hex"),
  };
  const tried = await needs.outage.tried(() => store(needs, said));
  if (!tried) return keep(needs, said, response);
  const stored = tried.came;
  if (stored.is === "unknown")
    return sendProblem(response, {
      status: 422,
      title: "Unknown customer",
      detail: `There is no customer “${data.customer}”.`,
      nearest: stored.nearest,
    });
  atPoint("event stored");
  send(response, 202, { id, duplicate: stored.is === "known" });
  atPoint("event answered");
  if (stored.is === "new") void needs.dispatch(id);
}

/** The database is away: it counts all the same, once it is on the disk. */
async function keep(needs: Needs, said: SaidEvent, response: ServerResponse): Promise<void> {
  if (await needs.spool.keep({ kind: "event", body: said }))
    return send(response, 202, { id: said.id, duplicate: false });
  sendProblem(response, {
    status: 503,
    title: "Offline",
    detail: "Playbooks is offline and has no room left to keep events. Send it again in a minute.",
  });
}

/** An event that was kept takes effect. One about nobody we know is of no use, which nobody can be told any more. */
export async function restoreEvent(
  needs: Pick<Needs, "pool" | "log" | "dispatch">,
  body: unknown,
): Promise<"taken" | "of no use"> {
  const said = SaidEvent.parse(body);
  const { is } = await store(needs, said);
  if (is === "new") await needs.dispatch(said.id);
  if (is === "unknown")
    needs.log.error("an event that was kept is about no customer we know", { id: said.id });
  return is === "unknown" ? "of no use" : "taken";
}

function store({ pool }: Pick<Needs, "pool">, { at, ...said }: SaidEvent) {
  return forWorkspace(pool, said.workspaceId, async (tenant) => {
    const customer = await customerOf(tenant, said.data.customer);
    if (customer.is === "unknown") return customer;
    const event = { ...said, customerId: customer.id, at: new Date(at), source: "webhook" };
    return { is: (await storeEvent(tenant, event)) ? ("new" as const) : ("known" as const) };
  });
}

function verify(secret: string, body: Buffer, headers: IncomingMessage["headers"]): string | null {
  const names = ["webhook-id", "webhook-timestamp", "webhook-signature"] as const;
  const given = Object.fromEntries(names.map((name) => [name, String(headers[name] ?? "")]));
  if (names.some((name) => given[name] === "")) return `The headers ${names.join(", ")} are needed`;
  try {
    new Webhook(secret).verify(body, given);
    return null;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return error.message;
    // a signed body that is no JSON is told so by its shape
    return error instanceof SyntaxError ? null : "The signature cannot be read";
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"), storable);
  } catch {
    return null;
  }
}

async function customerOf(
  tenant: Tenant,
  said: string | undefined,
): Promise<{ is: "known"; id: string | null } | { is: "unknown"; nearest: string[] }> {
  if (said === undefined) return { is: "known", id: null };
  const all = await listCustomerNames(tenant);
  // another program means exactly what it says; what it nearly said is only told back
  const exact = all.find((it) => it.id === said || it.name.toLowerCase() === said.toLowerCase());
  if (exact) return { is: "known", id: exact.id };
  const found = findNamed(all, said);
  const near =
    found.is === "one" ? [found.item] : found.is === "several" ? found.items : found.near;
  return { is: "unknown", nearest: near.map((it) => it.id) };
}
