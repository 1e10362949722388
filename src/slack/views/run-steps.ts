// the steps of a run as short lines: what is going on stands out, what is far away is counted

import type { StepLine } from "../../run/progress.ts";
import { listInWords, plural } from "../../grammar/words.ts";
import { bold, foreign, lateSince, linked, moment, person } from "./text.ts";

type Status = StepLine["status"];

const icons: Record<Status, string> = {
  open: ":small_blue_diamond:",
  running: ":arrows_counterclockwise:",
  waiting: ":hourglass_flowing_sand:",
  asking: ":raised_hand:",
  retrying: ":repeat:",
  failed: ":x:",
  unknown: ":grey_question:",
  done: ":white_check_mark:",
  skipped: ":fast_forward:",
  cancelled: ":heavy_minus_sign:",
  undone: ":leftwards_arrow_with_hook:",
  "to come": ":white_circle:",
  "not taken": ":heavy_minus_sign:",
};

export function statusIcon(status: Status): string {
  return icons[status];
}

const open: ReadonlySet<Status> = new Set([
  "open",
  "running",
  "waiting",
  "asking",
  "retrying",
  "failed",
  "unknown",
]);
// more lines than this are a wall: then what is done and what is far off is only counted
const enough = 10;
const before = 2;
const after = 3;
const mostOpen = 15;

/** `isNamed`: who is waited for is said above already. */
export function stepLines(lines: readonly StepLine[], isNamed: boolean): string {
  const taken = lines.filter((it) => it.status !== "not taken");
  const near = nearLines(taken);
  // said again only where it could be somebody else
  const isSaid = isNamed && waiting(taken).length === 1;
  const said: string[] = [];
  let hidden: StepLine[] = [];
  const count = () => {
    // a line that counts one step is no shorter than that step's
    const [only] = hidden;
    if (only) said.push(hidden.length === 1 ? stepLine(only, isSaid) : counted(hidden));
    hidden = [];
  };
  for (const line of taken) {
    if (near.has(line)) {
      count();
      said.push(stepLine(line, isSaid));
    } else hidden.push(line);
  }
  count();
  return said.join("\n");
}

/** The people who can bring it on, in the order of the steps. */
export function waitedFor(lines: readonly StepLine[]): string[] {
  return [...new Set(waiting(lines).flatMap((it) => it.waitsFor))];
}

function waiting(lines: readonly StepLine[]): StepLine[] {
  return lines.filter((it) => open.has(it.status) && it.waitsFor.length > 0);
}

function nearLines(lines: StepLine[]): Set<StepLine> {
  if (lines.length <= enough) return new Set(lines);
  const going = lines.filter((it) => open.has(it.status)).slice(0, mostOpen);
  const past = lines.filter((it) => it.status === "done" || it.status === "skipped");
  const coming = lines.filter((it) => it.status === "to come");
  const late = coming.filter((it) => it.late);
  const told = lines.filter((it) => it.status === "skipped" || it.status === "cancelled");
  return new Set([
    ...past.slice(-before),
    ...going,
    ...coming.slice(0, after),
    ...late.slice(0, after),
    ...told.slice(-before),
  ]);
}

function counted(hidden: StepLine[]): string {
  const coming = hidden.filter((it) => it.status === "to come").length;
  const undone = hidden.filter((it) => it.status === "undone").length;
  const past = hidden.length - coming - undone;
  const said = [
    past > 0 ? `${icons.done} _${plural(past, "step")} done_` : "",
    undone > 0 ? `${icons.undone} _${plural(undone, "step")} undone_` : "",
    coming > 0 ? `${icons["to come"]} _${coming} more to come_` : "",
  ];
  return said.filter((it) => it !== "").join("\n");
}

function stepLine(line: StepLine, isSaid: boolean): string {
  const { depth, name, status } = line;
  // white space that begins a line is cut off, unless something without width stands before it
  const inside = depth > 0 ? `\u200B${"\u2003".repeat(Math.min(depth, 3) - 1)}↳ ` : "";
  const title = foreign(name, 120);
  const said = joined(detail(line, isSaid), lateSince(line.late));
  return `${inside}${icons[status]} ${open.has(status) ? bold(title) : title}${said === "" ? "" : ` – ${said}`}`;
}

function joined(...parts: string[]): string {
  return parts.filter((it) => it !== "").join(", ");
}

function detail(line: StepLine, isSaid: boolean): string {
  const { status, note, waitsFor, at, begins, part, passedBy } = line;
  const said = linked(foreign(note ?? "", 220), part?.link ?? null);
  const people = isSaid ? "" : listInWords(waitsFor.map(person), "or");
  const until = at === null ? "" : moment(at);
  switch (status) {
    case "open":
      return said;
    case "asking":
      return people === "" ? "needs a yes" : `waits for ${people} to say yes`;
    case "waiting":
      if (begins)
        return `${until === "" ? "" : `on ${until}`}${said === "" ? "" : ` (${said})`}`.trim();
      if (part)
        return joined(said, people && `waits for ${people}`, until && `at the latest ${until}`);
      return waitsFor.length > 0
        ? joined(people && `waits for ${people}`, said, until && `by ${until}`)
        : joined(said, until && `${said === "" ? "until" : "at the latest"} ${until}`);
    case "retrying":
      return ["next try", until, said === "" ? "" : `(${said})`]
        .filter((it) => it !== "")
        .join(" ");
    case "failed":
      return said === "" ? "failed" : `failed: ${said}`;
    case "unknown":
      return said === "" ? "may have arrived, or not" : `may have arrived, or not: ${said}`;
    case "running":
      return said === "" ? "working on it" : said;
    case "skipped":
      return said === "" ? "skipped" : `skipped: ${said}`;
    case "cancelled":
      return "no longer needed";
    case "undone":
      return said === "" ? "undone" : `undone: ${said}`;
    case "done":
      return joined(said, passedBy === undefined ? "" : `yes, says ${person(passedBy)}, ${until}`);
    case "to come":
    case "not taken":
      return said;
  }
}
