import { runnableOf } from "../../engine/directory.ts";
import { compile } from "../../playbook/compile.ts";
import { describe } from "../../playbook/describe.ts";
import { readPlaybook } from "../../playbook/read.ts";
import { type DraftRow, findDraft } from "../../store/drafts.ts";
import { findPlaybook, type PlaybookRow } from "../../store/playbooks.ts";
import { workspaceZone } from "../../store/people.ts";
import type { Tenant } from "../../store/tenant.ts";
import { playbooksInside } from "../inside.ts";
import { surroundingsOf } from "../look-up.ts";
import type { ChatNeeds } from "../needs.ts";
import type { Button, DraftShown } from "../replies.ts";
import { takesOf } from "../takes.ts";
import { pastedRequest } from "../verbs/pasted-request.ts";
import { playbookButtons } from "../verbs/show.ts";
import { saying } from "../words.ts";

export async function draftCard(
  needs: ChatNeeds,
  tenant: Tenant,
  id: string,
): Promise<DraftShown | null> {
  const draft = await findDraft(tenant, id);
  if (!draft) return null;
  const saved = await savedAs(tenant, draft);
  const state = saved === null ? await stateOf(needs, tenant, draft) : settled(saved);
  return {
    is: "draft",
    id,
    request: draft.request === pastedRequest ? null : draft.request,
    author: draft.authorId,
    state,
    buttons:
      saved === null
        ? buttonsOf(draft, state, needs.author.hasModel)
        : [saying("Show", `show ${saved.id}`), ...playbookButtons(saved)],
  };
}

/** The playbook it became, as that stands now. */
async function savedAs(tenant: Tenant, { state }: DraftRow): Promise<PlaybookRow | null> {
  if (state.is !== "settled" || state.playbookId === null) return null;
  return findPlaybook(tenant, state.playbookId);
}

function settled({ name, version, status, playbook }: PlaybookRow): DraftShown["state"] {
  const starts = playbook.triggers === undefined ? "starts by hand" : "starts by itself";
  const stands = status === "on" ? `It is on and ${starts}.` : standing[status];
  return { is: "settled", text: `${name}\nSaved as version ${version}. ${stands}` };
}

const standing = {
  draft: "It is a draft: it does not start by itself.",
  off: "It is off: it starts only by hand.",
  archived: "It is archived.",
};

async function stateOf(
  needs: ChatNeeds,
  tenant: Tenant,
  { authorId, state }: DraftRow,
): Promise<DraftShown["state"]> {
  if (state.is === "asking")
    return { is: "asking", questions: state.questions.map((it) => it.label) };
  if (state.is === "settled") return { is: "settled", text: state.text };
  if (state.is !== "proposed") return state;
  const reading = readPlaybook(state.source, await surroundingsOf(needs, tenant));
  const { changes, notes } = state;
  if (!reading.ok)
    return { is: "proposed", words: null, changes, notes, problems: reading.problems };
  const { playbook } = reading;
  const runnable = await runnableOf({
    playbook,
    plan: compile(playbook.steps),
    source: state.source,
    author: authorId,
    workspaceZone: await workspaceZone(tenant),
  });
  const takes = await takesOf(needs, tenant, runnable, authorId);
  const others = (await playbooksInside(tenant, playbook)).map((it) => it.playbook);
  const words = describe(playbook, takes, others);
  return { is: "proposed", words, changes, notes, problems: [] };
}

function buttonsOf(draft: DraftRow, state: DraftShown["state"], hasModel: boolean): Button[] {
  const value = draft.id;
  const drop: Button = { label: "Discard", act: "draft-drop", value };
  switch (state.is) {
    case "thinking":
      return [];
    case "settled":
      return draft.state.is === "settled" && draft.state.source !== null
        ? [{ label: "Bring it back", act: "draft-back", value }]
        : [];
    case "choosing":
      return [
        ...state.candidates.map((it) => ({
          label: it.name,
          act: "draft-template",
          value: `${value} ${it.id}`,
        })),
        ...(hasModel ? [{ label: "Try again", act: "draft-again", value }] : []),
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
