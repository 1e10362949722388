import { faultOfBase } from "../../grammar/outside-url.ts";
import { openTyped, seal, secretOf, unseal } from "../../connect/seal.ts";
import { capitalize } from "../../grammar/words.ts";
import type { Health } from "../../run/health.ts";
import { audit } from "../../store/audit.ts";
import {
  type ConnectorRow,
  findConnector,
  listConnectors,
  providerOf,
  removeConnector,
  saveConnector,
} from "../../store/connectors.ts";
import { forgetHealth, listHealth } from "../../store/health.ts";
import type { Tenant } from "../../store/tenant.ts";
import { asAdmin } from "../admins.ts";
import type { Answer, Response, Submitted } from "../chat.ts";
import type { ChatNeeds } from "../needs.ts";
import type { Button, Form } from "../replies.ts";
import { connectorSystem, healthInWords } from "../systems.ts";
import { matching, type Verb } from "../verb.ts";
import { say } from "../words.ts";

/** The other systems that playbooks may call, and what they are called with. */
export const connect: Verb = {
  name: "connect",
  group: "Run",
  help: [
    { say: "connect billing", does: "lets playbooks call another system; for admins" },
    { say: "connections", does: "what is connected, and how it is; for admins" },
  ],
  reads: (text) =>
    matching(text, [
      /^(?:connect|reconnect)\s+(?:to\s+)?(?<id>[\w-]+)$/i,
      /^(?<list>connect|connections|connectors)$/i,
      /^(?:disconnect|disconnect\s+from)\s+(?<gone>[\w-]+)$/i,
    ]),
  hear: (needs, said, { id, gone }) =>
    asAdmin(needs, said, connecting, async (tenant, { zone }) => {
      if (id !== undefined) return openForm(needs, tenant, id.toLowerCase());
      const found = { health: await listHealth(tenant), zone, now: needs.clock.now() };
      if (gone === undefined) return listed(await listConnectors(tenant), found);
      const row = await findConnector(tenant, gone.toLowerCase());
      return row
        ? say(inWords(row, found), removing(row.id))
        : say(`Nothing called ${gone} is connected.`);
    }),
  acts: {
    "connector-change": {
      replay: "ask again",
      press: (needs, pressed) =>
        asAdmin(needs, pressed, connecting, (tenant) => openForm(needs, tenant, pressed.value)),
    },
    "connector-save": { replay: "answer", submit: save },
    "connector-remove": {
      replay: "run",
      press: (needs, pressed) =>
        asAdmin(needs, pressed, connecting, async (tenant) => {
          const { value: id, by } = pressed;
          if (!(await removeConnector(tenant, id))) return say(`${id} is connected no more.`);
          await forgetHealth(tenant, providerOf(id));
          const at = needs.clock.now();
          const subject = `connector:${id}`;
          await audit(tenant, { at, actor: by, action: "connector removed", subject });
          return say(
            `${id} is disconnected, and its secret is gone. Steps that call it ask for help.`,
          );
        }),
    },
  },
};

const connecting = "connect other systems, so nothing was changed";

const mostShown = 10;
const mostButtons = 5;

type Found = { health: ReadonlyMap<string, Health>; zone: string; now: Date };

export function listed(rows: readonly ConnectorRow[], found: Found): Response {
  if (rows.length === 0)
    return say("Nothing is connected yet. Say “connect billing”, or whatever you call the system.");
  const more = rows.length - mostShown;
  const lines = rows.slice(0, mostShown).map((row) => inWords(row, found));
  const buttons = rows
    .slice(0, mostButtons)
    .flatMap(({ id }): Button[] => [
      { label: `Change ${id}`, act: "connector-change", value: id },
      removing(id),
    ]);
  return say([...lines, ...(more > 0 ? [`and ${more} more`] : [])].join("\n\n"), ...buttons);
}

function inWords({ id, baseUrl, header, lastFour, knowsRepeats }: ConnectorRow, found: Found) {
  const { health, ...reader } = found;
  const secret = lastFour === "" ? `${header} is set` : `${header} ends in ${lastFour}`;
  const repeats = knowsRepeats ? "knows a repeated call" : null;
  const about = [`${id}: ${baseUrl}`, secret, repeats].filter((it) => it !== null).join(", ");
  const how = healthInWords(connectorSystem(id), health.get(providerOf(id)), reader);
  return `• ${about}\n${capitalize(how)}`;
}

function removing(id: string): Button {
  return {
    label: `Remove ${id}`,
    act: "connector-remove",
    value: id,
    style: "danger",
    confirm: {
      title: `Disconnect ${id}?`,
      text: "Its secret is deleted. Steps that call it fail and ask for help.",
      yes: "Disconnect",
    },
  };
}

