import type { StatsShown } from "../../chat/replies.ts";
import { spanInWords } from "../../grammar/duration.ts";
import { plural, truncate } from "../../grammar/words.ts";
import { actions, context, type Drawn, monospaced, section } from "./blocks.ts";
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
      ...(rows.length > 0 ? [monospaced(table(rows))] : []),
      ...(waiting.length > 0 ? section(waitingLines(waiting)) : []),
      ...(failures.length > 0 ? section(failureLines(failures)) : []),
    ],
    foot: [...context(`${day(period.from)} to ${day(period.to)}`), ...actions(buttons)],
  });
}

// as wide as a phone shows without breaking its lines
const columns = { name: 15, runs: 4, good: 5, time: 7 } as const;
const mostRows = 25;

function table(rows: StatsShown["rows"]): string {
  const line = (name: string, runs: string, good: string, time: string) =>
    truncate(name, columns.name).padEnd(columns.name) +
    runs.padStart(columns.runs + 1) +
    good.padStart(columns.good + 1) +
    time.padStart(columns.time + 1);
  const shown = rows.slice(0, mostRows).map((row) => {
    const time = row.median === null ? "–" : short(row.median);
    return line(row.name.replaceAll(/\s+/g, " "), String(row.runs), share(row), time);
  });
  const left = rows.length - mostRows;
  const more = left > 0 ? [`…and ${left} more`] : [];
  return [line("Playbook", "Runs", "Well", "Takes"), ...shown, ...more].join("\n");
}

function share({ succeeded, ended }: StatsShown["overall"]): string {
  return ended === 0 ? "–" : `${Math.round((succeeded / ended) * 100)}%`;
}

/** "12 d", "5 h", "20 min" */
function short(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`;
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
        `• ${foreign(playbook, 60)}, “${foreign(step, 80)}”: ${plural(count, "time")} (${foreign(reason, 150)})`,
    );
  return ["*What failed most*", ...lines].join("\n");
}
