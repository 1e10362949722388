import type { RollbackShown, StepBack } from "../../chat/rollback-shown.ts";
import { plural } from "../../grammar/words.ts";
import { actions, context, type Drawn, section } from "./blocks.ts";
import { fit } from "./fit.ts";
import { dotted, foreign, indent } from "./text.ts";

export function rollbackView(shown: RollbackShown): Drawn {
  const { playbook, customer, scope, rehearsed, hasChanged, back, stays, changed, buttons } = shown;
  const name = dotted([foreign(playbook, 80), foreign(customer ?? "", 80)]);
  const what = rehearsed ? "What a rollback would take back" : "What is taken back";
  const how = scope === null ? "" : `, ${foreign(scope, 120)}`;
  return fit({
    text: `${what}: ${name}`,
    head: [
      ...section(`:rewind: *${what}${how}* · ${name}`),
      ...(hasChanged ? section(":warning: It has gone on meanwhile. This is how it is now.") : []),
    ],
    body: section(
      back.length === 0
        ? "There is nothing in it that can be taken back."
        : [`*${plural(back.length, "step")}, in this order*`, ...back.flatMap(line)].join("\n"),
    ),
    foot: [
      ...(stays.length === 0
        ? []
        : section(
            [
              "*What stays*",
              ...stays.map(({ step, why }) => `• ${foreign(step, 120)}: ${foreign(why, 200)}`),
            ].join("\n"),
          )),
      ...(changed.length === 0
        ? []
        : section(["*What it changed of the customer*", ...changed.map(changedLine)].join("\n"))),
      ...context(
        rehearsed
          ? "This was a rehearsal: nothing was done."
          : "What was sent stays sent, and everything that happened stays on record.",
      ),
      ...actions(buttons),
    ],
    shortened: "…the rest is longer than a message can be.",
  });
}

function changedLine({ name, before, now, stays }: RollbackShown["changed"][number]): string {
  const since = stays ? "; somebody changed it since, so it stays" : "";
  return `• ${foreign(name, 60)}: was ${foreign(before, 100)}, is ${foreign(now, 100)}${since}`;
}

function line(step: StepBack, i: number): string[] {
  return [`${i + 1}. ${words(step)}`, ...inside(step.inside)];
}

// more than these of a run inside are only counted: it shows them itself
const mostInside = 6;

function inside(steps: StepBack[], depth = 1): string[] {
  const most = steps.length === mostInside + 1 ? steps.length : mostInside;
  const shown = steps
    .slice(0, most)
    .flatMap((it) => [`${indent(depth)}↳ ${words(it)}`, ...inside(it.inside, depth + 1)]);
  const left = steps.length - most;
  return left > 0 ? [...shown, `${indent(depth)}…and ${plural(left, "step")} more`] : shown;
}

function words({ says, waitsFor, receives, obstacle }: StepBack): string {
  const who = waitsFor === null ? "" : ` (waits for ${foreign(waitsFor, 80)})`;
  const yes = receives ? " (after somebody's yes)" : "";
  const wrong = obstacle === null ? "" : `\n:warning: ${foreign(obstacle, 200)}`;
  return `${foreign(says, 200)}${who}${yes}${wrong}`;
}
