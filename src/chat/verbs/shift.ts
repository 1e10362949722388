import { randomUUID } from "node:crypto";
import { foreseeShift, shiftRun, unshiftRun } from "../../engine/shift.ts";
import { readDuration } from "../../grammar/duration.ts";
import { plural } from "../../grammar/words.ts";
import { dateInWords } from "../../grammar/zoned.ts";
import { workspaceZone } from "../../store/people.ts";
import { forWorkspace } from "../../store/tenant.ts";
import { allow, allowing } from "../allowed.ts";
import type { Response } from "../chat.ts";
import { type ChatNeeds, controlOf } from "../needs.ts";
import type { Form, Words } from "../replies.ts";
import { runMeant } from "../run-meant.ts";
import { matching, type Verb } from "../verb.ts";
import { say, words } from "../words.ts";

type Shift = { workspaceId: string; runId: string; by: string; days: number };

export const shift: Verb = {
  name: "shift",
  group: "Run",
  help: [
    { say: "shift by 5 days", does: "a run's dates to come, in its thread or with “for Acme”" },
  ],
  reads: (text) =>
    matching(text, [
      /^(?:shift|move|postpone|delay)(?:\s+(?:it|this|the\s+run|(?:all\s+)?(?:its|the)\s+(?:remaining\s+)?dates))?(?:\s+for\s+(?<customer>.+?))?\s+by\s+(?<by>-?\s*\d+\s+\w+)(?<earlier>\s+earlier)?(?:\s+later)?$/i,
      /^(?:shift|postpone|delay)\s+(?<playbook>.+?)\s+for\s+(?<customer>.+?)\s+by\s+(?<by>-?\s*\d+\s+\w+)(?<earlier>\s+earlier)?(?:\s+later)?$/i,
    ]),
  async hear(needs, said, { by = "", earlier, customer, playbook }) {
    const days = daysOf(by, earlier !== undefined);
    if (days === null) return say(unclear);
    const { workspaceId } = said;
    const run = await forWorkspace(needs.pool, workspaceId, (tenant) =>
      runMeant(tenant, said, {
        words: `shift by ${by}`,
        customer,
        playbook,
        button: (label, id) => ({ label, act: "shift-ask", value: `${id} ${days}` }),
      }),
    );
    if (typeof run !== "string") return run;
    return ask(needs, { workspaceId, runId: run, by: said.by, days });
  },
  acts: {
    "shift-run": {
      replay: "ask again",
      press: async (_needs, { value }) => ({ form: shiftForm(value) }),
    },
    "shift-said": {
      replay: "answer",
      async submit(needs, { workspaceId, by, value, fields }) {
        const days = daysOf(String(fields["by"] ?? ""), fields["way"] === "earlier");
        if (days === null) return { problems: { by: unclear } };
        return ask(needs, { workspaceId, runId: value, by, days });
      },
    },
    "shift-ask": {
      replay: "run",
      press: (needs, { workspaceId, by, value }) => ask(needs, { workspaceId, by, ...read(value) }),
    },
    "shift-with": {
      replay: "run",
      async press(needs, { workspaceId, by, value }) {
        const it = { workspaceId, by, ...read(value) };
        const may = allowing(needs, it, "shift");
        const counted = await shiftRun(controlOf(needs), { ...it, may });
        if (!counted) return say("This is shifted already, so your click did nothing.");
        return { replace: shifted(it.days, value) };
      },
    },
    unshift: {
      replay: "run",
      async press(needs, { workspaceId, by, value }) {
        const it = { workspaceId, by, ...read(value) };
        const may = allowing(needs, it, "shift");
        const counted = await unshiftRun(controlOf(needs), { ...it, may });
        if (!counted) return say("This was taken back already, so your click did nothing.");
        return { replace: words("Taken back: all dates are as they were.") };
      },
    },
  },
};

const unclear = "Say it in days or weeks, such as 5 days or 2 weeks.";
const most = 730;

function daysOf(said: string, earlier: boolean): number | null {
  const back = /^\s*-/.test(said);
  const reading = readDuration(said.replace(/^\s*-\s*/, ""));
  if (!reading.ok) return null;
  const { months, days, businessDays, minutes } = reading.value;
  if (months + businessDays + minutes > 0 || days === 0 || days > most) return null;
  return back !== earlier ? -days : days;
}

function read(value: string) {
  const [runId = "", days = "0", id = ""] = value.split(" ");
  return { runId, days: Number(days), id };
}

/** What would move, and the one question whether it shall. */
async function ask(needs: ChatNeeds, it: Shift): Promise<Response> {
  await allow(needs, it, "shift");
  const id = randomUUID();
  const moves = await foreseeShift(controlOf(needs), { ...it, id });
  if (moves.length === 0)
    return say("No date is to come in this run that could be shifted. It goes on as it is.");
  const zone = await forWorkspace(needs.pool, it.workspaceId, workspaceZone);
  const lines = moves
    .slice(0, 12)
    .map(
      ({ name, from, to }) => `• ${name}: ${dateInWords(from, zone)} → ${dateInWords(to, zone)}`,
    );
  const more = moves.length > 12 ? [`…and ${moves.length - 12} more`] : [];
  const value = `${it.runId} ${it.days} ${id}`;
  return say([`This would move by ${inWords(it.days)}:`, ...lines, ...more].join("\n"), {
    label: `Shift by ${inWords(it.days)}`,
    act: "shift-with",
    value,
    style: "primary",
  });
}

function shifted(days: number, value: string): Words {
  return words(
    `The dates to come are shifted by ${inWords(days)}. The customer's own dates stay as they are.`,
    { label: "Undo", act: "unshift", value },
  );
}

function inWords(days: number): string {
  return days < 0 ? `${plural(-days, "day")} earlier` : plural(days, "day");
}

function shiftForm(runId: string): Form {
  return {
    title: "Shift the dates",
    submit: "Show what moves",
    act: "shift-said",
    value: runId,
    intro: "All dates to come in this run. The customer's own dates stay as they are.",
    fields: [
      { name: "by", label: "By how much?", kind: "line", initial: "5 days" },
      {
        name: "way",
        label: "Which way?",
        kind: "choice",
        initial: "later",
        options: [
          { label: "Later", value: "later" },
          { label: "Earlier", value: "earlier" },
        ],
      },
    ],
  };
}
