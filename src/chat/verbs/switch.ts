import { cancelRun } from "../../engine/control.ts";
import { outlookOf, turnOff, turnOn } from "../../engine/switch.ts";
import { startsOf } from "../../playbook/describe.ts";
import { plural } from "../../grammar/words.ts";
import { findPlaybook, type PlaybookRow } from "../../store/playbooks.ts";
import { listRuns } from "../../store/runs.ts";
import { forWorkspace, type Tenant } from "../../store/tenant.ts";
import type { Response } from "../chat.ts";
import { existing, lookUpPlaybook } from "../look-up.ts";
import { type ChatNeeds, controlOf } from "../needs.ts";
import type { Button } from "../replies.ts";
import { matching, type Verb } from "../verb.ts";
import { say, words } from "../words.ts";

type Who = { workspaceId: string; by: string };

export const on: Verb = {
  name: "on",
  group: "Run",
  help: [
    {
      say: "on renewal",
      does: "lets it start by itself; says first whom it would start for",
      first: true,
    },
  ],
  reads: (text) =>
    matching(text, [
      /^(?:turn\s+on|enable|activate|on)\s+(?:the\s+)?(?<playbook>.+)$/i,
      /^turn\s+(?:the\s+)?(?<playbook>.+?)\s+on$/i,
    ]),
  hear: (needs, said, { playbook = "" }) =>
    forWorkspace(needs.pool, said.workspaceId, async (tenant) => {
      const found = await lookUpPlaybook(tenant, said.by, playbook, (id) => `on ${id}`);
      return found.is === "unclear" ? found.response : askToTurnOn(needs, tenant, found.item, said);
    }),
  acts: {
    "turn-on": {
      replay: "run",
      press: (needs, pressed) =>
        forWorkspace(needs.pool, pressed.workspaceId, async (tenant) => {
          const row = await existing(tenant, pressed.value);
          return row
            ? askToTurnOn(needs, tenant, row, pressed)
            : say("That playbook no longer exists.");
        }),
    },
    "turn-on-all": {
      replay: "run",
      press: (needs, pressed) => doTurnOn(needs, pressed, pressed.value, true),
    },
    "turn-on-new": {
      replay: "run",
      press: (needs, pressed) => doTurnOn(needs, pressed, pressed.value, false),
    },
  },
};

export const off: Verb = {
  name: "off",
  group: "Run",
  help: [{ say: "off renewal", does: "lets it start no more; asks about the runs that go on" }],
  reads: (text) =>
    matching(text, [
      /^(?:turn\s+off|disable|deactivate|off)\s+(?:the\s+)?(?<playbook>.+)$/i,
      /^turn\s+(?:the\s+)?(?<playbook>.+?)\s+off$/i,
    ]),
  hear: async (needs, said, { playbook = "" }) => {
    const found = await forWorkspace(needs.pool, said.workspaceId, (tenant) =>
      lookUpPlaybook(tenant, said.by, playbook, (id) => `off ${id}`),
    );
    return found.is === "unclear" ? found.response : doTurnOff(needs, said, found.item.id);
  },
  acts: {
    "turn-off": {
      replay: "run",
      press: (needs, pressed) => doTurnOff(needs, pressed, pressed.value),
    },
    "cancel-all": { replay: "run", press: cancelAll },
    "keep-all": {
      replay: "run",
      press: async () => ({ replace: words("They go on to their end.") }),
    },
  },
};

