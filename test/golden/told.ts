// what a person would read: a preview before its start, and a run from its start to its end

import { receiverNames } from "../../src/steps/contents/all.ts";
import { z } from "zod";
import { foresee } from "../../src/chat/foresee.ts";
import { timeInWords, zonedAt } from "../../src/grammar/zoned.ts";
import { stepInWords } from "../../src/playbook/describe.ts";
import type { CriterionResult } from "../../src/run/execution.ts";
import type { PreviewLine } from "../../src/run/preview.ts";
import { situationOf } from "../../src/run/situation.ts";
import { knownSteps, typeOf } from "../../src/steps/all.ts";
import { seeRun } from "../../src/engine/held-run.ts";
import type { AnyStep } from "../../src/steps/step-type.ts";
import { valueInWords } from "../../src/grammar/value-in-words.ts";
import { nameInWords } from "../../src/grammar/words.ts";
import { findCustomer } from "../../src/store/customers.ts";
import { findRun } from "../../src/store/runs.ts";
import { listSteps, type StepRow } from "../../src/store/steps.ts";
import type { Output } from "../../src/steps/world.ts";
import { maya, type TestEngine } from "../support/engine.ts";

/** "Mon 15 Mar 2027 09:00" */
function when(at: Date, zone: string): string {
  const day = zonedAt(at, zone).toLocaleString("en-US", { weekday: "short" });
  const date = zonedAt(at, zone).toLocaleString("en-GB", {
    day: "2-digit",
    month: "short",
    year: "numeric",
  });
  return `${day} ${date} ${timeInWords(at, zone)}`;
}

/** Each line of a preview: when it begins, what, who, and what there is to know about it. */
export async function foretold(
  { tenant, needs, clock, ...engine }: TestEngine,
  playbookId: string,
  customerId: string | null,
  inputs: Output = {},
): Promise<string> {
  const { version } = await engine.playbook(playbookId);
  const customer = customerId === null ? null : await findCustomer(tenant, customerId);
  const now = clock.now();
  const situation = situationOf<StepRow>({
    ...(await needs.directory.runnable(tenant, playbookId, version)),
    execution: {
      id: "",
      inputs,
      atStart: customer?.fields ?? {},
      startedAt: now,
      startedBy: maya,
    },
    customer,
    history: [],
    colleagues: await needs.directory.people(tenant),
    states: [],
  });
  const { lines, endsAt } = foresee(situation, { now, patient: true, surrounded: null });
  const names = await namesOf({ tenant, needs });
  const foreseen = lines.map((line) => names(foretoldLine(line, situation.zone, customer)));
  return [
    title(situation.playbook.name, customer?.name ?? null, situation.zone),
    ...foreseen,
    `${when(endsAt, situation.zone)}  The end`,
    "",
  ].join("\n");
}

function foretoldLine(line: PreviewLine, zone: string, customer: { name: string } | null): string {
  const { step, at, leaves, perhaps, skipped, because, receives, approver, waitsFor } = line;
  const said = [
    skipped ? "left out" : "",
    perhaps ? "perhaps" : "",
    receives
      ? `“${receives.kind === "email" ? receives.subject : receives.body}” to ${receiverNames(receives).join(", ")}, once ${approver} says yes`
      : "",
    leaves ? `leaves ${when(leaves, zone)}` : "",
    waitsFor === null ? "" : `waits for ${waitsFor}`,
    because ?? "",
    line.obstacle === null ? "" : `! ${line.obstacle}`,
  ].filter((it) => it !== "");
  const what = step.name === undefined ? line.says : stepInWords(step, customer);
  const where = line.under?.path ? `[${line.under.path}] ` : "";
  return `${when(at, zone)}  ${where}${what}${said.length > 0 ? ` – ${said.join("; ")}` : ""}`;
}

