// whether what a playbook needs is there: found out before a run begins, not on its way

import { fieldsIn } from "../grammar/field.ts";
import { everyStep } from "../playbook/check-steps.ts";
import { personRoles } from "../playbook/check-field.ts";
import type { Playbook } from "../playbook/playbook.ts";
import type { CriterionResult } from "../run/execution.ts";
import { heldSends, leavingLines } from "../run/obstacles.ts";
import type { PreviewLine } from "../run/preview.ts";
import { knownSteps, schemaOf } from "../steps/all.ts";
import type { ChatNeeds } from "./needs.ts";

type Asked = {
  workspaceId: string;
  /** its own, and those it runs inside */
  playbooks: readonly Playbook[];
  lines: readonly PreviewLine[];
};

/** Channels it posts in, and what its steps would need if they happened now; what is missing is said in words. */
export async function accessOf(needs: ChatNeeds, asked: Asked): Promise<CriterionResult[]> {
  const { workspaceId, playbooks } = asked;
  return [...(await channelsOf(needs, workspaceId, playbooks)), ...stepsOf(asked)];
}

// one question to Slack for each of them
const mostChannels = 10;

export function channelsOf(
  { reach }: ChatNeeds,
  workspaceId: string,
  playbooks: readonly Playbook[],
): Promise<CriterionResult[]> {
  const named = new Set(playbooks.flatMap(channelsIn).map((it) => it.replace(/^#/, "")));
  return Promise.all(
    [...named].slice(0, mostChannels).map(async (channel) => {
      const because = await reach.mayPost(workspaceId, channel);
      return { say: `I can post in #${channel}`, met: because === null, because: because ?? "" };
    }),
  );
}

function channelsIn(playbook: Playbook): string[] {
  const inSteps = everyStep(playbook.steps, []).flatMap(({ step }) =>
    [...fieldsIn(schemaOf(knownSteps, step), step)]
      .filter(({ kind }) => kind === "channel")
      .map(({ value }) => String(value)),
  );
  const own = playbook.channel === undefined ? [] : [playbook.channel];
  return [...own, ...inSteps].filter((it) => !it.startsWith("@") && !isRole(it));
}

function isRole(name: string): boolean {
  return personRoles.some((role) => role === name);
}

function stepsOf({ lines }: Asked): CriterionResult[] {
  if (leavingLines(lines).length === 0) return [];
  const held = heldSends(lines);
  const say = "There is somebody to receive each mail, and somebody to say yes to it";
  return held.length > 0 ? held : [{ say, met: true, because: "" }];
}
