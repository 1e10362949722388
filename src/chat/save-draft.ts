import { followVersion } from "../engine/switch.ts";
import { compile } from "../playbook/compile.ts";
import { readPlaybook } from "../playbook/read.ts";
import { audit } from "../store/audit.ts";
import { touchCards } from "../store/cards.ts";
import { type DraftRow, lockDraft, setDraftState } from "../store/drafts.ts";
import { findPlaybook, saveVersion } from "../store/playbooks.ts";
import { forWorkspace } from "../store/tenant.ts";
import type { Turn } from "./drafting.ts";
import { surroundingsOf } from "./look-up.ts";
import type { ChatNeeds } from "./needs.ts";

export type Saved = { is: "saved"; id: string; name: string } | { is: "refused"; because: string };

/** Stores a proposed text that the reader accepts, as a new playbook or as the next version of one. */
export function saveDraft(needs: ChatNeeds, turn: Turn, id: string): Promise<Saved> {
  return forWorkspace(needs.pool, turn.workspaceId, async (tenant) => {
    // two who press at once are one after the other
    const draft = await lockDraft(tenant, id);
    if (draft?.state.is !== "proposed") return { is: "refused", because: unsaved(draft) };
    const { source, changes } = draft.state;
    const reading = readPlaybook(source, await surroundingsOf(needs, tenant));
    if (!reading.ok)
      return {
        is: "refused",
        because: `It cannot be saved like this: ${reading.problems[0]?.message ?? ""}`,
      };
    const { playbook } = reading;
    const other = draft.playbookId === playbook.id ? null : await findPlaybook(tenant, playbook.id);
    if (other)
      return {
        is: "refused",
        because: `There is a playbook “${other.name}” with the id ${playbook.id} already. Say “rename it to …”.`,
      };
    const at = needs.clock.now();
    const note = changes.join("; ") || draft.request;
    const version = await saveVersion(tenant, {
      source,
      playbook,
      plan: compile(playbook.steps),
      note,
      by: turn.by,
      at,
    });
    const row = await findPlaybook(tenant, playbook.id);
    if (row) await followVersion(needs.engine, tenant, row);
    await audit(tenant, {
      at,
      actor: turn.by,
      action: "playbook saved",
      subject: `playbook:${playbook.id}`,
      details: { version },
    });
    const { name } = playbook;
    const text = `Saved ${name}, version ${version}.`;
    const settled = { is: "settled", text, source, playbookId: playbook.id } as const;
    await setDraftState(tenant, id, settled, at);
    await touchCards(tenant, "draft", [id]);
    return { is: "saved", id: playbook.id, name };
  });
}

/** Why there is nothing to do with it any more. */
export function unsaved(draft: DraftRow | null): string {
  if (draft?.state.is !== "settled") return "There is nothing to save yet.";
  if (draft.state.playbookId !== null) return "It is saved already.";
  return "It was discarded. Press “Bring it back” on its card first.";
}
