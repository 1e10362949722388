import { placeOf } from "../../engine/start.ts";
import { escapeWords } from "../../grammar/escape.ts";
import { fillInputs } from "../../playbook/inputs.ts";
import { peopleOf, type RunPeople } from "../../run/people.ts";
import { audit } from "../../store/audit.ts";
import { touchCards, wantCard } from "../../store/cards.ts";
import {
  type ChecklistRow,
  findChecklist,
  noticeKey,
  openChecklist,
  reviewChecklist,
  tellOfChecklist,
  toldAction,
} from "../../store/checklists.ts";
import { findCustomer } from "../../store/customers.ts";
import { queuePost } from "../../store/outbox.ts";
import { findPlaybook } from "../../store/playbooks.ts";
import { listPeople } from "../../store/people.ts";
import { forWorkspace, type Tenant } from "../../store/tenant.ts";
import type { Pressed, Response, Said } from "../chat.ts";
import { channelsIn } from "../access.ts";
import { playbooksInside } from "../inside.ts";
import { lookUpCustomer, lookUpPlaybook } from "../look-up.ts";
import type { ChatNeeds } from "../needs.ts";
import { idFrom } from "../once.ts";
import { member } from "../rights.ts";
import { type Act, matching, type Verb } from "../verb.ts";
import { type Loaded, Wanted, withWanted } from "../wanted.ts";
import { say } from "../words.ts";
import { rehearseIt } from "./rollback.ts";

/** What people do on a checklist: open it, say they have looked, tell those concerned. */
export const checklist: Verb = {
  name: "checklist",
  group: "Run",
  help: [{ say: "checklist renewal for Acme", does: "what to look at before it starts" }],
  reads: (text) =>
    matching(text, [
      /^checklist\s+(?:for\s+|of\s+)?(?:the\s+)?(?<playbook>.+?)\s+(?:for|with)\s+(?<customer>.+)$/i,
      /^checklist\s+(?:for\s+|of\s+)?(?:the\s+)?(?<playbook>.+)$/i,
    ]),
  hear,
  acts: {
    checklist: {
      replay: "run",
      press: (needs, pressed) => withWanted(needs, pressed, (it) => open(needs, pressed, it)),
    },
    "checklist-review": acting(review),
    "checklist-tell": acting(tell),
    "checklist-rehearse": acting(tryOut),
    "checklist-join": { replay: "run", press: join },
    "checklist-again": acting(async () => ({})),
  },
};

async function hear(
  needs: ChatNeeds,
  said: Said,
  { playbook: named = "", customer: whom }: Record<string, string>,
): Promise<Response> {
  const loaded = await forWorkspace(needs.pool, said.workspaceId, async (tenant) => {
    const end = whom === undefined ? "" : ` for ${whom}`;
    const found = await lookUpPlaybook(tenant, said.by, named, (id) => `checklist ${id}${end}`);
    if (found.is === "unclear") return found.response;
    const playbook = found.item;
    const isWorkspaces = playbook.playbook.scope === "workspace";
    if (!isWorkspaces && whom === undefined)
      return say(`Say “checklist ${playbook.id} for” and the customer's name.`);
    const again = (id: string) => `checklist ${playbook.id} for ${id}`;
    const who = isWorkspaces ? null : await lookUpCustomer(tenant, whom ?? "", again);
    if (who?.is === "unclear") return who.response;
    const customer = who?.item ?? null;
    const inputs = fillInputs(playbook.playbook, {}).values;
    const once = idFrom(said.key).slice(0, 8);
    const wanted = { playbook: playbook.id, customer: customer?.id ?? null, inputs, once };
    return { playbook, customer, wanted };
  });
  return "wanted" in loaded ? open(needs, said, loaded) : loaded;
}

type Work = (needs: ChatNeeds, tenant: Tenant, row: ChecklistRow, by: string) => Promise<Response>;

// whatever is done on it, it is shown anew
function acting(work: Work): Act {
  return {
    replay: "run",
    press: (needs, { workspaceId, by, value }) =>
      forWorkspace(needs.pool, workspaceId, async (tenant) => {
        const row = await findChecklist(tenant, value);
        if (!row) return say("This checklist no longer exists.");
        if (row.runId !== null) return say("Its run has started already.");
        member(await listPeople(tenant), by);
        await touchCards(tenant, "checklist", [row.id]);
        return work(needs, tenant, row, by);
      }),
  };
}

async function open(
  needs: ChatNeeds,
  { workspaceId, by, key }: Pick<Pressed, "workspaceId" | "by" | "key">,
  { playbook, customer, wanted }: Loaded,
): Promise<Response> {
  const place = await forWorkspace(needs.pool, workspaceId, async (tenant) => {
    const at = needs.clock.now();
    const row = await openChecklist(tenant, {
      id: idFrom("checklist", workspaceId, key),
      playbookId: playbook.id,
      version: playbook.version,
      customerId: customer?.id ?? null,
      wanted,
      askedBy: by,
      at,
    });
    const people = await peopleFor(needs, tenant, row);
    const where = placeOf(playbook, customer, people);
    const id = idFrom("checklist-card", row.id);
    await wantCard(tenant, {
      id,
      kind: "checklist",
      subject: row.id,
      place: where,
      threadOf: null,
    });
    await record(tenant, row, by, "checklist opened", at);
    return where;
  });
  const isPerson = /^[UW][A-Z0-9]{7,}$/.test(place);
  const isId = /^[CG][A-Z0-9]{7,}$/.test(place);
  const where = isPerson ? "your messages" : isId ? "the customer's channel" : `#${place}`;
  return say(`The checklist is in ${where}, with what is ticked already.`);
}