/** Says whom turning on would start for, and asks about those who match already. */
async function askToTurnOn(
  needs: ChatNeeds,
  tenant: Tenant,
  row: PlaybookRow,
  who: Who,
): Promise<Response> {
  const { id, name } = row;
  if (row.status === "on") return say(`${name} is on already.`);
  const outlook = await outlookOf(needs.engine, tenant, row);
  if (outlook.now.length === 0) {
    await turnOn(needs.engine, tenant, { id, by: who.by, startNow: false });
    needs.wake();
    return {
      reply: {
        is: "turn-on",
        id,
        name,
        on: true,
        started: 0,
        matching: [],
        next: nextOf(outlook),
        starts: startsOf(row.playbook),
        buttons: [],
      },
      everybody: true,
    };
  }
  const all = outlook.now.length;
  const buttons: Button[] = [
    { label: `Turn on, start ${plural(all, "run")} now`, act: "turn-on-all", value: id },
    { label: "Turn on, only new ones", act: "turn-on-new", value: id, style: "primary" },
  ];
  return {
    reply: {
      is: "turn-on",
      id,
      name,
      on: false,
      started: 0,
      matching: outlook.now.map((it) => it.name),
      next: nextOf(outlook),
      starts: startsOf(row.playbook),
      buttons,
    },
  };
}

function nextOf({ next }: Awaited<ReturnType<typeof outlookOf>>) {
  return next && { at: next.at, customer: next.customer?.name ?? null };
}

async function doTurnOn(
  needs: ChatNeeds,
  { workspaceId, by }: Who,
  id: string,
  startNow: boolean,
): Promise<Response> {
  const { row, counted, outlook, blocked } = await forWorkspace(
    needs.pool,
    workspaceId,
    async (tenant) => {
      const found = await findPlaybook(tenant, id);
      const channel = found?.playbook.channel;
      const problem =
        channel === undefined
          ? null
          : ((await needs.reach.mayPost(workspaceId, channel.replace(/^#/, "")))?.because ?? null);
      if (!found || problem !== null)
        return { row: found, counted: false, outlook: null, blocked: problem };
      const ahead = await outlookOf(needs.engine, tenant, found);
      return {
        row: found,
        counted: await turnOn(needs.engine, tenant, { id, by, startNow }),
        outlook: ahead,
        blocked: null,
      };
    },
  );
  await needs.lookAtTriggers();
  if (!row) return say("That playbook no longer exists.");
  if (blocked !== null) return say(`${row.name} stays off: ${blocked}`);
  if (!counted || !outlook) return say(`${row.name} is on already.`);
  const started = startNow ? outlook.now.length : 0;
  const { name } = row;
  return {
    replace: {
      is: "turn-on",
      id,
      name,
      on: true,
      started,
      matching: [],
      next: nextOf(outlook),
      starts: startsOf(row.playbook),
      buttons: [],
    },
  };
}

async function doTurnOff(
  needs: ChatNeeds,
  { workspaceId, by }: Who,
  id: string,
): Promise<Response> {
  return forWorkspace(needs.pool, workspaceId, async (tenant) => {
    const row = await findPlaybook(tenant, id);
    if (!row) return say("That playbook no longer exists.");
    if (!(await turnOff(needs.engine, tenant, { id, by })))
      return say(`${row.name} is off already.`);
    const open = await listRuns(tenant, { playbookId: id, open: true, limit: 200 });
    if (open.length === 0)
      return {
        reply: words(`${row.name} is off. Nothing starts by itself any more.`),
        everybody: true,
      };
    return say(
      `${row.name} is off: nothing new starts by itself. ${plural(open.length, "run")} of it ${open.length === 1 ? "is" : "are"} still under way. What about ${open.length === 1 ? "it" : "them"}?`,
      { label: "Let them go on", act: "keep-all", value: id, style: "primary" },
      {
        label: "Cancel them",
        act: "cancel-all",
        value: id,
        style: "danger",
        confirm: {
          title: "Cancel the runs?",
          text: "Steps that have not begun are skipped. What was sent stays sent.",
          yes: "Cancel them",
        },
      },
    );
  });
}

async function cancelAll(
  needs: ChatNeeds,
  { workspaceId, by, value }: Who & { value: string },
): Promise<Response> {
  const open = await forWorkspace(needs.pool, workspaceId, (tenant) =>
    listRuns(tenant, { playbookId: value, open: true, limit: 1000 }),
  );
  const control = controlOf(needs);
  for (const { execution } of open)
    await cancelRun(control, {
      workspaceId,
      runId: execution.id,
      by,
      reason: "its playbook was turned off",
    });
  return { replace: words(`${plural(open.length, "run")} cancelled.`) };
}