/** How a run went: what ended and when, what was posted and mailed, and what it came to. */
export async function told({ tenant, needs, ...engine }: TestEngine, runId: string) {
  const run = await findRun(tenant, runId);
  if (!run) throw new Error("no such run");
  const { execution, customer } = run;
  const { playbookId, version, startedAt, endedAt, success, result, reason } = execution;
  const runnable = await needs.directory.runnable(tenant, playbookId, version);
  const { playbook, graph, workspaceZone } = runnable;
  // what takes a run back is no part of its plan
  const back = (await seeRun(needs, tenant, runId))?.graph ?? graph;
  const order = [...graph.order, ...back.order];
  const zone = customer?.zone ?? workspaceZone;
  const names = await namesOf({ tenant, needs });
  const lines: { at: Date; began: number; order: number; text: string }[] = [];
  for (const row of await listSteps(tenant, runId)) {
    const step = (graph.nodes.get(row.id) ?? back.nodes.get(row.id))?.step;
    if (!row.endedAt || !step) continue;
    const mail = engine.sent.find(({ key }) => key === `${runId}:${row.id}:${row.iteration}`);
    lines.push({
      at: row.endedAt,
      began: row.startedAt.getTime(),
      order: order.indexOf(row.id),
      text: toldStep(row, step, stepInWords(step, customer), zone) + (mail ? toldMail(mail) : ""),
    });
  }
  for (const { at, place, text } of await posts(engine))
    lines.push({
      at,
      began: Infinity,
      order: 0,
      text: `  ${place}: ${text.trim().replaceAll("\n", "\n    ")}`,
    });
  const inOrder = lines.toSorted(
    (a, b) => Number(a.at) - Number(b.at) || compare(a.began, b.began) || a.order - b.order,
  );
  return [
    title(playbook.name, customer?.name ?? null, zone),
    `${when(startedAt, zone)}  The start`,
    ...inOrder.map(({ at, text }) => names(`${when(at, zone)}  ${text}`)),
    `${endedAt ? when(endedAt, zone) : ""}  The end: ${[result, reason].filter(Boolean).join(", ")}`,
    ...(success ?? []).map((it) => names(toldCriterion(it))),
    "",
  ].join("\n");
}

// two that never began are as good as each other
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

function toldStep(row: StepRow, step: AnyStep, name: string, zone: string): string {
  const { status, result, note, by, output, iteration } = row;
  const round = iteration > 1 ? ` (${iteration})` : "";
  const answers = Object.entries(output ?? {}).flatMap(([key, value]) => {
    const words = valueInWords(value, zone);
    return words === null || words === note ? [] : [`${nameInWords(key)}: ${words}`];
  });
  const { internal, form } = typeOf(knownSteps, step);
  const isOwn = result === null || result === status || internal || form.hold;
  const how = form.hold ? "begins" : isOwn ? status : `${status}, ${result}`;
  const said = [how + (by ? ` by <@${by}>` : ""), answers.join(", "), note ?? ""];
  const judged = (row.criteria ?? []).map((it) => `\n${toldCriterion(it)}`);
  return `${name}${round} – ${said.filter((it) => it !== "").join("; ")}${judged.join("")}`;
}

function toldMail({ to, subject, body }: TestEngine["sent"][number]): string {
  return [`\n  mail to ${to[0]?.name}: ${subject}`, ...body.trim().split("\n")].join("\n  | ");
}

function toldCriterion({ say, met, because, by }: CriterionResult): string {
  const how = met === null ? "not known" : met ? "yes" : "no";
  return `  ${say}: ${how}${because === "" ? "" : ` (${because})`}${by ? `, says <@${by}>` : ""}`;
}

const Post = z.object({ at: z.date(), place: z.string(), thread: z.boolean(), text: z.string() });

async function posts(engine: Pick<TestEngine, "rows">) {
  const rows = await engine.rows(
    `select queued_at as at, place, thread_of is not null as thread, message ->> 'text' as text
     from slack_outbox order by id`,
  );
  return z
    .array(Post)
    .parse(rows)
    .map(({ at, place, thread, text }) => {
      const where = /^[UW]/.test(place) ? `to <@${place}>` : `in #${place}`;
      return { at, place: thread ? "in the thread" : where, text };
    });
}

async function namesOf({ tenant, needs }: Pick<TestEngine, "tenant" | "needs">) {
  const people = await needs.directory.people(tenant);
  return (text: string) =>
    people.reduce(
      (out, { id, name }) => out.replaceAll(`<@${id}>`, name).replaceAll(id, name),
      text,
    );
}

function title(playbook: string, customer: string | null, zone: string): string {
  return `${[playbook, customer].filter(Boolean).join(" · ")} (times in ${zone})`;
}
