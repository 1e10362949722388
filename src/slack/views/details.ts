import type { DetailsShown, StartedRun, StepDetails } from "../../chat/details.ts";
import { attemptInWords, listInWords } from "../../grammar/words.ts";
import { actions, context, type Drawn, section } from "./blocks.ts";
import { criterionLine } from "./criterion.ts";
import { fit } from "./fit.ts";
import { statusIcon } from "./run-steps.ts";
import { bold, dotted, foreign, lateSince, linked, moment, person } from "./text.ts";

const mostDone = 12;
const mostInside = 8;

export function detailsView(shown: DetailsShown): Drawn {
  const { playbook, customer, version, startedAt, endedAt, before, inside, steps, log } = shown;
  const { from, total } = shown;
  const name = dotted([foreign(playbook, 80), foreign(customer ?? "", 80)]);
  const times = dotted([
    `began ${moment(startedAt)}`,
    endedAt !== null && `ended ${moment(endedAt)}`,
    `version ${version}`,
  ]);
  const which = steps.length < total ? `${places(from + 1, from + steps.length)} of ${total}` : "";
  const was = before.map(keptWords);
  return fit({
    text: `Details: ${name}`,
    head: [
      ...section(`:mag: ${bold(name)}\n${dotted([times, which])}`),
      ...context(
        was.length > 0 ? `Before it began: ${listInWords(was)}` : "",
        inside.length > 0 ? `Runs inside: ${insideLine(inside)}` : "",
      ),
    ],
    body: [
      ...(steps.length === 0 ? section("No step has begun yet.") : []),
      ...steps.flatMap((step, i) => section(stepLines(step, from + i + 1))),
      ...doneLines(log),
    ],
    foot: actions(shown.buttons),
    shortened: "…the file has all of it.",
  });
}

function places(first: number, last: number): string {
  return first === last ? `step ${first}` : `steps ${first} to ${last}`;
}

function stepLines(step: StepDetails, number: number): string {
  const { name, round, status, startedAt, endedAt, who, late, attempt, why } = step;
  const came = step.came.map((it) => `${foreign(it.name, 40)}: ${foreign(it.value, 200)}`);
  const times =
    endedAt === null || endedAt.getTime() - startedAt.getTime() < 60_000
      ? moment(endedAt ?? startedAt)
      : `${moment(startedAt)} to ${moment(endedAt)}`;
  return [
    `${statusIcon(status)} ${bold(`${number}. ${foreign(name, 120)}`)}`,
    dotted([
      times,
      who !== null && (/^[UW][A-Z0-9]{2,}$/.test(who) ? person(who) : foreign(who, 60)),
      lateSince(late),
      round !== null && `round ${round}`,
      attempt !== null && attemptInWords(attempt),
      foreign(why, 250),
    ]),
    ...step.asked.map(askedLine),
    ...step.sent.map(sentLine),
    ...step.earlier.flatMap((it) => [
      `:repeat: ${dotted([`attempt ${it.attempt} was not passed`, moment(it.at)])}`,
      ...it.criteria.map((criterion) => criterionLine(criterion, null)),
    ]),
    ...step.gate.map((it) => criterionLine(it, null)),
    ...step.changed.map(
      (it) =>
        `:pencil2: ${foreign(it.name, 60)}: ${foreign(it.before, 80)} → ${foreign(it.after, 80)}`,
    ),
    ...step.started.map((it) => `:arrow_right: ${startedWords(it)}`),
    came.length === 0 ? "" : foreign(came.join(" · "), 500),
  ]
    .filter((line) => line !== "")
    .join("\n");
}

/** "health 60 (now 91)" */
function keptWords({ name, before, now }: DetailsShown["before"][number]): string {
  const is = now === before ? "" : ` (now ${foreign(now, 100)})`;
  return `${foreign(name, 60)} ${foreign(before, 100)}${is}`;
}

function startedWords({ playbook, stands, link }: StartedRun): string {
  return `${linked(foreign(playbook, 80), link)}: ${foreign(stands, 40)}`;
}

function insideLine(inside: StartedRun[]): string {
  const rest = inside.length - mostInside;
  const said = inside.slice(0, mostInside).map(startedWords);
  return listInWords(rest > 0 ? [...said, `${rest} more`] : said);
}

const decided: Record<StepDetails["asked"][number]["status"], string> = {
  pending: "waits for a yes",
  "sent back": "sent back",
  approved: "approved",
  skipped: "rejected, skipped",
  stopped: "rejected, run stopped",
  void: "no longer asked",
};

function askedLine({
  status,
  decidedBy,
  decidedAt,
  editedBy,
  reason,
}: StepDetails["asked"][number]) {
  const said = dotted([
    `${decided[status]}${decidedBy === null ? "" : ` by ${person(decidedBy)}`}`,
    decidedAt !== null && moment(decidedAt),
    editedBy !== null && `edited by ${person(editedBy)}`,
    reason !== null && foreign(reason, 150),
  ]);
  return `:raised_hand: ${said}`;
}

function sentLine({ subject, address, at, status, reason }: StepDetails["sent"][number]): string {
  const how = { sent: "", skipped: "not sent", unknown: "may have arrived, or not" }[status];
  const said = dotted([
    `“${foreign(subject, 100)}” to ${foreign(address, 80)}`,
    moment(at),
    how,
    reason !== null && foreign(reason, 150),
  ]);
  return `:envelope: ${said}`;
}

/** What people did to the run, and what the program did to it besides its steps. */
function doneLines(log: DetailsShown["log"]) {
  if (log.length === 0) return [];
  const lines = log
    .slice(-mostDone)
    .map(({ at, actor, action }) =>
      dotted([
        moment(at),
        foreign(inWords(action), 80),
        /^[UW][A-Z0-9]{2,}$/.test(actor) && person(actor),
      ]),
    );
  const earlier = log.length > mostDone ? [`…${log.length - mostDone} earlier`] : [];
  return context(["*What people did*", ...earlier, ...lines].join("\n"));
}

/** "run paused" is said of a run, so "paused" is enough. */
function inWords(action: string): string {
  return action.replace(/^run /, "").replace(/^approval /, "said: ");
}
