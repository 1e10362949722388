import { createHash } from "node:crypto";
import { customerUpdated, dispatchEvent } from "../../engine/happen.ts";
import { readMoment } from "../../grammar/moment.ts";
import { listInWords, plural, truncate } from "../../grammar/words.ts";
import type { CustomerRow } from "../../store/customers.ts";
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
      /^event\s+(?<name>[\w.-]+)\s+(?:for|at)\s+(?<customer>.+?)(?<pairs>(?:\s+[\w.]+=(?:["“”][^"“”]*["“”]|\S+))*)$/i,
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
    const isUpdate = name === customerUpdated;
    const wrong = isUpdate ? wrongIn(given, found.item) : null;
    if (wrong !== null) return say(wrong);
    const data = isUpdate ? { fields: given } : given;
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
    const what = isUpdate ? `: ${changesIn(given)}` : "";
    if (!happened) return say(`${name}${whom} is recorded${what}.`);
    const { started, resumed } = happened;
    const effects = [
      ...(started > 0 ? [`${plural(started, "run")} started`] : []),
      ...(resumed > 0 ? [`${plural(resumed, "wait")} ended`] : []),
    ];
    const nothing = "Nothing started by it, and nothing waited for it.";
    const then = effects.length === 0 ? nothing : `${listInWords(effects)}.`;
    return say(`${name}${whom} is recorded${what}. ${then}`);
  },
  acts: {},
};

type Given = Record<string, string | number | boolean>;

/** What keeps values from being taken as a customer's, with a way on. */
function wrongIn(given: Given, customer: CustomerRow | null): string | null {
  const example = "event customer.updated for Acme health=40";
  if (!customer || Object.keys(given).length === 0)
    return `Say for whom and what has changed, for example: ${example}.`;
  for (const [field, value] of Object.entries(given)) {
    const known = customer.fields[field];
    const said = truncate(String(value), 80);
    if (typeof known === "number" && typeof value !== "number")
      return `${field} is a number (now ${known}), and “${said}” is none. Nothing was changed.`;
    const isDay = typeof known === "string" && readMoment(known, customer.zone) !== null;
    if (isDay && readMoment(value, customer.zone) === null)
      return `${field} is a date (now ${known}), and “${said}” is none. Say it as 2027-01-31. Nothing was changed.`;
  }
  return null;
}

function changesIn(given: Given): string {
  const changes = Object.entries(given).map(([field, value]) => `${field} is ${String(value)}`);
  return truncate(listInWords(changes), 200);
}

// phones and some desks turn quotes into curly ones
const valued = /([\w.]+)=(?:["“”]([^"“”]*)["“”]|(\S+))/g;

/** `seats=60 reason="budget cut"` as values: numbers, yes and no are what they look like. */
function valuesOf(pairs: string): Given {
  const values: Given = {};
  for (const [, name = "", quoted, bare = ""] of pairs.matchAll(valued))
    values[name] = quoted ?? valueOf(bare);
  return values;
}

function valueOf(text: string): Given[string] {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (/^(true|yes)$/i.test(text)) return true;
  return /^(false|no)$/i.test(text) ? false : text;
}
