import { foresee } from "../../src/chat/foresee.ts";
import { compile } from "../../src/playbook/compile.ts";
import type { Playbook } from "../../src/playbook/playbook.ts";
import { graphOf } from "../../src/run/graph.ts";
import type { Preview } from "../../src/run/preview.ts";
import { situationOf } from "../../src/run/situation.ts";
import type { Customer } from "../../src/run/values.ts";
import type { StepRow } from "../../src/store/steps.ts";
import { sampleRunData } from "../support/sample-customers.ts";
import { receiverNames } from "../../src/steps/contents/all.ts";

type Asked = {
  now: string;
  states?: StepRow[];
  started?: string;
  change?: (customer: Customer) => Customer;
  patient?: boolean;
};

/** How a run for a sample customer stands. The sample is dated around 23 November 2026. */
export function standing(playbook: Playbook, customerId: string, asked: Asked) {
  const { colleagues, customer } = sampleRunData(new Date("2026-11-23T15:00:00Z"));
  const { now, started = now, states = [], change = (it) => it } = asked;
  const whom = change(customer(customerId));
  const inputs = Object.fromEntries(
    Object.entries(playbook.inputs ?? {}).map(([name, input]) => [name, input.default ?? ""]),
  );
  return situationOf<StepRow>({
    execution: {
      id: "run",
      inputs,
      atStart: whom.fields,
      startedAt: new Date(started),
      startedBy: "UMAYA0001",
    },
    playbook,
    graph: graphOf(compile(playbook.steps)),
    customer: whom,
    history: [],
    author: "UPRIYA001",
    colleagues,
    holidays: null,
    workspaceZone: "America/New_York",
    states,
  });
}

/** What it would do, as of `now`. */
export function foreseen(playbook: Playbook, customerId: string, asked: Asked): Preview {
  const { now, patient = false } = asked;
  return foresee(standing(playbook, customerId, asked), {
    now: new Date(now),
    patient,
    surrounded: null,
  });
}

/** Each line as one line: when, which step, and what is special about it. */
export function inShort({ lines }: Preview, zone = "UTC"): string[] {
  const at = new Intl.DateTimeFormat("sv-SE", {
    dateStyle: "short",
    timeStyle: "short",
    timeZone: zone,
  });
  return lines.map(({ step, at: begins, perhaps, skipped, receives, obstacle, waitsFor }) => {
    const marks = [
      perhaps ? "perhaps" : "",
      skipped ? "left out" : "",
      receives ? `mail to ${receiverNames(receives).join(", ")}` : "",
      waitsFor ? `waits for ${waitsFor}` : "",
      obstacle ? `! ${obstacle}` : "",
    ].filter((it) => it !== "");
    return `${at.format(begins)} ${step.id}${marks.length > 0 ? `: ${marks.join(", ")}` : ""}`;
  });
}
