import { pastedText } from "../author/pasted.ts";
import { readPlaybook } from "../playbook/read.ts";
import { type DraftRow, type DraftState, setDraftRequest } from "../store/drafts.ts";
import { listPeople } from "../store/people.ts";
import { forWorkspace } from "../store/tenant.ts";
import { changeDraft, proposed, setDraft, type Turn, writeDraft } from "./drafting.ts";
import { withHandles } from "./handles.ts";
import { surroundingsOf } from "./look-up.ts";
import type { ChatNeeds } from "./needs.ts";

type Talk = Turn & { key: string };

/** What is said in a draft's thread brings it on. What to say when it does not; null when the card says it. */
export async function talkOfDraft(
  needs: ChatNeeds,
  turn: Talk,
  draft: DraftRow,
  typed: string,
): Promise<string | null> {
  const { state } = draft;
  const people = await forWorkspace(needs.pool, turn.workspaceId, listPeople);
  const text = withHandles(typed, people);
  const pasted = pastedText(text);
  if (pasted !== null && (await take(needs, turn, draft, pasted))) return null;
  switch (state.is) {
    case "proposed":
      return changeDraft(needs, turn, draft, text);
    case "asking":
      await answer(needs, turn, { ...draft, state }, text);
      return null;
    case "choosing":
      await writeAnew(needs, turn, draft, text);
      return null;
    case "thinking":
      if (state.key !== turn.key)
        return "I am still writing it. Say that again once its card shows it.";
      await writeDraft(needs, turn, draft, forgotten);
      return null;
    case "settled":
      return null;
  }
}

// the plan that was made before a crash is made anew, and nobody is asked twice
const forgotten = { plan: "{}", answers: {} };

type Asking = Extract<DraftState, { is: "asking" }>;

/**
 * A text takes the place of what is no text yet, or has problems: whoever mends it sees what is left to mend. One
 * that holds together is changed, or stays.
 */
async function take(
  needs: ChatNeeds,
  { workspaceId }: Turn,
  { id, state }: DraftRow,
  source: string,
): Promise<boolean> {
  if (state.is === "thinking" || state.is === "settled") return false;
  const holds = state.is === "proposed" && state.problems.length === 0;
  if (holds) return false;
  const reading = await forWorkspace(needs.pool, workspaceId, async (tenant) =>
    readPlaybook(source, await surroundingsOf(needs, tenant)),
  );
  const problems = reading.ok ? [] : reading.problems;
  await setDraft(needs, workspaceId, id, { ...proposed(source, [], []), problems });
  return true;
}

/** One question is answered by the words; with several, the author finds the answers in them. */
async function answer(
  needs: ChatNeeds,
  turn: Talk,
  draft: DraftRow & { state: Asking },
  text: string,
): Promise<void> {
  const { plan, questions } = draft.state;
  const [only, ...others] = questions;
  const answers = only && others.length === 0 ? { [only.name]: text } : {};
  return writeDraft(needs, turn, await asking(needs, turn, draft, text), { plan, answers });
}

const again = /^(?:please\s+)?(?:try\s+)?(?:it\s+)?(?:once\s+more|again|retry)[.!]?$/i;

async function writeAnew(
  needs: ChatNeeds,
  turn: Talk,
  draft: DraftRow,
  text: string,
): Promise<void> {
  const wanted = again.test(text) ? draft : await asking(needs, turn, draft, text);
  return writeDraft(needs, turn, wanted, { plan: null, answers: {} });
}

/** The draft with the words as part of what is asked for. */
async function asking(
  { pool }: ChatNeeds,
  { workspaceId }: Turn,
  draft: DraftRow,
  text: string,
): Promise<DraftRow> {
  const request = `${draft.request}\n${text}`;
  await forWorkspace(pool, workspaceId, (tenant) => setDraftRequest(tenant, draft.id, request));
  return { ...draft, request };
}
