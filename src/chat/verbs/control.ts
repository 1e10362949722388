import {
  type ControlNeeds,
  cancelRun,
  pauseRun,
  type Press,
  resumeRun,
} from "../../engine/control.ts";
import { spanInWords } from "../../grammar/duration.ts";
import { waitsForLength } from "../../run/moved.ts";
import { forWorkspace } from "../../store/tenant.ts";
import { allowing } from "../allowed.ts";
import type { Response } from "../chat.ts";
import { loadRun } from "../load-run.ts";
import { type ChatNeeds, controlOf } from "../needs.ts";
import type { Form } from "../replies.ts";
import { runMeant } from "../run-meant.ts";
import { type Act, matching, type Verb } from "../verb.ts";
import { takenBack } from "../way-back.ts";
import { say } from "../words.ts";

type Control = "pause" | "resume" | "resume-longer" | "cancel";

const does: Record<Control, (needs: ControlNeeds, press: Press) => Promise<boolean>> = {
  pause: pauseRun,
  resume: resumeRun,
  "resume-longer": (needs, it) => resumeRun(needs, { ...it, shiftWaits: true }),
  cancel: (needs, it) => cancelRun(needs, { ...it, reason: "somebody cancelled it" }),
};
const already: Record<Control, string> = {
  pause: "It is paused already.",
  resume: "It is not paused.",
  "resume-longer": "It is not paused.",
  cancel: "It has ended already.",
};

export const control: Verb = {
  name: "pause",
  group: "Run",
  help: [
    {
      say: "pause, resume or cancel",
      does: "said in a run's thread, or with “for Acme”",
      first: true,
    },
  ],
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
      runMeant(tenant, said, {
        words: what,
        customer,
        button: (label, value) => ({
          label,
          act: what === "cancel" ? "cancel-run" : what,
          value,
        }),
      }),
    );
    if (typeof run !== "string") return run;
    const it = { workspaceId: said.workspaceId, runId: run, by: said.by };
    return (what === "resume" && (await askOfWaits(needs, it))) || press(needs, what, it);
  },
  acts: {
    pause: pressing("pause"),
    resume: pressing("resume"),
    "resume-longer": pressing("resume-longer"),
    "cancel-run": {
      replay: "ask again",
      press: async (_needs, { value }) => ({ form: cancelForm(value) }),
    },
    "cancel-with": {
      replay: "answer",
      submit: async (needs, { workspaceId, by, value, fields }) => {
        const reason = String(fields["reason"] ?? "").trim();
        const it = { workspaceId, by, runId: value };
        const counted = await cancelRun(controlOf(needs), {
          ...it,
          may: allowing(needs, it, "cancel"),
          reason: reason || "no reason given",
        });
        return counted ? offerBack(needs, workspaceId, value) : say(already.cancel);
      },
    },
  },
};

/** A run that is cancelled keeps what it did, and whoever cancelled it is told that it need not. */
function offerBack(needs: ChatNeeds, workspaceId: string, runId: string): Promise<Response> {
  return forWorkspace(needs.pool, workspaceId, async (tenant) => {
    const run = await loadRun(needs, tenant, runId);
    const taken = run && takenBack(run.situation, run.parts, { is: "run" });
    if (!taken || taken.plan.nodes.length === 0) return {};
    return say("It is cancelled, and what was done stays. Part of it can be taken back.", {
      label: "Roll back…",
      act: "roll-back",
      value: runId,
    });
  });
}

function pressing(what: Control): Act {
  return {
    replay: "run",
    press: (needs, { workspaceId, by, value }) =>
      press(needs, what, { workspaceId, by, runId: value }),
  };
}

async function press(needs: ChatNeeds, what: Control, it: Press): Promise<Response> {
  const may = allowing(needs, it, what === "resume-longer" ? "resume" : what);
  const counted = await does[what](controlOf(needs), { ...it, may });
  // that it counted is shown by the run's card
  return counted ? {} : say(already[what]);
}

// what is shorter is no reason to ask
const long = 3_600_000;

/** Whether what waits shall do so longer by the pause; null where that makes no difference. */
function askOfWaits(needs: ChatNeeds, it: Press): Promise<Response | null> {
  return forWorkspace(needs.pool, it.workspaceId, async (tenant) => {
    const run = await loadRun(needs, tenant, it.runId);
    const since = run?.execution.pausedAt;
    const now = needs.clock.now();
    if (!run || !since || now.getTime() - since.getTime() < long) return null;
    if (!waitsForLength(run.situation, now)) return null;
    const span = spanInWords(now.getTime() - since.getTime());
    const value = it.runId;
    return say(
      `It was paused ${span} ago. Should what waits keep its moments, or wait longer by that? Dates stay as they are.`,
      { label: "Resume", act: "resume", value, style: "primary" },
      { label: `Resume, waits shift by ${span}`, act: "resume-longer", value },
    );
  });
}

function cancelForm(runId: string): Form {
  return {
    title: "Cancel this run",
    submit: "Cancel the run",
    close: "Let it go on",
    act: "cancel-with",
    value: runId,
    intro: "Steps that have not begun are skipped. What was sent stays sent.",
    fields: [{ name: "reason", label: "Why?", kind: "line", optional: true }],
  };
}

function isControl(name: string): name is Control {
  return name in does;
}
