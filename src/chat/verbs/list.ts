import { truncate } from "../../grammar/words.ts";
import { countRuns } from "../../store/counts.ts";
import { listPeople } from "../../store/people.ts";
import { listPlaybooks } from "../../store/playbooks.ts";
import { forWorkspace } from "../../store/tenant.ts";
import { linesOf } from "../playbook-line.ts";
import { matching, type Verb } from "../verb.ts";
import { maySee, member } from "../rights.ts";
import { say, saying } from "../words.ts";

const most = 20;

export const list: Verb = {
  name: "list",
  group: "Look",
  help: [
    {
      say: "list",
      does: "all playbooks, with what they do by themselves; also “list risk”",
      first: true,
    },
  ],
  reads: (text) =>
    matching(text, [
      /^(?:list|show|see)?\s*(?:me\s+)?(?:all\s+|my\s+|the\s+)?playbooks$/i,
      /^list(?:\s+(?<search>.+))?$/i,
    ]),
  besideDraft: /^list\b|\bplaybooks$/i,
  hear: (needs, said, { search }) =>
    forWorkspace(needs.pool, said.workspaceId, async (tenant) => {
      const person = member(await listPeople(tenant), said.by);
      const counts = await countRuns(tenant);
      const wanted = search?.toLowerCase();
      const rows = (await listPlaybooks(tenant)).filter(
        (row) =>
          maySee(row.playbook, person) &&
          (wanted === undefined ||
            `${row.name} ${row.playbook.goal} ${row.playbook.category}`
              .toLowerCase()
              .includes(wanted)),
      );
      if (rows.length === 0 && search !== undefined)
        return say(
          `No playbook has “${truncate(search, 80)}” in its name, goal or category.`,
          saying("Show all", "list"),
        );
      const playbooks = await linesOf(needs, tenant, rows.slice(0, most), counts);
      const create = saying("Create one", "create", "primary");
      return {
        reply: { is: "list", playbooks, more: rows.length - playbooks.length, buttons: [create] },
      };
    }),
  acts: {},
};
