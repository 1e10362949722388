// who may say yes to what, and why; nothing here reads or writes

import type { RunPeople } from "../run/people.ts";
import type { Approval } from "../steps/common-fields.ts";

type Approver = { id: string; because: string };

export type Policy = {
  approvers: Approver[];
  editors: string[];
  onReject: "send_back" | "skip" | "stop";
  secondPerson: boolean;
};

type Asked = {
  approval: Approval | undefined;
  people: RunPeople;
  /** the people who wrote or started what is to be approved */
  involved: readonly (string | null)[];
  customer: string | null;
};

/** Who decides about one step's content. Without a word in the playbook it is the account's csm. */
export function policyFor({ approval, people, involved, customer }: Asked): Policy {
  const who = approval?.who ?? "csm";
  const { roles } = people;
  const chosen = who.startsWith("@")
    ? people.handles.get(who.slice(1))
    : roles[isRole(who) ? who : "csm"];
  const secondPerson = approval?.second_person ?? false;
  const approvers: Approver[] = [];
  const add = (person: { id: string } | null | undefined, because: string) => {
    if (!person || approvers.some((it) => it.id === person.id)) return;
    if (secondPerson && involved.includes(person.id)) return;
    approvers.push({ id: person.id, because });
  };
  const whose = customer ?? "this run";
  add(chosen, becauseOf(who, whose));
  // somebody must be able to decide when the first choice is ruled out, absent, or edits it
  if (secondPerson || approvers.length === 0)
    add(roles.manager, `nobody else may decide for ${whose}`);
  if (secondPerson || approvers.length === 0) add(roles.owner, becauseOf("owner", whose));
  const editors = [roles.csm, roles.owner, roles.starter, ...approvers].flatMap((it) =>
    it ? [it.id] : [],
  );
  return {
    approvers,
    editors: [...new Set(editors)],
    onReject: approval?.on_reject ?? "send_back",
    secondPerson,
  };
}

function becauseOf(who: string, whose: string): string {
  if (who.startsWith("@")) return "the playbook names you";
  if (who === "owner") return "you own the playbook";
  if (who === "starter") return "you started it";
  return who === "manager" ? `you are ${whose}'s manager` : `you are ${whose}'s CSM`;
}

function isRole(who: string): who is keyof RunPeople["roles"] {
  return ["csm", "manager", "owner", "starter"].includes(who);
}

type Open = { approvers: readonly Approver[]; secondPerson: boolean; editedBy: string | null };

/** Why this person may decide, or null when they may not. */
export function mayDecide(
  { approvers, secondPerson, editedBy }: Open,
  person: string,
): string | null {
  if (secondPerson && editedBy === person) return null;
  return approvers.find((it) => it.id === person)?.because ?? null;
}
