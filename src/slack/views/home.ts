import type { HomeView, KnownBlock } from "@slack/types";
import type { HomeShown } from "../../chat/replies.ts";
import { plural } from "../../grammar/words.ts";
import { actions, context, divider, header, section, sectionWith } from "./blocks.ts";
import { playbookLine } from "./list.ts";
import { runLine } from "./runs.ts";
import { dotted, foreign, lateSince, spoken } from "./text.ts";

const mostBlocks = 100;
const mostItems = 10;

/** What waits for the person first, then what goes on, then what there is. */
export function homeView(
  { approvals, tasks, runs, playbooks, systems, buttons }: HomeShown,
  now: Date,
): HomeView {
  const counter = { next: 0 };
  const idle = approvals.length + tasks.length === 0;
  const blocks: KnownBlock[] = [
    ...(idle ? section(":sunny: *Nothing waits for you.*") : []),
    ...items("Waiting for your yes", approvals, counter),
    ...items("Your tasks", tasks, counter),
    ...listed("Under way", runs.map(runLine), "Say `runs` in a message to me to see all of them."),
    ...listed(
      "Playbooks",
      playbooks.map(playbookLine),
      "Say `list` in a message to me to see all of them.",
    ),
    ...listed(
      "Mail and other systems",
      systems.map((it) => spoken(it)),
      "Say `doctor` in a message to me to see all of them.",
    ),
    ...(playbooks.length === 0
      ? section("There are no playbooks yet. Tell me in a message what should happen, and when.")
      : []),
    divider,
    ...actions(buttons, 900),
    ...context(`As of ${asOf(now)}. Open this tab again to see what is new.`),
  ];
  return { type: "home", blocks: blocks.slice(0, mostBlocks) };
}

/** Without a database nothing is known, and nothing can be decided. */
export const offlineHome: HomeView = {
  type: "home",
  blocks: [
    ...section(":warning: *Playbooks is offline for a moment.*"),
    ...section(
      "Nothing is lost: runs go on by themselves once it is back, and then this page shows them again. Until then no decision can be recorded.",
    ),
  ],
};

function items(title: string, found: HomeShown["tasks"], counter: { next: number }): KnownBlock[] {
  if (found.length === 0) return [];
  const shown = found.slice(0, mostItems).flatMap(({ text, link, late, buttons }): KnownBlock[] => {
    const what = link === null ? spoken(text) : `*<${link}|${foreign(text)}>*`;
    const words = dotted([what, lateSince(late)]);
    const from = counter.next;
    counter.next += buttons.length;
    const [only] = buttons;
    if (only && buttons.length === 1) return [sectionWith(words, only, from)];
    return [...section(words), ...actions(buttons, from)];
  });
  return [header(title), ...shown, ...left(found.length, "")];
}

function listed(title: string, lines: string[], more: string): KnownBlock[] {
  if (lines.length === 0) return [];
  return [
    header(title),
    ...lines.slice(0, mostItems).flatMap((it) => section(it)),
    ...left(lines.length, more),
  ];
}

function left(count: number, more: string): KnownBlock[] {
  return count > mostItems
    ? context(`…and ${plural(count - mostItems, "other")}. ${more}`.trim())
    : [];
}

function asOf(now: Date): string {
  return `<!date^${Math.floor(now.getTime() / 1000)}^{time}|${now.toISOString().slice(11, 16)} UTC>`;
}
