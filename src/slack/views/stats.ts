import type { KnownBlock } from "@slack/types";
import type { StatsShown } from "../../chat/replies.ts";
import { spanInWords } from "../../grammar/duration.ts";
import { plural } from "../../grammar/words.ts";
import { actions, context, type Drawn, fields, section } from "./blocks.ts";
import { fit } from "./fit.ts";
import { day, dotted, foreign, person } from "./text.ts";

export function statsView({
  period,
  overall,
  rows,
  waiting,
  failures,
  buttons,
}: StatsShown): Drawn {
  const title = `Playbooks, ${foreign(period.words, 60)}`;
  const summary = dotted([
    plural(overall.runs, "run"),
    overall.ended > 0 && `${overall.succeeded} of ${overall.ended} ended well (${share(overall)})`,
    overall.open > 0 && `${overall.open} under way`,
    overall.median !== null && `half took under ${spanInWords(overall.median)}`,
  ]);
  return fit({
    text: `${title}: ${summary}`,
    head: section(`*${title}*\n${summary}`),
    body: [
      ...table(rows),
      ...(waiting.length > 0 ? section(waitingLines(waiting)) : []),
      ...(failures.length > 0 ? section(failureLines(failures)) : []),
    ],
    foot: [...context(`${day(period.from)} to ${day(period.to)}`), ...actions(buttons)],
  });
}

const mostRows = 20;

/** A playbook on the left, its numbers on the right; on a phone one below the other. */
function table(rows: StatsShown["rows"]): KnownBlock[] {
  const pairs = rows
    .slice(0, mostRows)
    .map((row): [string, string] => [
      `*${foreign(row.name, 80)}*`,
      dotted([
        plural(row.runs, "run"),
        row.ended > 0 && `${rows.length > 1 ? `${bar(row)} ` : ""}${share(row)} well`,
        row.median !== null && `takes ${spanInWords(row.median)}`,
      ]),
    ]);
  const left = rows.length - mostRows;
  return [...fields(pairs), ...(left > 0 ? context(`…and ${plural(left, "other")}`) : [])];
}

const cells = 6;

/** A share as a bar, where several are compared. */
function bar({ succeeded, ended }: StatsShown["overall"]): string {
  const full = Math.round((succeeded / ended) * cells);
  return "█".repeat(full) + "░".repeat(cells - full);
}

function share({ succeeded, ended }: StatsShown["overall"]): string {
  return ended === 0 ? "–" : `${Math.round((succeeded / ended) * 100)}%`;
}

function waitingLines(waiting: StatsShown["waiting"]): string {
  const lines = waiting.slice(0, 10).map(({ who, count, longest }) => {
    const name = /^[UW][A-Z0-9]{2,}$/.test(who) ? person(who) : foreign(who, 80);
    return `• ${name}: ${plural(count, "thing")}, the oldest for ${spanInWords(longest)}`;
  });
  return ["*Waiting for people*", ...lines].join("\n");
}

function failureLines(failures: StatsShown["failures"]): string {
  const lines = failures
    .slice(0, 5)
    .map(
      ({ playbook, step, count, reason }) =>
        `• ${foreign(playbook, 60)}, “${foreign(step, 80)}”: ${plural(count, "time")}${reason === "" ? "" : ` (${foreign(reason, 150)})`}`,
    );
  return ["*What failed most*", ...lines].join("\n");
}
