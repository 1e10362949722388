import { addDuration, durationInWords } from "../../grammar/duration.ts";
import { listPeople } from "../../store/people.ts";
import { listPlaybooks } from "../../store/playbooks.ts";
import { forWorkspace, type Tenant } from "../../store/tenant.ts";
import { listHeldBack } from "../../store/triggers.ts";
import type { Response } from "../chat.ts";
import { lookUpPlaybook } from "../look-up.ts";
import type { ChatNeeds } from "../needs.ts";
import { maySee, member } from "../rights.ts";
import { matching, type Verb } from "../verb.ts";

const most = 15;
const lately = { months: 0, days: 30, businessDays: 0, minutes: 0 };

export const skipped: Verb = {
  name: "skipped",
  group: "Look",
  help: [{ say: "skipped", does: "what did not start, as a limit held it back, and why" }],
  reads: (text) =>
    matching(text, [
      /^(?:show\s+)?(?:what\s+was\s+|what's\s+)?(?:skipped|held back)(?:\s+(?:for|of|by)?\s*(?<playbook>.+?))?\??$/i,
    ]),
  besideDraft: /^(?:skipped|what was (?:skipped|held back))\??$/i,
  hear: (needs, { workspaceId, by }, { playbook }) =>
    forWorkspace(needs.pool, workspaceId, async (tenant) => {
      if (playbook === undefined) return answer(needs, tenant, by, null);
      const found = await lookUpPlaybook(tenant, by, playbook, (id) => `skipped ${id}`);
      return found.is === "unclear" ? found.response : answer(needs, tenant, by, found.item.id);
    }),
  acts: {},
};

async function answer(
  { clock }: ChatNeeds,
  tenant: Tenant,
  by: string,
  playbookId: string | null,
): Promise<Response> {
  const since = addDuration(clock.now(), lately, { zone: "UTC" }, -1);
  const person = member(await listPeople(tenant), by);
  const seen = new Set(
    (await listPlaybooks(tenant)).flatMap((it) => (maySee(it.playbook, person) ? [it.id] : [])),
  );
  const held = await listHeldBack(tenant, {
    playbookIds: playbookId === null ? [...seen] : [playbookId],
    since,
    limit: most + 1,
  });
  const starts = held.slice(0, most);
  const period = `last ${durationInWords(lately)}`;
  return { reply: { is: "skipped", period, starts, more: held.length > most } };
}
