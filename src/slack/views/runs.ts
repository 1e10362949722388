import type { RunsShown } from "../../chat/replies.ts";
import { plural } from "../../grammar/words.ts";
import { type Drawn, section } from "./blocks.ts";
import { fit } from "./fit.ts";
import { day, dotted, foreign, lateSince, person } from "./text.ts";

export function runsView({ runs }: RunsShown): Drawn {
  const title = runs.length === 0 ? "Nothing is running." : plural(runs.length, "run");
  return fit({
    text: title,
    head: section(`*${title}*`),
    body: runs.flatMap((run) => section(runLine(run))),
  });
}

export function runLine({
  playbook,
  customer,
  status,
  waitsFor,
  late,
  startedAt,
  link,
}: RunsShown["runs"][number]): string {
  const name = dotted([foreign(customer ?? "", 80), foreign(playbook, 80)]);
  const url = link === null || !/^https?:\/\/[^\s<>|]+$/.test(link) ? null : link;
  return [
    `${runIcon(status)} ${url === null ? `*${name}*` : `*<${url}|${name}>*`}`,
    dotted([
      waitsFor === null ? foreign(status, 80) : `waits for ${waitedFor(waitsFor)}`,
      lateSince(late),
      `began ${day(startedAt)}`,
    ]),
  ].join("\n");
}

function waitedFor(who: string): string {
  return /^[UW][A-Z0-9]{2,}$/.test(who) ? person(who) : foreign(who, 80);
}

const icons: Record<string, string> = {
  "waiting to start": ":hourglass:",
  running: ":arrow_forward:",
  waiting: ":hourglass_flowing_sand:",
  "needs help": ":warning:",
  paused: ":double_vertical_bar:",
  ended: ":checkered_flag:",
};

/** The sign of how a run stands; the word always stands beside it. */
export function runIcon(status: string): string {
  return icons[status] ?? ":small_blue_diamond:";
}
