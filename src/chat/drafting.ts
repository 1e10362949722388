// the writing of a playbook as a talk: each turn changes the draft's row, and its card follows

import type { AuthorContext, Changed, Drafted } from "../author/author.ts";
import type { Problem } from "../grammar/problem.ts";
import { touchCards, wantCard } from "../store/cards.ts";
import {
  type DraftRow,
  type DraftState,
  findDraft,
  insertDraft,
  setDraftState,
} from "../store/drafts.ts";
import { findPlaybook, listPlaybooks, loadVersion } from "../store/playbooks.ts";
import { forWorkspace, type Tenant } from "../store/tenant.ts";
import { surroundingsOf } from "./look-up.ts";
import type { ChatNeeds } from "./needs.ts";
import { idFrom } from "./once.ts";

const mostTemplates = 3;
const ourFault =
  "Something went wrong on our side. Try again, or begin with one of these templates:";

type Proposed = Extract<DraftState, { is: "proposed" }>;

export type Turn = { workspaceId: string; by: string };

/** Puts a draft's card where the talk is. The same words arriving twice make one draft. */
export async function openDraft(
  needs: ChatNeeds,
  turn: Turn & {
    key: string;
    place: string;
    threadTs: string | null;
    request: string;
    playbookId: string | null;
    state: DraftState;
  },
): Promise<DraftRow> {
  const { workspaceId, by, key, place, threadTs, request, playbookId, state } = turn;
  const id = idFrom("draft", workspaceId, key);
  const row: DraftRow = {
    id,
    authorId: by,
    place,
    threadTs,
    request,
    playbookId,
    state,
    changedAt: needs.clock.now(),
  };
  return forWorkspace(needs.pool, workspaceId, async (tenant) => {
    const isNew = await insertDraft(tenant, row);
    if (!isNew) return (await findDraft(tenant, id)) ?? row;
    await wantCard(tenant, {
      id: idFrom("card", id),
      kind: "draft",
      subject: id,
      place,
      threadOf: null,
      threadTs,
    });
    return row;
  });
}

/** Moves a draft on; its card shows it. */
export function setDraft(
  needs: ChatNeeds,
  workspaceId: string,
  id: string,
  state: DraftState,
): Promise<void> {
  return forWorkspace(needs.pool, workspaceId, async (tenant) => {
    await setDraftState(tenant, id, state, needs.clock.now());
    await touchCards(tenant, "draft", [id]);
  });
}

/** Writes a new playbook from what was asked for: by the model, else by the templates that come nearest. */
export async function writeDraft(
  needs: ChatNeeds,
  turn: Turn & { key: string },
  draft: DraftRow,
  given: { plan: string | null; answers: Record<string, string> },
): Promise<void> {
  const { author } = needs;
  const { workspaceId, key } = turn;
  if (!author.hasModel) {
    const because =
      "No model is set up, so I cannot write from a sentence. These templates come nearest:";
    return setDraft(needs, workspaceId, draft.id, choosing(needs, draft, because));
  }
  const thinking = (doing: string) =>
    setDraft(needs, workspaceId, draft.id, { is: "thinking", doing, key });
  await thinking("Reading what you asked for");
  const context = await contextOf(needs, workspaceId);
  // one after the other, so that what came of it is shown last
  let shown = Promise.resolve();
  const doing = (what: string) => {
    shown = shown
      .then(() => thinking(what))
      .catch((error: unknown) => needs.log.warn("draft progress", { error }));
  };
  try {
    const drafted = await author.draft(context, { sentence: draft.request, ...given }, doing);
    await shown;
    await setDraft(needs, workspaceId, draft.id, stateOf(needs, draft, drafted));
  } catch (error) {
    await shown;
    await setDraft(needs, workspaceId, draft.id, choosing(needs, draft, ourFault));
    throw error;
  }
}

function stateOf(needs: ChatNeeds, draft: DraftRow, drafted: Drafted | Changed): DraftState {
  switch (drafted.is) {
    case "questions":
      return { is: "asking", plan: drafted.plan, questions: drafted.questions };
    case "written":
      return proposed(drafted.source, drafted.notes, "changes" in drafted ? drafted.changes : []);
    case "unchanged":
      return draft.state;
    case "not-written": {
      const { because, partial } = drafted;
      if (partial) return { is: "proposed", changes: [], notes: [because], ...partial };
      return choosing(needs, draft, `${because} Or begin with one of these templates:`);
    }
  }
}

export function proposed(source: string, notes: string[], changes: string[]): Proposed {
  return { is: "proposed", source, changes, notes, problems: [] };
}

function choosing({ author }: ChatNeeds, draft: DraftRow, because: string): DraftState {
  const near = author.nearest(draft.request, mostTemplates);
  const offered = near.length > 0 ? near : author.templates().slice(0, mostTemplates);
  const candidates = offered.map(({ id, name, goal }) => ({ id, name, goal }));
  return { is: "choosing", because, candidates };
}

/** Changes a proposed text by an instruction. What to say when nothing changed; null when the card says it. */
export async function changeDraft(
  needs: ChatNeeds,
  turn: Turn,
  draft: DraftRow,
  instruction: string,
): Promise<string | null> {
  if (draft.state.is !== "proposed") return null;
  const context = await contextOf(needs, turn.workspaceId);
  const changed = await needs.author.change(context, draft.state.source, instruction);
  if (changed.is === "unchanged") return changed.because;
  // what cannot be used is told, and the draft stays as it was
  if (changed.is === "not-written")
    return [changed.because, ...problemLines(changed.partial?.problems ?? [])].join("\n");
  await setDraft(needs, turn.workspaceId, draft.id, stateOf(needs, draft, changed));
  return null;
}

function problemLines(problems: readonly Problem[]): string[] {
  return problems
    .slice(0, 5)
    .map(({ line, message, fix }) => `• Line ${line}: ${message}${fix === null ? "" : ` ${fix}`}`);
}

/** A draft that changes a playbook begins with its present text. */
export async function presentText(
  tenant: Tenant,
  playbookId: string,
): Promise<{ name: string; source: string } | null> {
  const row = await findPlaybook(tenant, playbookId);
  if (!row) return null;
  const { source } = await loadVersion(tenant, playbookId, row.version);
  return { name: row.name, source };
}

export async function contextOf(needs: ChatNeeds, workspaceId: string): Promise<AuthorContext> {
  const channels = await needs.reach.channels(workspaceId);
  return forWorkspace(needs.pool, workspaceId, async (tenant) => ({
    workspaceId,
    surroundings: await surroundingsOf(needs, tenant),
    channels,
    taken: (await listPlaybooks(tenant)).map((it) => it.id),
  }));
}