async function openForm(needs: ChatNeeds, tenant: Tenant, id: string): Promise<Response> {
  if (!needs.engine.connectorKey) return say(noKey);
  if (!/^[a-z][a-z0-9_-]{0,39}$/.test(id))
    return say("A name is small letters, digits, _ and -, such as “billing”.");
  return { form: formFor(id, await findConnector(tenant, id)) };
}

const noKey = "Secrets cannot be kept here yet: whoever runs Playbooks sets CONNECTOR_KEY first.";

export function formFor(id: string, row: ConnectorRow | null): Form {
  const options = [
    { label: "Yes: a call may be repeated by itself", value: "yes" },
    { label: "No, or I do not know: a person is asked", value: "no" },
  ];
  return {
    title: row ? `Change ${id}` : `Connect ${id}`,
    submit: row ? "Change" : "Connect",
    act: "connector-save",
    value: id,
    intro: "Playbooks of this workspace may call what you connect here, and nothing else.",
    fields: [
      {
        name: "base",
        label: "Address",
        kind: "line",
        initial: row?.baseUrl ?? "https://",
        hint: "Steps call paths below it, such as /v1/credits.",
      },
      {
        name: "header",
        label: "Header that carries the secret",
        kind: "line",
        initial: row?.header ?? "authorization",
      },
      {
        name: "secret",
        label: "Secret",
        kind: "secret",
        hint: "The whole value, such as “Bearer …”. It is kept sealed and never shown again.",
      },
      {
        name: "repeats",
        label: "Does it know a repeated call by its Idempotency-Key?",
        kind: "choice",
        options,
        initial: row?.knowsRepeats ? "yes" : "no",
      },
    ],
  };
}

function save(needs: ChatNeeds, sent: Submitted): Promise<Answer> {
  return asAdmin<Answer>(needs, sent, connecting, async (tenant) => {
    const { workspaceId, by, value: id, fields } = sent;
    const key = needs.engine.connectorKey;
    if (!key) return say(noKey);
    const typed = String(fields["secret"] ?? "");
    const secret = typed === "" ? "" : openTyped(key, workspaceId, typed).trim();
    const given = {
      baseUrl: String(fields["base"] ?? "").trim(),
      header: String(fields["header"] ?? "")
        .trim()
        .toLowerCase(),
      knowsRepeats: fields["repeats"] === "yes",
    };
    const problems = problemsIn(given, secret, needs.engine.caller.allowPrivate);
    if (Object.keys(problems).length > 0) return { problems };
    const about = secretOf(workspaceId, id);
    const before = await findConnector(tenant, id);
    const done = say(`${id} is connected. Its secret is sealed, and nobody sees it again.`);
    // the same form again, after a crash
    if (before && isSame(before, given) && reads(key, about, before) === secret) return done;
    const lastFour = secret.length < 16 ? "" : secret.slice(-4);
    const row = { id, ...given, lastFour, sealedSecret: seal(key, about, secret) };
    const at = needs.clock.now();
    await saveConnector(tenant, row, by, at);
    await forgetHealth(tenant, providerOf(id));
    const action = before ? "connector changed" : "connector made";
    const details = { ...given, lastFour };
    await audit(tenant, { at, actor: by, action, subject: `connector:${id}`, details });
    return done;
  });
}

type Given = Pick<ConnectorRow, "baseUrl" | "header" | "knowsRepeats">;

// what the program itself says in a call, and what steers a connection
const ours =
  /^(?:accept|content-.*|host|connection|keep-alive|upgrade|te|trailer|transfer-encoding|expect|idempotency-key|proxy-.*)$/;

function problemsIn({ baseUrl, header }: Given, secret: string, allowPrivate: boolean) {
  const problems: Record<string, string> = {};
  const base = faultOfBase(baseUrl, allowPrivate);
  if (base !== null) problems["base"] = base;
  if (!/^[a-z0-9-]{1,60}$/.test(header)) problems["header"] = "A header is letters, digits and -.";
  else if (ours.test(header)) problems["header"] = "This header is not for secrets.";
  if (secret === "") problems["secret"] = "This is needed.";
  else if (!/^[\x20-\x7e]+$/.test(secret))
    problems["secret"] = "A header takes plain letters, digits and signs only.";
  return problems;
}

function isSame(row: ConnectorRow, given: Given): boolean {
  const { baseUrl, header, knowsRepeats } = given;
  return row.baseUrl === baseUrl && row.header === header && row.knowsRepeats === knowsRepeats;
}

function reads(key: Buffer, about: string, { sealedSecret }: ConnectorRow): string | null {
  try {
    return unseal(key, about, sealedSecret);
  } catch {
    return null;
  }
}
