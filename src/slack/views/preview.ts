import type { KnownBlock } from "@slack/types";
import type { PreviewShown, PreviewStep as Line } from "../../chat/preview-shown.ts";
import type { CriterionResult } from "../../run/execution.ts";
import { kindOf, receiverNames } from "../../steps/contents/all.ts";
import { spanInWords } from "../../grammar/duration.ts";
import { plural } from "../../grammar/words.ts";
import { dateInWords, localDate, timeInWords } from "../../grammar/zoned.ts";
import { actions, context, type Drawn, facts, quote, section } from "./blocks.ts";
import { criterionLine } from "./criterion.ts";
import { fit } from "./fit.ts";
import { dotted, foreign, indent, moment, person } from "./text.ts";

type Mail = PreviewShown["mails"][number];

export function previewView(preview: PreviewShown, now: Date): Drawn {
  const { playbook, customer, warnings, prerequisites, endsAt, mails, full, buttons, lines, zone } =
    preview;
  const name = dotted([foreign(playbook, 80), foreign(customer ?? "", 80)]);
  const takes = endsAt.getTime() - now.getTime();
  const length =
    takes < 3_600_000
      ? "It ends at once"
      : `It ends about ${dateInWords(endsAt, zone, now)}, in ${spanInWords(toTheHour(takes))}`;
  // how long people take is not foreseen
  const people = lines.some(waits) ? ", if people answer at once" : "";
  const steps = plural(countOf(lines), "step");
  return fit({
    text: `What would happen: ${name}`,
    head: [
      ...section(`:mag: *What would happen* · ${name}\n${length}${people} · ${steps}`),
      ...(warnings.length === 0
        ? []
        : section(warnings.map((it) => `:warning: ${foreign(it, 300)}`).join("\n"))),
      ...prerequisiteLines(prerequisites, full),
      ...(buttons.some((it) => it.act.startsWith("start"))
        ? []
        : context(
            "It cannot start like this. A manager or the playbook's owner may start it anyway.",
          )),
    ],
    body: full
      ? [
          ...section(
            ["*Step by step*", ...lines.flatMap((it) => fullLines(it, zone, now))].join("\n"),
          ),
          ...mails.flatMap((it) => fullMail(it, preview, now)),
        ]
      : [...section(mailLines(preview, now)), ...decisions(preview, now)],
    foot: actions(buttons),
    shortened: "…the rest is longer than a message can be.",
  });
}

function toTheHour(ms: number): number {
  return Math.round(ms / 3_600_000) * 3_600_000;
}

/** What is as it must be is only counted until somebody asks for all. */
function prerequisiteLines(all: readonly CriterionResult[], full: boolean): KnownBlock[] {
  const open = full ? all : all.filter((it) => it.met !== true);
  const met = all.length - open.length;
  const said = open.map((it) => criterionLine(it, null));
  const rest = met === 1 ? "One more thing it needs is" : `${met} more things it needs are`;
  if (met > 0)
    said.push(`:white_check_mark: ${open.length === 0 ? "All it needs is" : rest} there`);
  return said.length === 0 ? [] : section(["*Before it starts*", ...said].join("\n"));
}

const mostMails = 4;

function mailLines({ mails, customer, zone }: PreviewShown, now: Date): string {
  if (mails.length === 0) return ":mailbox_with_no_mail: *Nobody outside receives anything.*";
  const shown = mails.slice(0, mostMails).map((mail) => {
    const { content, perhaps } = mail;
    const what = `“${foreign(kindOf(content).title(content), 120)}” to ${foreign(receiverNames(content).join(", "), 80)}`;
    return `${kindOf(content).icon} *${theirTime(mail, zone, now)}*${perhaps ? " (perhaps)" : ""}: ${what}${approver(mail)}`;
  });
  const left = mails.length - mostMails;
  const more = left > 0 ? [`…and ${plural(left, "more mail", "more mails")}`] : [];
  return [`*What ${foreign(customer ?? "people outside", 80)} receives*`, ...shown, ...more].join(
    "\n",
  );
}

