import { answerPrerequisite, answerSuccess } from "../../engine/answer-criteria.ts";
import { answerGate } from "../../engine/answer-gate.ts";
import { isAsked } from "../../run/criteria.ts";
import type { CriterionResult } from "../../run/execution.ts";
import { controlOf } from "../needs.ts";
import type { Button, Form } from "../replies.ts";
import type { Act, Verb } from "../verb.ts";
import { say } from "../words.ts";

const about = { prerequisite: answerPrerequisite, success: answerSuccess };
type About = keyof typeof about;

// with more of them a phone shows nothing else; the rest is asked when these are answered
const mostAsked = 3;

/** Yes and No for what people are asked, by number where it is more than one thing. */
export function criteriaButtons(
  runId: string,
  of: About,
  criteria: readonly CriterionResult[],
): Button[] {
  const open = [...criteria.entries()].filter(
    ([, it]) => isAsked(it) && (it.met === null || (of === "prerequisite" && !it.met)),
  );
  return open.slice(0, mostAsked).flatMap(([i, { met }]): Button[] => {
    const number = criteria.length > 1 ? `${i + 1}: ` : "";
    const value = `${runId} ${i}`;
    const yes: Button = { label: `${number}Yes`, act: `${of}-yes`, value };
    return met === null ? [yes, { label: `${number}No`, act: `${of}-no`, value }] : [yes];
  });
}

/** What people say of what cannot be measured: before a run begins, and after it has ended. */
export const criteria: Verb = {
  name: "criteria",
  group: "Run",
  help: [],
  reads: () => null,
  hear: async () => ({}),
  acts: {
    "prerequisite-yes": answering("prerequisite", true),
    "prerequisite-no": answering("prerequisite", false),
    "success-yes": answering("success", true),
    "success-no": answering("success", false),
    "gate-anyway": {
      replay: "ask again",
      press: async (_needs, { value }) => ({ form: anywayForm("gate-anyway-with", value) }),
    },
    "gate-anyway-with": {
      replay: "answer",
      async submit(needs, { workspaceId, by, value, fields }) {
        const reason = String(fields["reason"] ?? "").trim();
        if (reason === "") return { problems: { reason: "A reason is needed." } };
        const press = { workspaceId, by, runId: value };
        const counted = await answerGate(controlOf(needs), press, { is: "anyway", reason });
        return counted ? {} : say(settled);
      },
    },
  },
};

const settled = "This is settled already, so your click did nothing.";

function answering(of: About, met: boolean): Act {
  return {
    replay: "run",
    async press(needs, { workspaceId, by, value }) {
      const [runId = "", index = ""] = value.split(" ");
      const word = { index: Number(index), met };
      const counted = await about[of](controlOf(needs), { workspaceId, by, runId }, word);
      return counted ? {} : say(settled);
    },
  };
}

/** Why it starts though not all is so that must be. */
export function anywayForm(act: string, value: string): Form {
  return {
    title: "Start it anyway",
    submit: "Start",
    act,
    value,
    intro: "Not everything is as it must be before it starts. Your reason is kept with the run.",
    fields: [{ name: "reason", label: "Why is it right to start now?", kind: "text" }],
  };
}
