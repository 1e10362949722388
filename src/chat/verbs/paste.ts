import { pastedText } from "../../author/pasted.ts";
import { readPlaybook } from "../../playbook/read.ts";
import { findDraftIn } from "../../store/drafts.ts";
import { forWorkspace } from "../../store/tenant.ts";
import { changeDraft, openDraft } from "../drafting.ts";
import { surroundingsOf } from "../look-up.ts";
import type { Verb } from "../verb.ts";
import { say } from "../words.ts";
import { whereSaid } from "../where.ts";

export const paste: Verb = {
  name: "paste",
  group: "Write",
  help: [
    {
      say: "a playbook's whole YAML",
      does: "reads it and shows it in words, or says what is wrong and where",
    },
  ],
  reads: (text) => (pastedText(text) === null ? null : {}),
  async hear(needs, said) {
    const source = pastedText(said.text) ?? said.text;
    const { channel, thread } = said.place;
    const { draft, reading } = await forWorkspace(needs.pool, said.workspaceId, async (tenant) => ({
      draft: thread === null ? null : await findDraftIn(tenant, channel, thread),
      reading: readPlaybook(source, await surroundingsOf(needs, tenant)),
    }));
    if (draft?.state.is === "proposed") {
      const because = await changeDraft(needs, said, draft, said.text);
      return because === null ? {} : say(because);
    }
    await openDraft(needs, {
      ...said,
      ...whereSaid(said),
      request: "the text you pasted",
      playbookId: null,
      state: {
        is: "proposed",
        source,
        changes: [],
        notes: [],
        problems: reading.ok ? [] : reading.problems,
      },
    });
    return {};
  },
  acts: {},
};