/** When the customer has it, by the customer's own clock. */
function theirTime({ at }: Mail, zone: string, now: Date): string {
  return `${dateInWords(at, zone, now)}, ${timeInWords(at, zone)} their time`;
}

function approver({ approver: who }: Mail): string {
  if (who === "") return "";
  return `, once ${/^[UW][A-Z0-9]{2,}$/.test(who) ? person(who) : foreign(who, 80)} says yes`;
}

// with the mails above them, what fits on a phone
const mostDecisions = 5;

/** What is not just the next step: branches and why, waits, and what stands in the way. */
function decisions({ lines, zone }: PreviewShown, now: Date): KnownBlock[] {
  const told = lines.filter(
    (it) =>
      it.obstacle !== null ||
      it.because !== null ||
      it.waitsFor !== null ||
      it.skipped ||
      it.inside.length > 0,
  );
  if (told.length === 0) return [];
  // a line that counts one step is no shorter than that step's
  const most = told.length === mostDecisions + 1 ? told.length : mostDecisions;
  const shown = told.slice(0, most).flatMap((it) => [
    fullLine(it, zone, now),
    ...held(it.inside)
      .slice(0, mostHeld)
      .map((one) => fullLine(one, zone, now, 1)),
  ]);
  const left = told.length - most;
  const more = left > 0 ? [`…and ${plural(left, "step")} more`] : [];
  return section(["*On the way*", ...shown, ...more].join("\n"));
}

function waits({ waitsFor, skipped, inside }: Line): boolean {
  return !skipped && (waitsFor !== null || inside.some(waits));
}

/** How many steps are taken, those of runs inside too. */
function countOf(lines: readonly Line[]): number {
  return lines
    .filter((it) => !it.skipped)
    .reduce((count, { inside }) => count + 1 + countOf(inside), 0);
}

/** What needs a person in the runs inside. */
function held(lines: readonly Line[]): Line[] {
  return lines.flatMap((it) => [...(it.obstacle === null ? [] : [it]), ...held(it.inside)]);
}

const mostHeld = 2;
// of a run inside no more than this: its own preview shows all
const mostInside = 6;

function fullLines(line: Line, zone: string, now: Date, under = 0): string[] {
  const { inside } = line;
  const most = inside.length === mostInside + 1 ? inside.length : mostInside;
  const deeper = under + line.depth + 1;
  const shown = inside.slice(0, most).flatMap((it) => fullLines(it, zone, now, deeper));
  const left = countOf(inside.slice(most));
  const more = left > 0 ? [`${indent(deeper)}…and ${plural(left, "step")} more`] : [];
  return [fullLine(line, zone, now, under), ...shown, ...more];
}

function fullLine(line: Line, zone: string, now: Date, under = 0): string {
  const { name, depth, path, because, perhaps, skipped, waitsFor, obstacle, at } = line;
  const icon =
    obstacle !== null ? ":warning:" : skipped ? ":fast_forward:" : ":small_blue_diamond:";
  const where = depth > 0 && path !== null ? `_${foreign(path, 60)}:_ ` : "";
  const said = dotted([
    skipped ? "left out" : dayThere(at, zone, now),
    perhaps && !skipped && "perhaps",
    waitsFor !== null && `waits for ${foreign(waitsFor, 80)}`,
    because !== null && foreign(because, 200),
    line.inside.length > 0 && `${plural(countOf(line.inside), "step")} inside`,
    obstacle !== null && `*${foreign(obstacle, 200)}*`,
  ]);
  return `${indent(under + depth)}${icon} ${where}${foreign(name, 120)} – ${said}`;
}

function dayThere(at: Date, zone: string, now: Date): string {
  return localDate(at, zone) === localDate(now, zone) ? "today" : dateInWords(at, zone, now);
}

function fullMail(mail: Mail, { zone }: PreviewShown, now: Date): KnownBlock[] {
  const { content, at, perhaps } = mail;
  const kind = kindOf(content);
  return [
    facts(kind.facts(content)),
    ...context(
      `${theirTime(mail, zone, now)} (for you ${moment(at)})${approver(mail)}${perhaps ? ", perhaps" : ""}`,
    ),
    ...quote(kind.body(content)),
  ];
}
