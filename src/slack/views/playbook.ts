import type { PlaybookShown, TurnOnAsked } from "../../chat/replies.ts";
import { listInWords, plural } from "../../grammar/words.ts";
import { actions, context, type Drawn, section } from "./blocks.ts";
import { fit } from "./fit.ts";
import { playbookStatus } from "./list.ts";
import { inside, playbookWords } from "./playbook-words.ts";
import { foreign, moment } from "./text.ts";

export function playbookView({ words, status, version, buttons, id }: PlaybookShown): Drawn {
  const name = foreign(words.name, 80);
  return fit({
    text: `${name}: ${foreign(words.goal)}`,
    head: section(`*${name}*  ${playbookStatus[status]}`),
    body: playbookWords(words),
    foot: [...context(`Version ${version} · \`${foreign(id, 60)}\``), ...actions(buttons)],
    shortened: "…there are more steps: press View YAML for all of it.",
  });
}

const named = 8;

export function turnOnView(asked: TurnOnAsked): Drawn {
  const { on, buttons } = asked;
  const name = foreign(asked.name, 80);
  const title = on ? `${name} is on` : `Turn on ${name}?`;
  const lines = [
    `${on ? ":large_green_circle: " : ""}*${title}*`,
    outlook(asked),
    nextStart(asked),
  ];
  return fit({
    text: title,
    head: section(lines.filter((line) => line !== "").join("\n")),
    foot: actions(buttons),
  });
}

function outlook({ on, started, matching }: TurnOnAsked): string {
  if (on) return started > 0 ? `${plural(started, "run")} started.` : "";
  if (matching.length === 0) return "No customer matches right now.";
  const others = matching.length - named;
  const names = matching.slice(0, named).map((it) => foreign(it, 80));
  const all = listInWords(others > 0 ? [...names, `${others} more`] : names);
  return `${plural(matching.length, "customer")} ${matching.length === 1 ? "matches" : "match"} right now: ${all}.`;
}

function nextStart({ on, next, starts }: TurnOnAsked): string {
  if (next === null && starts.length > 0)
    return `It starts ${starts.map((it) => foreign(inside(it), 200)).join("; or ")}.`;
  if (next === null) return on ? "It starts by hand." : "";
  const whom = next.customer === null ? "" : ` is for ${foreign(next.customer, 80)},`;
  return `The next start${whom} ${moment(next.at)}.`;
}
