import { findCardAt } from "../store/cards.ts";
import { listRuns } from "../store/runs.ts";
import type { Tenant } from "../store/tenant.ts";
import type { Response, Said } from "./chat.ts";
import { lookUpCustomer } from "./look-up.ts";
import type { Button } from "./replies.ts";
import { say } from "./words.ts";

type Meant = {
  /** the sentence without the run: "pause", "shift by 5 days" */
  words: string;
  customer: string | undefined;
  playbook?: string | undefined;
  /** the last one that has ended is meant where none is under way */
  over?: true;
  /** says it of one of several runs */
  button(label: string, runId: string): Button;
};

/** The run somebody speaks of: that of the thread, else the only open one of the customer. */
export async function runMeant(
  tenant: Tenant,
  said: Said,
  { words, customer, playbook, over, button }: Meant,
): Promise<string | Response> {
  if (customer === undefined) {
    const { channel, thread } = said.place;
    const card = thread === null ? null : await findCardAt(tenant, channel, thread);
    if (card?.kind === "run") return card.subject;
    // a task's own message in somebody's direct messages
    const [runId = ""] = card?.kind === "step" ? card.subject.split(":") : [];
    if (runId !== "") return runId;
    return say(`Say “${words}” in the thread of the run, or with “for” and the customer's name.`);
  }
  const who = await lookUpCustomer(tenant, customer, (id) => `${words} for ${id}`);
  if (who.is === "unclear") return who.response;
  const all = await listRuns(tenant, { customerId: who.item.id, open: true });
  const named = all.filter((it) => isNamed(it.execution.playbookId, playbook));
  const open = named.length > 0 ? named : all;
  const [only] = open;
  if (open.length === 1 && only) return only.execution.id;
  if (open.length === 0) {
    const [last] = over ? await listRuns(tenant, { customerId: who.item.id, limit: 1 }) : [];
    return last?.execution.id ?? say(`Nothing is running for ${who.item.name}.`);
  }
  const buttons = open
    .slice(0, 5)
    .map(({ execution }) => button(execution.playbookId, execution.id));
  return say(`Several playbooks are running for ${who.item.name}. Which one?`, ...buttons);
}

function isNamed(id: string, said: string | undefined): boolean {
  const words = said?.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.length > 0 && words.every((word) => id.includes(word));
}
