import { type ControlNeeds, cancelRun, pauseRun, resumeRun } from "../../engine/control.ts";
import { findCardAt } from "../../store/cards.ts";
import { listRuns } from "../../store/runs.ts";
import { forWorkspace, type Tenant } from "../../store/tenant.ts";
import { allow } from "../allowed.ts";
import type { Response, Said } from "../chat.ts";
import { lookUpCustomer } from "../look-up.ts";
import { type ChatNeeds, controlOf } from "../needs.ts";
import type { Form } from "../replies.ts";
import { type Act, matching, type Verb } from "../verb.ts";
import { say } from "../words.ts";

type Control = "pause" | "resume" | "cancel";
type Press = { workspaceId: string; runId: string; by: string };

const does: Record<Control, (needs: ControlNeeds, press: Press) => Promise<boolean>> = {
  pause: pauseRun,
  resume: resumeRun,
  cancel: (needs, it) => cancelRun(needs, { ...it, reason: "somebody cancelled it" }),
};
const already: Record<Control, string> = {
  pause: "It is paused already.",
  resume: "It is not paused.",
  cancel: "It has ended already.",
};

export const control: Verb = {
  name: "pause",
  group: "Run",
  help: [{ say: "pause, resume or cancel", does: "said in a run's thread, or with “for Acme”" }],
  reads: (text) => {
    const found = matching(text, [
      /^(?<control>pause|resume|continue|cancel|stop)(?:\s+(?:it|this|the\s+run))?(?:\s+(?:.+\s+)?for\s+(?<customer>.+))?$/i,
    ]);
    if (!found) return null;
    const said = found["control"]?.toLowerCase() ?? "";
    return { ...found, control: { continue: "resume", stop: "cancel" }[said] ?? said };
  },
  async hear(needs, said, { control: name = "", customer }) {
    const what = isControl(name) ? name : "pause";
    const run = await forWorkspace(needs.pool, said.workspaceId, (tenant) =>
      runMeant(tenant, said, what, customer),
    );
    if (typeof run !== "string") return run;
    return press(needs, what, { workspaceId: said.workspaceId, runId: run, by: said.by });
  },
  acts: {
    pause: pressing("pause"),
    resume: pressing("resume"),
    "cancel-run": {
      replay: "ask again",
      press: async (_needs, { value }) => ({ form: cancelForm(value) }),
    },
    "cancel-with": {
      replay: "answer",
      submit: async (needs, { workspaceId, by, value, fields }) => {
        const reason = String(fields["reason"] ?? "").trim();
        await allow(needs, { workspaceId, by, runId: value }, "cancel");
        const counted = await cancelRun(controlOf(needs), {
          workspaceId,
          by,
          runId: value,
          reason: reason || "no reason given",
        });
        return counted ? {} : say(already.cancel);
      },
    },
  },
};

function pressing(what: Control): Act {
  return {
    replay: "run",
    press: (needs, { workspaceId, by, value }) =>
      press(needs, what, { workspaceId, by, runId: value }),
  };
}

async function press(needs: ChatNeeds, what: Control, it: Press): Promise<Response> {
  await allow(needs, it, what);
  const counted = await does[what](controlOf(needs), it);
  // that it counted is shown by the run's card
  return counted ? {} : say(already[what]);
}

/** The run somebody speaks of: that of the thread, else the only open one of the customer. */
async function runMeant(
  tenant: Tenant,
  said: Said,
  what: Control,
  customer: string | undefined,
): Promise<string | Response> {
  if (customer === undefined) {
    const { channel, thread } = said.place;
    const card = thread === null ? null : await findCardAt(tenant, channel, thread);
    if (card?.kind === "run") return card.subject;
    return say(`Say “${what}” in the thread of the run, or “${what} for” and the customer's name.`);
  }
  const who = await lookUpCustomer(tenant, customer, (id) => `${what} for ${id}`);
  if (who.is === "unclear") return who.response;
  const open = await listRuns(tenant, { customerId: who.item.id, open: true });
  const [only] = open;
  if (open.length === 1 && only) return only.execution.id;
  if (open.length === 0) return say(`Nothing is running for ${who.item.name}.`);
  const buttons = open.slice(0, 5).map(({ execution }) => ({
    label: execution.playbookId,
    act: what === "cancel" ? "cancel-run" : what,
    value: execution.id,
  }));
  return say(`Several playbooks are running for ${who.item.name}. Which one?`, ...buttons);
}

function cancelForm(runId: string): Form {
  return {
    title: "Cancel this run",
    submit: "Cancel the run",
    act: "cancel-with",
    value: runId,
    intro: "Steps that have not begun are skipped. What was sent stays sent.",
    fields: [{ name: "reason", label: "Why?", kind: "line", optional: true }],
  };
}

function isControl(name: string): name is Control {
  return name in does;
}
