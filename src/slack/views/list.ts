import type { PlaybookLine, PlaybookList } from "../../chat/replies.ts";
import type { PlaybookStatus } from "../../store/playbooks.ts";
import { plural } from "../../grammar/words.ts";
import { actions, context, type Drawn, section } from "./blocks.ts";
import { fit } from "./fit.ts";
import { day, dotted, foreign } from "./text.ts";

export const playbookStatus: Record<PlaybookStatus, string> = {
  draft: ":pencil2: Draft",
  on: ":large_green_circle: On",
  off: ":white_circle: Off",
  archived: ":file_cabinet: Archived",
};

export function listView({ playbooks, more, buttons }: PlaybookList): Drawn {
  const title =
    playbooks.length === 0
      ? "There are no playbooks yet."
      : plural(playbooks.length + more, "playbook");
  return fit({
    text: [title, ...playbooks.map(({ name }) => foreign(name))].join("\n"),
    head: section(`*${title}*`),
    body: playbooks.flatMap((line) => section(playbookLine(line))),
    foot: [
      ...(more > 0
        ? context(`…and ${more} more. Say \`list\` and a word of the name to find one.`)
        : []),
      ...actions(buttons),
    ],
    shortened: "…and more. Say `list` and a word of the name to find one.",
  });
}

export function playbookLine({
  name,
  status,
  goal,
  starts,
  open,
  lastRun,
  nextRun,
}: PlaybookLine): string {
  const times = [
    open > 0 && plural(open, "run under way", "runs under way"),
    nextRun !== null && `next ${day(nextRun)}`,
    nextRun === null && lastRun !== null && `last ${day(lastRun)}`,
  ];
  return [
    `*${foreign(name, 80)}*  ${playbookStatus[status]}`,
    foreign(goal, 200),
    dotted([foreign(starts, 200), ...times]),
  ].join("\n");
}
