import { describe } from "../../playbook/describe.ts";
import { findPlaybook, loadVersion, type PlaybookRow } from "../../store/playbooks.ts";
import { forWorkspace, type Tenant } from "../../store/tenant.ts";
import { playbooksInside } from "../inside.ts";
import { lookUpPlaybook } from "../look-up.ts";
import type { ChatNeeds } from "../needs.ts";
import type { Button, PlaybookShown } from "../replies.ts";
import { takesOf } from "../takes.ts";
import { matching, type Verb } from "../verb.ts";
import { say, saying } from "../words.ts";

export const show: Verb = {
  name: "show",
  group: "Look",
  help: [
    {
      say: "show renewal",
      does: "a playbook in words; its buttons run it, change it or give its text",
      first: true,
    },
  ],
  reads: (text) =>
    matching(text, [
      /^(?:show|open|view|describe)\s+(?:me\s+)?(?:the\s+)?(?<playbook>.+)$/i,
      // its Change button is what is meant; a longer sentence is talk
      /^(?:change|edit)\s+(?:the\s+)?(?<playbook>\S+|.+\s+playbook)$/i,
      /^what\s+does\s+(?<playbook>.+?)\s+do\??$/i,
    ]),
  hear: (needs, said, { playbook = "" }) =>
    forWorkspace(needs.pool, said.workspaceId, async (tenant) => {
      const found = await lookUpPlaybook(tenant, said.by, playbook, (id) => `show ${id}`);
      if (found.is === "unclear") return found.response;
      return { reply: await shownOf(needs, tenant, found.item, said.by) };
    }),
  acts: {
    "view-yaml": {
      replay: "run",
      press: (needs, pressed) =>
        forWorkspace(needs.pool, pressed.workspaceId, async (tenant) => {
          const row = await findPlaybook(tenant, pressed.value);
          if (!row) return say("That playbook no longer exists.");
          const { source } = await loadVersion(tenant, row.id, row.version);
          const comment = `${row.name}, version ${row.version}`;
          return {
            reply: { is: "file", name: `${row.id}.yml`, title: row.name, text: source, comment },
          };
        }),
    },
  },
};

async function shownOf(
  needs: ChatNeeds,
  tenant: Tenant,
  row: PlaybookRow,
  by: string,
): Promise<PlaybookShown> {
  const { id, status, version, playbook } = row;
  const runnable = await needs.engine.directory.runnable(tenant, id, version);
  const others = (await playbooksInside(tenant, playbook)).map((it) => it.playbook);
  const words = describe(playbook, await takesOf(needs, tenant, runnable, by), others);
  return { is: "playbook", id, status, version, words, buttons: playbookButtons(row) };
}

export function playbookButtons({ id, status }: Pick<PlaybookRow, "id" | "status">): Button[] {
  const isOn = status === "on";
  return [
    saying("Run", `run ${id}`, "primary"),
    isOn
      ? { label: "Turn off", act: "turn-off", value: id }
      : { label: "Turn on", act: "turn-on", value: id },
    { label: "Change", act: "change", value: id },
    { label: "View YAML", act: "view-yaml", value: id },
  ];
}
