import { UserError } from "../../errors.ts";
import { atPoint } from "../../crash-points.ts";
import { startRun } from "../../engine/start.ts";
import { turnOn } from "../../engine/switch.ts";
import type { CriterionResult } from "../../run/execution.ts";
import { fillInputs } from "../../playbook/inputs.ts";
import { mayOverride } from "../../run/override.ts";
import { type CustomerRow, listCustomerNames } from "../../store/customers.ts";
import { listCards, touchCards } from "../../store/cards.ts";
import { closeChecklist } from "../../store/checklists.ts";
import { findPlaybook, type PlaybookRow } from "../../store/playbooks.ts";
import { findRun } from "../../store/runs.ts";
import { forWorkspace, type Tenant } from "../../store/tenant.ts";
import type { Pressed, Response, Said } from "../chat.ts";
import { inputsForm, inputsOf } from "../input-form.ts";
import { lookUpCustomer, lookUpPlaybook } from "../look-up.ts";
import type { ChatNeeds } from "../needs.ts";
import { idFrom } from "../once.ts";
import { missingAccess, previewOf } from "../preview.ts";
import { testMails } from "../test-mails.ts";
import { matching, type Verb } from "../verb.ts";
import { carried, type Loaded, withWanted } from "../wanted.ts";
import { anywayForm } from "./criteria.ts";
import { say, saying, words } from "../words.ts";

const begins = String.raw`^(?:run|start|launch|preview|dry[- ]run)\s+(?:the\s+)?`;

export const run: Verb = {
  name: "run",
  group: "Run",
  help: [
    { say: "run renewal for Acme", does: "shows what would happen, then starts it", first: true },
  ],
  reads: (text) =>
    matching(text, [
      new RegExp(String.raw`${begins}(?<playbook>.+?)\s+(?:for|on|with)\s+(?<customer>.+)$`, "i"),
      new RegExp(`${begins}(?<playbook>.+)$`, "i"),
    ]),
  hear: (needs, said, args) =>
    forWorkspace(needs.pool, said.workspaceId, (tenant) => prepare(needs, tenant, said, args)),
  acts: {
    start: {
      replay: "run",
      mayWait: true,
      press: (needs, pressed) => withWanted(needs, pressed, (it) => start(needs, pressed, it)),
    },
    "start-anyway": {
      replay: "ask again",
      press: async (_needs, { value }) => ({ form: anywayForm("start-anyway-with", value) }),
    },
    "start-anyway-with": {
      replay: "answer",
      submit: async (needs, sent) => {
        const reason = String(sent.fields["reason"] ?? "").trim();
        if (reason === "") return { problems: { reason: "A reason is needed." } };
        return withWanted(needs, sent, (it) => start(needs, sent, it, reason));
      },
    },
    "test-mails": {
      replay: "ask again",
      press: (needs, pressed) => withWanted(needs, pressed, (it) => testMails(needs, pressed, it)),
    },
    "preview-full": {
      replay: "run",
      press: (needs, pressed) =>
        withWanted(needs, pressed, async (it) => ({
          reply: await forWorkspace(needs.pool, pressed.workspaceId, (tenant) =>
            previewOf(needs, tenant, { ...it, by: pressed.by, full: true }),
          ),
        })),
    },
    "run-inputs": {
      replay: "ask again",
      press: (needs, pressed) =>
        withWanted(needs, pressed, async ({ playbook, wanted }) => ({
          form: inputsForm(playbook.playbook, "run-with", pressed.value, wanted.inputs),
        })),
    },
    "run-with": {
      replay: "answer",
      submit: async (needs, sent) => {
        let problems: Record<string, string> | null = null;
        const response = await withWanted(needs, sent, async (it) => {
          const answered = inputsOf(it.playbook.playbook, sent.fields);
          if (!answered.ok) {
            ({ problems } = answered);
            return {};
          }
          const wanted = { ...it.wanted, inputs: answered.values };
          const reply = await forWorkspace(needs.pool, sent.workspaceId, (tenant) =>
            previewOf(needs, tenant, { ...it, wanted, by: sent.by, full: false }),
          );
          return { reply };
        });
        return problems ? { problems } : response;
      },
    },
  },
};