async function review(
  needs: ChatNeeds,
  tenant: Tenant,
  row: ChecklistRow,
  by: string,
): Promise<Response> {
  const person = member(await listPeople(tenant), by);
  if (person.role === "csm")
    return say("Only a manager can say so, so your click did nothing. Ask yours to look at it.");
  const at = needs.clock.now();
  if (!(await reviewChecklist(tenant, row.id, by, at)))
    return say("A lead has looked at it already.");
  await record(tenant, row, by, "checklist reviewed", at);
  return {};
}

async function tell(
  needs: ChatNeeds,
  tenant: Tenant,
  row: ChecklistRow,
  by: string,
): Promise<Response> {
  const { roles } = await peopleFor(needs, tenant, row);
  const concerned = [roles.csm, roles.manager, roles.owner].flatMap((it) => (it ? [it.id] : []));
  const told = [...new Set(concerned)].filter((id) => id !== by);
  if (told.length === 0) return say("There is nobody to tell but you.");
  if (!(await tellOfChecklist(tenant, row.id, told))) return say("They have been told already.");
  const playbook = await findPlaybook(tenant, row.playbookId);
  const customer = row.customerId === null ? null : await findCustomer(tenant, row.customerId);
  const name = [playbook?.name ?? row.playbookId, customer?.name].filter((it) => it !== undefined);
  const text = `:information_source: <@${by}> is about to start “${escapeWords(name.join(" · "), "mrkdwn")}”.`;
  const at = needs.clock.now();
  for (const person of told)
    await queuePost(tenant, {
      key: noticeKey(row.id, person),
      place: person,
      threadOf: null,
      message: { text, shownBy: { kind: "checklist", subject: row.id } },
      at,
    });
  await record(tenant, row, by, toldAction, at, { told });
  return {};
}

async function tryOut(
  needs: ChatNeeds,
  tenant: Tenant,
  row: ChecklistRow,
  by: string,
): Promise<Response> {
  const playbook = await findPlaybook(tenant, row.playbookId);
  if (!playbook) return say("This playbook no longer exists.");
  const customer = row.customerId === null ? null : await findCustomer(tenant, row.customerId);
  const wanted = Wanted.parse(row.wanted);
  // what is ticked is this version, whatever has been written since
  const { version } = row;
  const loaded = { playbook: { ...playbook, version }, customer, wanted };
  return { reply: await rehearseIt(needs, tenant, loaded, by) };
}

/** Goes into a channel that its playbook names. Slack is asked before anything is held. */
async function join(needs: ChatNeeds, pressed: Pressed): Promise<Response> {
  const { workspaceId, by } = pressed;
  const [value = "", channel = ""] = pressed.value.split(" ");
  const isNamed = await forWorkspace(needs.pool, workspaceId, async (tenant) => {
    member(await listPeople(tenant), by);
    const row = await findChecklist(tenant, value);
    if (!row || row.runId !== null) return false;
    const { directory } = needs.engine;
    const { playbook } = await directory.runnable(tenant, row.playbookId, row.version);
    const inside = await playbooksInside(tenant, playbook);
    return [playbook, ...inside.map((it) => it.playbook)].some((it) =>
      channelsIn(it).includes(channel),
    );
  });
  const refused = isNamed ? await needs.reach.join(workspaceId, channel) : null;
  if (refused !== null) return say(refused);
  const noted = acting(async (_needs, tenant, row) => {
    const at = needs.clock.now();
    if (isNamed) await record(tenant, row, by, "checklist channel joined", at, { channel });
    return {};
  });
  return (await noted.press?.(needs, { ...pressed, value })) ?? {};
}

async function peopleFor(
  { engine }: ChatNeeds,
  tenant: Tenant,
  row: ChecklistRow,
): Promise<RunPeople> {
  const { playbook, author } = await engine.directory.runnable(tenant, row.playbookId, row.version);
  return peopleOf(await engine.directory.people(tenant), {
    customer: row.customerId === null ? null : await findCustomer(tenant, row.customerId),
    owner: playbook.owner ?? null,
    author,
    startedBy: row.askedBy,
  });
}

function record(
  tenant: Tenant,
  { id, playbookId }: ChecklistRow,
  actor: string,
  action: string,
  at: Date,
  details = {},
): Promise<void> {
  const said = { playbook: playbookId, ...details };
  return audit(tenant, { at, actor, action, subject: `checklist:${id}`, details: said });
}
