import type { Somebody } from "../steps/world.ts";
import type { Customer, Person } from "./values.ts";

export type Colleague = Person & { role: "csm" | "manager" | "admin"; managerId: string | null };

/** Who csm, manager, owner and starter are for one run, and everybody by handle. */
export type RunPeople = {
  roles: Record<"csm" | "manager" | "owner" | "starter", Somebody | null>;
  handles: ReadonlyMap<string, Somebody>;
  byId: ReadonlyMap<string, Person>;
};

/** A person's own time zone; `otherwise` where nobody is known. */
export function zoneOf({ byId }: RunPeople, id: string | undefined, otherwise: string): string {
  return byId.get(id ?? "")?.zone ?? otherwise;
}

/**
 * The parts people play in a run. A part nobody plays falls to the next one who would: a customer without
 * a csm to whoever started the run, else to the playbook's owner; a csm without a manager to any manager.
 */
export function peopleOf(
  colleagues: readonly Colleague[],
  run: {
    customer: Customer | null;
    owner: string | null;
    author: string;
    startedBy: string | null;
    /** to whom somebody gave the run, whosever the customer is */
    csm?: string | null;
  },
): RunPeople {
  const byId = new Map(colleagues.map((person) => [person.id, person]));
  const handles = new Map(colleagues.map((person) => [person.handle, person]));
  const manager = colleagues.find((person) => person.role === "manager") ?? null;
  const author = byId.get(run.author) ?? null;
  const named = run.owner?.startsWith("@") ? (handles.get(run.owner.slice(1)) ?? null) : null;
  const starter = byId.get(run.startedBy ?? "") ?? null;
  const own = byId.get(run.csm ?? run.customer?.csm?.id ?? "") ?? null;
  const csm = own ?? starter ?? named ?? author;
  const lead = byId.get(csm?.managerId ?? "") ?? manager ?? csm;
  const owner =
    named ?? (run.owner === "csm" ? csm : run.owner === "manager" ? lead : author) ?? csm;
  return { roles: { csm, manager: lead, owner, starter: starter ?? csm }, handles, byId };
}
