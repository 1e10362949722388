import type { RunCard } from "../../chat/replies.ts";
import { listInWords, plural } from "../../grammar/words.ts";
import type { AnchoredDate, CriterionResult, Gate } from "../../run/execution.ts";
import type { RunProgress } from "../../run/progress.ts";
import { actions, context, type Drawn, section } from "./blocks.ts";
import { criterionLine } from "./criterion.ts";
import { fit } from "./fit.ts";
import { stepLines, waitedFor } from "./run-steps.ts";
import { runIcon } from "./runs.ts";
import { ago, bold, day, dotted, foreign, lateSince, linked, moment, person } from "./text.ts";

export function runCard({ progress, buttons }: RunCard, now: Date): Drawn {
  const { playbook, customer, status, gate, success } = progress;
  const name = dotted([foreign(playbook.name, 80), foreign(customer?.name ?? "", 80)]);
  const isOver = status === "ended";
  const icon = isOver ? endIcon(progress) : runIcon(status);
  // nothing comes any more where a run has ended
  const lines = progress.lines.filter((it) => !isOver || it.status !== "to come");
  const steps = stepLines(lines, status === "waiting");
  return fit({
    text: `${name}: ${stateWords(progress)}`,
    head: [
      ...section(`${bold(name)}\n${icon} ${statusLine(progress, now)}`),
      ...(gate === null ? [] : section(gateLine(gate))),
    ],
    body: steps === "" ? [] : section(steps),
    foot: [
      ...(success === null || success.length === 0 ? [] : section(successLines(success))),
      ...context(causeLine(progress), versionLine(progress), shiftLine(progress), hint(progress)),
      ...actions(buttons),
    ],
  });
}

/** "Waiting for @maya · 3 of 9 steps · began 12 days ago, due about 3 Feb (~86 days in all)" */
function statusLine(progress: RunProgress, now: Date): string {
  const { done, total, endedAt, status } = progress;
  const time = status === "ended" ? endedAt && day(endedAt) : timeLine(progress, now);
  const far =
    status === "waiting to start" ? plural(total, "step") : `${done} of ${plural(total, "step")}`;
  const state = `${bold(stateWords(progress))}${why(progress)}`;
  return dotted([state, lateSince(progress.late), total > 0 && far, time]);
}

/** A person who paused it is named; any other reason is only ever words. */
function why({ reason, pausedAt }: RunProgress): string {
  const since = pausedAt === null ? "" : ` since ${moment(pausedAt)}`;
  if (reason === null) return since;
  const [, who] = /^(?:paused|rolled back) by <@([UW][A-Z0-9]{2,30})>$/.exec(reason) ?? [];
  return who === undefined ? `${since}: ${foreign(reason, 200)}` : ` by ${person(who)}${since}`;
}

/** How it stands in a few words, with the people it waits for. */
function stateWords({ status, result, lines, turnedBack }: RunProgress): string {
  switch (status) {
    case "ended":
      if (result === "rolled back") return "Rolled back";
      return result === "succeeded" ? "Done" : result === "stopped" ? "Stopped" : "Cancelled";
    case "waiting to start":
      return "Not started yet";
    case "running":
      return turnedBack ? "Going back" : "Working on it";
    case "needs help":
      return "Needs help";
    case "paused":
      return "Paused";
    case "waiting": {
      const people = waitedFor(lines);
      const whom = people.length > 0 ? ` for ${listInWords(people.map(person), "or")}` : "";
      return `${turnedBack ? "Going back, waiting" : "Waiting"}${whom}`;
    }
  }
}

function endIcon({ result }: RunProgress): string {
  if (result === "succeeded") return ":white_check_mark:";
  return result === "stopped" ? ":octagonal_sign:" : ":heavy_minus_sign:";
}

/** Counted by whoever reads it, and in words that stay true when its end has passed before it is drawn anew. */
function timeLine({ startedAt, expectedEnd, status }: RunProgress, now: Date): string | null {
  if (status === "waiting to start") return null;
  // as long as it is paused its end only moves on
  if (expectedEnd === null || expectedEnd <= now || status === "paused")
    return `began ${ago(startedAt)}`;
  const days = Math.round((expectedEnd.getTime() - startedAt.getTime()) / 86_400_000);
  const length = days > 1 ? ` (~${plural(days, "day")} in all)` : "";
  return `began ${ago(startedAt)}, due about ${day(expectedEnd)}${length}`;
}

function gateLine(gate: Gate): string {
  switch (gate.is) {
    case "inputs": {
      const what = listInWords(gate.missing.map((it) => foreign(it, 100)));
      return `:speech_balloon: ${person(gate.who)}, before it starts I must know ${what}.`;
    }
    case "conflict": {
      const other = `*${foreign(gate.other, 80)}*`;
      const found =
        gate.late === undefined
          ? `${other} is already running for this customer.`
          : `it waits for ${other}, and ${due(gate.late)}.`;
      return `:vertical_traffic_light: ${person(gate.who)}, ${found} Start this one as well, wait for the other, or leave it? Without a word it starts when that one is through.`;
    }
    case "prerequisites":
      return [
        `:vertical_traffic_light: *Before it starts*`,
        ...gate.criteria.map((it, i) => criterionLine(it, gate.criteria.length > 1 ? i + 1 : null)),
      ].join("\n");
    case "turn":
      return `:vertical_traffic_light: It starts when *${foreign(gate.other, 80)}* is through.${passing(gate.date)}`;
  }
}

/** The date that passes while it waits. */
function passing(date: AnchoredDate | undefined): string {
  return date === undefined ? "" : ` ${due(date)}; if it still waits then, I ask.`;
}

function due({ step, at }: AnchoredDate): string {
  return `“${foreign(step, 100)}” is due on ${day(at)}`;
}

/** Only a person who pressed start is named; a rule's words are the customer's data. */
function causeLine({ cause, around }: RunProgress): string {
  if (around) {
    const name = linked(foreign(around.playbook, 80), around.link);
    return `A part of ${name}: ${foreign(around.step, 120)}`;
  }
  const [, who] = /^Started by <@([UW][A-Z0-9]{2,30})>$/.exec(cause) ?? [];
  return who === undefined ? foreign(cause, 400) : `Started by ${person(who)}`;
}

function versionLine({ playbook, status }: RunProgress): string {
  if (!playbook.newer || status === "ended") return "";
  return `It keeps to version ${playbook.version}; a newer one is for new runs.`;
}

function shiftLine({ shifted, status }: RunProgress): string {
  if (shifted === 0 || status === "ended") return "";
  const by = plural(Math.abs(shifted), "day");
  return `:calendar: Dates shifted by ${by}${shifted < 0 ? " to earlier ones" : ""}.`;
}

/** Commands do not work in threads, so the words that do are said. */
function hint({ status, gate }: RunProgress): string {
  if (status === "ended" || gate !== null) return "";
  return `Reply \`@Playbooks ${status === "paused" ? "resume" : "pause"}\` here`;
}

function successLines(success: CriterionResult[]): string {
  const isNumbered = success.length > 1;
  const lines = success.map((it, i) => criterionLine(it, isNumbered ? i + 1 : null));
  return ["*Was it a success?*", ...lines].join("\n");
}
