import { createHash } from "node:crypto";
import { dispatchEvent } from "../../engine/happen.ts";
import { plural } from "../../grammar/words.ts";
import type { Json, Output } from "../../steps/world.ts";
import { storeEvent } from "../../store/events.ts";
import { forWorkspace } from "../../store/tenant.ts";
import { lookUpCustomer } from "../look-up.ts";
import { idFrom } from "../once.ts";
import { matching, type Verb } from "../verb.ts";
import { say } from "../words.ts";

export const event: Verb = {
  name: "event",
  group: "Run",
  help: [
    {
      say: "event champion.left for Acme",
      does: "tells that something happened, as another system would",
    },
    {
      say: "event customer.updated for Acme health=40",
      does: "changes what is known of a customer",
    },
  ],
  reads: (text) =>
    matching(text, [
      /^event\s+(?<name>[\w.-]+)\s+(?:for|at)\s+(?<customer>.+?)(?<pairs>(?:\s+[\w.]+=(?:"[^"]*"|\S+))*)$/i,
      /^event\s+(?<name>[\w.-]+)$/i,
    ]),
  besideDraft: /^event\b/i,
  async hear(needs, said, { name = "", customer: customerSaid, pairs = "" }) {
    const found = await forWorkspace(needs.pool, said.workspaceId, async (tenant) => {
      if (customerSaid === undefined) return { is: "found", item: null } as const;
      return lookUpCustomer(tenant, customerSaid, (id) => `event ${name} for ${id}${pairs}`);
    });
    if (found.is === "unclear") return found.response;
    const given = valuesOf(pairs);
    const data = name === "customer.updated" ? { fields: given } : given;
    const id = idFrom("event", said.key);
    const stored = {
      id,
      name,
      customerId: found.item?.id ?? null,
      at: needs.clock.now(),
      data,
      bodySha256: createHash("sha256").update(id).digest("hex"),
      source: `person ${said.by}`,
    };
    const isNew = await forWorkspace(needs.pool, said.workspaceId, (tenant) =>
      storeEvent(tenant, stored),
    );
    const happened = isNew ? await dispatchEvent(needs.engine, said.workspaceId, id) : null;
    needs.wake();
    const whom = found.item ? ` for ${found.item.name}` : "";
    if (!happened) return say(`${name}${whom} is recorded.`);
    const { started, resumed } = happened;
    const then =
      started + resumed === 0
        ? "No playbook waits for it."
        : `${plural(started, "run")} started, ${plural(resumed, "wait")} ended.`;
    return say(`${name}${whom} is recorded. ${then}`);
  },
  acts: {},
};

/** `seats=60 reason="budget cut"` as values: numbers, yes and no are what they look like. */
function valuesOf(pairs: string): Output {
  const values: Output = {};
  for (const [, name = "", quoted, bare = ""] of pairs.matchAll(/([\w.]+)=(?:"([^"]*)"|(\S+))/g))
    values[name] = quoted ?? valueOf(bare);
  return values;
}

function valueOf(text: string): Json {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (/^(true|yes)$/i.test(text)) return true;
  return /^(false|no)$/i.test(text) ? false : text;
}