async function prepare(
  needs: ChatNeeds,
  tenant: Tenant,
  said: Said,
  { playbook: playbookSaid = "", customer: customerSaid }: Record<string, string>,
): Promise<Response> {
  const whom = customerSaid === undefined ? "" : ` for ${customerSaid}`;
  const found = await lookUpPlaybook(tenant, said.by, playbookSaid, (id) => `run ${id}${whom}`);
  if (found.is === "unclear") return found.response;
  const playbook = found.item;
  let customer: CustomerRow | null = null;
  if (playbook.playbook.scope !== "workspace") {
    if (customerSaid === undefined) return askCustomer(tenant, playbook);
    const who = await lookUpCustomer(tenant, customerSaid, (id) => `run ${playbook.id} for ${id}`);
    if (who.is === "unclear") return who.response;
    customer = who.item;
  }
  const { missing, values } = fillInputs(playbook.playbook, {});
  const once = idFrom(said.key).slice(0, 8);
  const wanted = { playbook: playbook.id, customer: customer?.id ?? null, inputs: values, once };
  if (missing.length > 0) {
    const what = missing.length === 1 ? "one thing" : `${missing.length} things`;
    const answer = {
      label: "Answer",
      act: "run-inputs",
      value: await carried(needs, tenant, wanted),
      style: "primary",
    } as const;
    return say(`${playbook.name} must know ${what} first.`, answer);
  }
  return {
    reply: await previewOf(needs, tenant, { playbook, customer, wanted, by: said.by, full: false }),
  };
}

async function askCustomer(tenant: Tenant, playbook: PlaybookRow): Promise<Response> {
  const names = await listCustomerNames(tenant);
  const buttons = names.slice(0, 5).map((it) => saying(it.name, `run ${playbook.id} for ${it.id}`));
  return say(
    `For which customer? Say “run ${playbook.id} for” and the customer's name.`,
    ...buttons,
  );
}

/** Starts what the preview showed. A draft is turned on with it, for what comes later only. */
async function start(
  needs: ChatNeeds,
  pressed: Pick<Pressed, "workspaceId" | "by">,
  { wanted, playbook, customer }: Loaded,
  anyway?: string,
): Promise<Response> {
  const { workspaceId, by } = pressed;
  const isDraft = playbook.status === "draft";
  const runId = idFrom("run", workspaceId, wanted.playbook, wanted.customer ?? "", wanted.once);
  const missing = await forWorkspace(needs.pool, workspaceId, async (tenant) =>
    // said again, it has begun already
    anyway !== undefined || (await findRun(tenant, runId))
      ? []
      : missingAccess(needs, tenant, { wanted, playbook, customer, by }),
  );
  if (missing.length > 0) return say(notReady(missing));
  const { started, card } = await forWorkspace(needs.pool, workspaceId, async (tenant) => {
    if (isDraft) await turnOn(needs.engine, tenant, { id: playbook.id, by, startNow: false });
    if (anyway !== undefined) await refuseOthers(needs, tenant, playbook, by);
    const row = (await findPlaybook(tenant, playbook.id)) ?? playbook;
    const became = await startRun(needs.engine, tenant, {
      playbook: row,
      customer,
      inputs: wanted.inputs,
      cause: { is: "person", who: by },
      startedBy: by,
      runId,
      ...(anyway !== undefined && { anyway }),
    });
    if (became.is === "started") await closeOpen(tenant, row, customer?.id ?? null, runId);
    return { started: became, card: (await listCards(tenant, "run", runId))[0] };
  });
  atPoint("start committed");
  needs.wake();
  if (started.is === "limited") return say(started.reason);
  if (started.is === "unready") return say(notReady(started.failing));
  const whom = customer ? ` for ${customer.name}` : "";
  const also = isDraft ? " It is on from now on." : "";
  const where = card ? ` ${placeInWords(card.place, by)}` : "";
  const done = words(
    `Started “${playbook.name}”${whom}.${also} Its card${where} shows how it goes.`,
  );
  // a form has no message of its own to take the place of
  return anyway === undefined ? { replace: done } : { reply: done };
}

async function closeOpen(
  tenant: Tenant,
  { id, version }: PlaybookRow,
  customerId: string | null,
  runId: string,
): Promise<void> {
  const closed = await closeChecklist(tenant, { playbookId: id, version, customerId }, runId);
  if (closed) await touchCards(tenant, "checklist", [closed.id]);
}

function notReady(failing: readonly CriterionResult[]): string {
  const what = failing.map(({ say: said, because }) =>
    because === "" ? said : `${said} (${because})`,
  );
  return `It did not start, as this must be so first: ${what.join("; ")}. Put it right and press Start again; a manager or the playbook's owner can start it anyway.`;
}

async function refuseOthers(
  needs: ChatNeeds,
  tenant: Tenant,
  { playbook, createdBy }: PlaybookRow,
  by: string,
): Promise<void> {
  const people = await needs.engine.directory.people(tenant);
  if (!mayOverride(people, { owner: playbook.owner ?? null, author: createdBy }, by))
    throw new UserError("Only a manager or the playbook's owner can start it anyway.");
}

function placeInWords(place: string, by: string): string {
  if (place === by) return "in your messages";
  if (/^[UW][A-Z0-9]{7,}$/.test(place)) return `in the messages to <@${place}>`;
  return /^[CG][A-Z0-9]{7,}$/.test(place) ? "in the customer's channel" : `in #${place}`;
}
