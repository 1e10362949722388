import { pastedText } from "../../author/pasted.ts";
import { readPlaybook } from "../../playbook/read.ts";
import { listPeople } from "../../store/people.ts";
import { forWorkspace } from "../../store/tenant.ts";
import { openDraft, proposed } from "../drafting.ts";
import { withHandles } from "../handles.ts";
import { surroundingsOf } from "../look-up.ts";
import { pastedRequest } from "./pasted-request.ts";
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
    const pasted = pastedText(said.text) ?? said.text;
    const { source, reading } = await forWorkspace(needs.pool, said.workspaceId, async (tenant) => {
      const named = withHandles(pasted, await listPeople(tenant));
      return { source: named, reading: readPlaybook(named, await surroundingsOf(needs, tenant)) };
    });
    await openDraft(needs, {
      ...said,
      ...whereSaid(said),
      request: pastedRequest,
      playbookId: null,
      state: { ...proposed(source, [], []), problems: reading.ok ? [] : reading.problems },
    });
    return {};
  },
  acts: {},
};
