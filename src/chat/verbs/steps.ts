import { answerGate } from "../../engine/answer-gate.ts";
import { answerStep, beginNow, type HelpWord, helpStep, sendNow } from "../../engine/step-words.ts";
import { fillInputs } from "../../playbook/inputs.ts";
import { loadVersion } from "../../store/playbooks.ts";
import { findRun } from "../../store/runs.ts";
import { forWorkspace } from "../../store/tenant.ts";
import { allowing } from "../allowed.ts";
import type { Pressed, Response } from "../chat.ts";
import { inputsForm, shapeAnswers, shapeFields } from "../input-form.ts";
import { type ChatNeeds, controlOf } from "../needs.ts";
import { type Act, type Verb } from "../verb.ts";
import { say } from "../words.ts";
import { pressWhy, submitWhy } from "./reason.ts";
import { chosenBy, loadStep, openAsk, over, placeOf } from "./step-place.ts";

/** What people do to a step on its card: say it is done, or how to go on. It has no sentence of its own. */
export const steps: Verb = {
  name: "steps",
  group: "Run",
  help: [],
  reads: () => null,
  hear: async () => ({}),
  acts: {
    done: { replay: "ask again", mayWait: true, press: pressDone },
    choose: { replay: "run", press: pressChoice },
    "choose-why": { replay: "ask again", press: pressWhy },
    "choose-with": { replay: "answer", submit: submitWhy },
    accept: helping("accept"),
    "done-with": {
      replay: "answer",
      mayWait: true,
      async submit(needs, { workspaceId, by, value, fields }) {
        const place = placeOf(value);
        const step = await loadStep(needs, workspaceId, place);
        if (!step?.ask) return say(over);
        const answered = shapeAnswers(step.ask.form, fields);
        if (!answered.ok) return { problems: answered.problems };
        const counted = await answerStep(
          controlOf(needs),
          { ...place, workspaceId, by },
          answered.values,
        );
        return counted ? {} : say(over);
      },
    },
    retry: helping("retry"),
    "skip-step": helping("skip"),
    "take-over": helping("take over"),
    "stop-run": helping("stop"),
    arrived: helping("arrived"),
    "send-again": helping("again"),
    "send-now": {
      replay: "run",
      async press(needs, { workspaceId, by, value }) {
        const counted = await sendNow(controlOf(needs), { ...placeOf(value), workspaceId, by });
        return counted ? {} : say(over);
      },
    },
    "begin-now": {
      replay: "run",
      async press(needs, { workspaceId, by, value }) {
        const place = placeOf(value);
        const may = allowing(needs, { runId: place.runId, by }, "help");
        const counted = await beginNow(controlOf(needs), { ...place, workspaceId, by, may });
        return counted ? {} : say(over);
      },
    },
    "gate-start": gating("start"),
    "gate-wait": gating("wait"),
    "gate-cancel": gating("cancel"),
    "gate-inputs": { replay: "ask again", press: openGateForm },
    "gate-with": {
      replay: "answer",
      async submit(needs, { workspaceId, by, value, fields }) {
        const playbook = await playbookOf(needs, workspaceId, value);
        if (!playbook) return say("This run no longer exists.");
        const { values, missing, wrong } = fillInputs(playbook.playbook, {
          ...playbook.inputs,
          ...fields,
        });
        const problems = {
          ...wrong,
          ...Object.fromEntries(missing.map((name) => [name, "This is needed."])),
        };
        if (Object.keys(problems).length > 0) return { problems };
        const press = { workspaceId, by, runId: value };
        const counted = await answerGate(
          controlOf(needs),
          { ...press, may: allowing(needs, press, "start") },
          { is: "start", inputs: values },
        );
        return counted ? {} : say(over);
      },
    },
  },
};

/** One press answers the one question there is: its value ends with the answer's place in the list. */
async function pressChoice(needs: ChatNeeds, pressed: Pressed): Promise<Response> {
  const { workspaceId, by, value } = pressed;
  const place = placeOf(value);
  const open = await openAsk(needs, pressed, place);
  if ("refused" in open) return open.refused;
  const chosen = chosenBy(open.ask, value);
  if (!chosen) return say(over);
  const answered = { [chosen.name]: chosen.answer };
  const counted = await answerStep(controlOf(needs), { ...place, workspaceId, by }, answered);
  return counted ? {} : say(over);
}

async function pressDone(needs: ChatNeeds, pressed: Pressed): Promise<Response> {
  const { workspaceId, by, value } = pressed;
  const place = placeOf(value);
  const open = await openAsk(needs, pressed, place);
  if ("refused" in open) return open.refused;
  const { ask } = open;
  if (Object.keys(ask.form).length === 0) {
    const counted = await answerStep(controlOf(needs), { ...place, workspaceId, by }, {});
    return counted ? {} : say(over);
  }
  return {
    form: {
      title: "What came of it?",
      submit: "Done",
      act: "done-with",
      value,
      intro: ask.title,
      fields: shapeFields(ask.form),
    },
  };
}

function helping(choice: HelpWord): Act {
  return {
    replay: "run",
    async press(needs, { workspaceId, by, value }) {
      const place = placeOf(value);
      const may = allowing(needs, { runId: place.runId, by }, "help");
      const counted = await helpStep(controlOf(needs), { ...place, workspaceId, by, may }, choice);
      return counted ? {} : say(over);
    },
  };
}

function gating(choice: "start" | "wait" | "cancel"): Act {
  return {
    replay: "run",
    async press(needs, { workspaceId, by, value }) {
      const word =
        choice === "start"
          ? ({ is: "start", inputs: {} } as const)
          : choice === "wait"
            ? ({ is: "wait" } as const)
            : ({ is: "cancel", reason: "somebody decided not to start it" } as const);
      const press = { workspaceId, by, runId: value };
      const may = allowing(needs, press, "start");
      const counted = await answerGate(controlOf(needs), { ...press, may }, word);
      return counted ? {} : say(over);
    },
  };
}

async function openGateForm(needs: ChatNeeds, { workspaceId, value }: Pressed): Promise<Response> {
  const playbook = await playbookOf(needs, workspaceId, value);
  if (!playbook) return say("This run no longer exists.");
  return { form: inputsForm(playbook.playbook, "gate-with", value, playbook.inputs) };
}

function playbookOf(needs: ChatNeeds, workspaceId: string, runId: string) {
  return forWorkspace(needs.pool, workspaceId, async (tenant) => {
    const run = await findRun(tenant, runId);
    if (!run) return null;
    const { playbook } = await loadVersion(tenant, run.execution.playbookId, run.execution.version);
    return { playbook, inputs: run.execution.inputs };
  });
}
