// an author without a model, what it stands in, and answers for a model to give

import { createAuthor } from "../../src/author/create-author.ts";
import type { AuthorContext, Template } from "../../src/author/author.ts";
import type { DraftPlan } from "../../src/author/draft-plan.ts";
import { type FieldRow, PlaybookForm, type Row } from "../../src/author/form.ts";
import { silent } from "../../src/log.ts";
import { surroundings } from "../support/library.ts";

export const context: AuthorContext = {
  workspaceId: "TLOCAL01",
  surroundings,
  channels: ["renewals", "cs-team"],
  taken: ["renewal"],
};

export const folders = {
  libraryFolder: "prompts/library",
  promptsFolder: "prompts/author",
  log: silent,
};

export const withoutModel = await createAuthor({ model: null, ...folders });

export function template(id: string): Template {
  const found = withoutModel.templates().find((it) => it.id === id);
  if (!found) throw new Error(`no template ${id}`);
  return found;
}

export function plan(some: Partial<DraftPlan> = {}): DraftPlan {
  return {
    understood: "Write to the champion before the renewal and call when nobody answers.",
    name: "Renewal nudge",
    goal: "Renew in time.",
    why: null,
    category: "renewal",
    audience: null,
    triggers: ["60 days before the renewal date"],
    not_possible: [],
    assumptions: ["The CSM does the call."],
    unknowns: [],
    steps: [
      { type: "email", what: "Write to the champion", why: "They decide" },
      { type: "wait", what: "Wait 5 days", why: "They need time" },
      { type: "task", what: "Call them", why: "A call gets an answer" },
    ],
    ...some,
  };
}

export function row(some: Partial<Row> & Pick<Row, "id" | "do">): Row {
  const none = { name: null, parent: null, path: null, only_if: null, at: null };
  return { ...none, who: null, text: null, ...some };
}

export function field(step: string | null, name: string, value: string): FieldRow {
  return { step, field: name, value };
}

export function form(some: Partial<PlaybookForm> = {}): PlaybookForm {
  return {
    id: "renewal-nudge",
    name: "Renewal nudge",
    goal: "Renew in time.",
    why: null,
    category: "renewal",
    channel: "renewals",
    customers: null,
    scope: null,
    inputs: [],
    triggers: [trigger("date", { at: "60 days before renewal_date" })],
    limits: { once_per: "customer", every: "180 days", conflict: null },
    prerequisites: [],
    success: [{ say: "They renewed", when: 'customer.renewal_status == "renewed"', who: null }],
    exit: [],
    rows: [
      row({
        id: "nudge",
        do: "email",
        who: "[champion, primary]",
        text: 'Hi {{default customer.champion.first_name "there"}},\n\nyour plan renews on {{date customer.renewal_date}}.\n\nBest\n{{customer.csm.first_name}}',
      }),
      row({ id: "pause", do: "wait", text: "5 days" }),
      row({ id: "call", do: "task", who: "csm", text: "Call {{customer.name}}" }),
    ],
    fields: [field("nudge", "subject", "Your renewal"), field("call", "timeout", "3 days")],
    notes: ["The call is for the CSM."],
    ...some,
  };
}

export function trigger(
  by: string,
  some: Record<string, string>,
): PlaybookForm["triggers"][number] {
  const { shape } = PlaybookForm.shape.triggers.element;
  const none = Object.fromEntries(Object.keys(shape).map((name) => [name, null]));
  return { ...none, ...some, by };
}
