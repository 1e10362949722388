import { pastedText } from "../../author/pasted.ts";
import { readPlaybook } from "../../playbook/read.ts";
import { forWorkspace } from "../../store/tenant.ts";
import { openDraft, proposed } from "../drafting.ts";
import { surroundingsOf } from "../look-up.ts";
import type { Verb } from "../verb.ts";
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
    const reading = await forWorkspace(needs.pool, said.workspaceId, async (tenant) =>
      readPlaybook(source, await surroundingsOf(needs, tenant)),
    );
    await openDraft(needs, {
      ...said,
      ...whereSaid(said),
      request: "the text you pasted",
      playbookId: null,
      state: { ...proposed(source, [], []), problems: reading.ok ? [] : reading.problems },
    });
    return {};
  },
  acts: {},
};
