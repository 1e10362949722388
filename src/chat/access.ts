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

/** `join`: the channel, where the bot can go into it by itself */
export type ChannelResult = CriterionResult & { join?: string };

export function channelsOf(
  { reach }: ChatNeeds,
  workspaceId: string,
  playbooks: readonly Playbook[],
): Promise<ChannelResult[]> {
  const named = new Set(playbooks.flatMap(channelsIn));
  return Promise.all(
    [...named].slice(0, mostChannels).map(async (channel) => {
      const hindered = await reach.mayPost(workspaceId, channel);
      return {
        say: `I can post in #${channel}`,
        met: hindered === null,
        because: hindered?.because ?? "",
        ...(hindered?.mayJoin && { join: channel }),
      };
    }),
  );
}

/** The channels it posts in, by their names. */
export function channelsIn(playbook: Playbook): string[] {
  const inSteps = everyStep(playbook.steps, []).flatMap(({ step }) =>
    [...fieldsIn(schemaOf(knownSteps, step), step)]
      .filter(({ kind }) => kind === "channel")
      .map(({ value }) => String(value)),
  );
  const own = playbook.channel === undefined ? [] : [playbook.channel];
  const channels = [...own, ...inSteps].filter((it) => !it.startsWith("@") && !isRole(it));
  return [...new Set(channels.map((it) => it.replace(/^#/, "")))];
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
