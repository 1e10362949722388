import { describe } from "../../playbook/describe.ts";
import { readPlaybook } from "../../playbook/read.ts";
import { type DraftRow, findDraft } from "../../store/drafts.ts";
import type { Tenant } from "../../store/tenant.ts";
import { surroundingsOf } from "../look-up.ts";
import type { ChatNeeds } from "../needs.ts";
import type { Button, DraftShown } from "../replies.ts";

export async function draftCard(
  needs: ChatNeeds,
  tenant: Tenant,
  id: string,
): Promise<DraftShown | null> {
  const draft = await findDraft(tenant, id);
  if (!draft) return null;
  const state = await stateOf(needs, tenant, draft);
  return {
    is: "draft",
    id,
    request: draft.request,
    author: draft.authorId,
    state,
    buttons: buttonsOf(draft, state),
  };
}

async function stateOf(
  needs: ChatNeeds,
  tenant: Tenant,
  { state }: DraftRow,
): Promise<DraftShown["state"]> {
  if (state.is === "asking")
    return { is: "asking", questions: state.questions.map((it) => it.label) };
  if (state.is === "settled") return { is: "settled", text: state.text };
  if (state.is !== "proposed") return state;
  const reading = readPlaybook(state.source, await surroundingsOf(needs, tenant));
  const { changes, notes } = state;
  if (!reading.ok)
    return { is: "proposed", words: null, changes, notes, problems: reading.problems };
  return { is: "proposed", words: describe(reading.playbook, null), changes, notes, problems: [] };
}

function buttonsOf(draft: DraftRow, state: DraftShown["state"]): Button[] {
  const value = draft.id;
  const drop: Button = { label: "Discard", act: "draft-drop", value };
  switch (state.is) {
    case "thinking":
    case "settled":
      return [];
    case "choosing":
      return [
        ...state.candidates.map((it) => ({
          label: it.name,
          act: "draft-template",
          value: `${value} ${it.id}`,
        })),
        drop,
      ];
    case "asking":
      return [{ label: "Answer", act: "draft-answer", value, style: "primary" }, drop];
    case "proposed": {
      const change: Button = { label: "Change", act: "draft-change", value };
      const yaml: Button = { label: "View YAML", act: "draft-yaml", value };
      if (state.problems.length > 0) return [change, yaml, drop];
      const save: Button = {
        label: draft.playbookId === null ? "Save draft" : "Save",
        act: "draft-save",
        value,
      };
      const turnOn: Button = { label: "Turn on", act: "draft-on", value, style: "primary" };
      return [...(draft.playbookId === null ? [turnOn] : []), save, change, yaml, drop];
    }
  }
}
