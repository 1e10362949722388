// from what people call things to the things, with a way on when it is not clear

import { listInWords, truncate } from "../grammar/words.ts";
import { callableOf } from "../playbook/check-calls.ts";
import type { Surroundings } from "../playbook/check.ts";
import {
  type CustomerRow,
  findCustomer,
  listCustomerFields,
  listCustomerNames,
} from "../store/customers.ts";
import { findPlaybook, listPlaybooks, type PlaybookRow } from "../store/playbooks.ts";
import { listPeople } from "../store/people.ts";
import type { Tenant } from "../store/tenant.ts";
import type { Response } from "./chat.ts";
import { findNamed } from "./find.ts";
import type { ChatNeeds } from "./needs.ts";
import { maySee, member } from "./rights.ts";
import { longestValue, say, saying } from "./words.ts";

export type LookUp<T> = { is: "found"; item: T } | { is: "unclear"; response: Response };

/** The playbook a person means. `again` makes the sentence that means it without doubt. */
export async function lookUpPlaybook(
  tenant: Tenant,
  by: string,
  said: string,
  again: (id: string) => string,
): Promise<LookUp<PlaybookRow>> {
  const person = member(await listPeople(tenant), by);
  const all = (await listPlaybooks(tenant)).filter((it) => maySee(it.playbook, person));
  const found = findNamed(all, said.replace(/\s+playbook$/i, ""));
  if (found.is === "one") return { is: "found", item: found.item };
  if (found.is === "several")
    return unclear(
      `Several playbooks are called something like “${quoted(said)}”. Which one?`,
      found.items,
      again,
    );
  if (all.length === 0)
    return {
      is: "unclear",
      response: say(
        "There are no playbooks yet.",
        saying(
          "Create one",
          "create a playbook for renewals, 90 days before the renewal date",
          "primary",
        ),
      ),
    };
  if (found.near.length > 0)
    return unclear(
      `There is no playbook called “${quoted(said)}”. Did you mean one of these?`,
      found.near,
      again,
    );
  const names = listInWords(all.slice(0, 8).map((it) => it.name));
  return {
    is: "unclear",
    response: say(
      `There is no playbook called “${quoted(said)}”. There are: ${names}.`,
      saying("Show the list", "list"),
    ),
  };
}

/** The customer a person means. */
export async function lookUpCustomer(
  tenant: Tenant,
  said: string,
  again: (id: string) => string,
): Promise<LookUp<CustomerRow>> {
  const all = await listCustomerNames(tenant);
  const found = findNamed(all, said);
  if (found.is === "one") {
    const customer = await findCustomer(tenant, found.item.id);
    if (customer) return { is: "found", item: customer };
  }
  if (found.is === "several")
    return unclear(
      `Several customers are called something like “${quoted(said)}”. Which one?`,
      found.items,
      again,
    );
  const near = found.is === "none" ? found.near : [];
  if (near.length > 0)
    return unclear(
      `I know no customer called “${quoted(said)}”. Did you mean one of these?`,
      near,
      again,
    );
  return {
    is: "unclear",
    response: say(
      `I know no customer called “${quoted(said)}”. Say it again with the customer's name as it is in your list.`,
    ),
  };
}

// long words are no name; quoted whole they would push out what to do
function quoted(said: string): string {
  return truncate(said, 80);
}

function unclear(
  text: string,
  items: { id: string; name: string }[],
  again: (id: string) => string,
): { is: "unclear"; response: Response } {
  const offered = items.slice(0, 5).map((it) => ({ ...it, sentence: again(it.id) }));
  if (offered.some(({ sentence }) => sentence.length > longestValue)) {
    const names = listInWords(offered.map((it) => it.name));
    return { is: "unclear", response: say(`${text} There are: ${names}.`) };
  }
  const buttons = offered.map(({ name, sentence }) => saying(name, sentence));
  return { is: "unclear", response: say(text, ...buttons) };
}

/** Who and what exists around a playbook, for its checks. */
export async function surroundingsOf(needs: ChatNeeds, tenant: Tenant): Promise<Surroundings> {
  const people = await listPeople(tenant);
  const customerFields = await listCustomerFields(tenant);
  const playbooks = (await listPlaybooks(tenant)).map(({ playbook }) => callableOf(playbook));
  const handles = people.map((it) => it.handle);
  return { people: handles, agents: needs.agents, customerFields, playbooks };
}

export async function existing(tenant: Tenant, playbookId: string): Promise<PlaybookRow | null> {
  const found = await findPlaybook(tenant, playbookId);
  return found?.status === "archived" ? null : found;
}
