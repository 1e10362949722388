import { UserError } from "../../errors.ts";
import { reassignRun, reassignStep } from "../../engine/reassign.ts";
import { stepInWords } from "../../playbook/describe.ts";
import { rowsOf } from "../../run/situation.ts";
import { listOpenApprovals } from "../../store/approvals.ts";
import { findCardAt } from "../../store/cards.ts";
import { listPeople, type PersonRow } from "../../store/people.ts";
import { forWorkspace, type Tenant } from "../../store/tenant.ts";
import type { Response, Said } from "../chat.ts";
import { loadRun } from "../load-run.ts";
import { type ChatNeeds, controlOf } from "../needs.ts";
import type { Form } from "../replies.ts";
import { member, refusal } from "../rights.ts";
import { runMeant } from "../run-meant.ts";
import { matching, type Verb } from "../verb.ts";
import { say } from "../words.ts";

type Open = { stepId: string; iteration: number; title: string; who: string[] };
type Given = { workspaceId: string; runId: string; by: string; to: string };

export const reassign: Verb = {
  name: "reassign",
  group: "Run",
  help: [
    {
      say: "reassign to @tom",
      does: "a task or an approval, in its thread; or “reassign this run to @tom”",
    },
  ],
  reads: (text) =>
    matching(text, [
      /^(?:reassign|hand)(?:\s+over)?(?:\s+(?:it|this))?\s+to\s+(?<to>\S+)$/i,
      /^(?:reassign|hand)(?:\s+over)?\s+(?<run>(?:this|the)\s+run)(?:\s+for\s+(?<customer>.+?))?\s+to\s+(?<to>\S+)$/i,
    ]),
  async hear(needs, said, { to = "", run, customer }) {
    const { workspaceId, by } = said;
    return forWorkspace(needs.pool, workspaceId, async (tenant) => {
      const person = named(await listPeople(tenant), to);
      if (!person) return () => say(`I do not know ${to} in this workspace.`);
      const runId = await runMeant(tenant, said, {
        words: `reassign this run to ${to}`,
        customer,
        button: (label, id) => ({ label, act: "reassign-run", value: id }),
      });
      if (typeof runId !== "string") return () => runId;
      const given = { workspaceId, runId, by, to: person.id };
      if (run !== undefined) return () => giveRun(needs, given);
      const open = await meantHere(tenant, said, await listOpen(needs, tenant, runId));
      const [only] = open;
      if (only && open.length === 1) return () => giveStep(needs, given, only);
      if (!only) return () => say("Nothing waits for a person here just now.");
      const buttons = open.slice(0, 5).map((it) => ({
        label: it.title,
        act: "reassign-step",
        value: `${runId} ${it.stepId} ${it.iteration}`,
      }));
      return () => say("Several things wait for somebody. Which one?", ...buttons);
    }).then((next) => next());
  },
  acts: {
    "reassign-run": {
      replay: "ask again",
      press: async (_needs, { value }) => ({ form: toWhom("Give the run away", "run", value) }),
    },
    "reassign-step": {
      replay: "ask again",
      press: async (_needs, { value }) => ({ form: toWhom("Give it away", "step", value) }),
    },
    "reassign-run-to": {
      replay: "answer",
      submit: (needs, { workspaceId, by, value, fields }) =>
        giveRun(needs, { workspaceId, by, runId: value, to: String(fields["to"] ?? "") }),
    },
    "reassign-step-to": {
      replay: "answer",
      async submit(needs, { workspaceId, by, value, fields }) {
        const [runId = "", stepId = "", iteration = "1"] = value.split(" ");
        const open = await forWorkspace(needs.pool, workspaceId, (tenant) =>
          listOpen(needs, tenant, runId),
        );
        const it = open.find((one) => one.stepId === stepId && one.iteration === Number(iteration));
        if (!it) return say("This is settled already, so nothing was changed.");
        return giveStep(needs, { workspaceId, by, runId, to: String(fields["to"] ?? "") }, it);
      },
    },
  },
};

const theirs = "It is theirs already, so nothing was changed.";

async function giveStep(needs: ChatNeeds, given: Given, open: Open): Promise<Response> {
  const { stepId, iteration } = open;
  const may = mayGive(needs, given, open);
  const counted = await reassignStep(controlOf(needs), { ...given, stepId, iteration, may });
  return counted ? {} : say(theirs);
}

async function giveRun(needs: ChatNeeds, given: Given): Promise<Response> {
  const may = mayGive(needs, given, null);
  return (await reassignRun(controlOf(needs), { ...given, may })) ? {} : say(theirs);
}

/** Only whose it is gives it away, or somebody who leads; and only to somebody who is known. */
function mayGive(needs: ChatNeeds, { runId, by, to }: Given, open: Open | null) {
  return async (tenant: Tenant): Promise<void> => {
    const people = await listPeople(tenant);
    const run = await loadRun(needs, tenant, runId);
    if (!run) throw new UserError("This run no longer exists.");
    if (!people.some((it) => it.id === to))
      throw new UserError("I do not know them in this workspace.");
    const { roles } = run.situation.people;
    const now = await listOpen(needs, tenant, runId);
    const found = now.find(
      (it) => it.stepId === open?.stepId && it.iteration === open.iteration,
    )?.who;
    const own = open ? (found ?? []) : roles.csm ? [roles.csm.id] : [];
    const refused = refusal("reassign", { roles }, member(people, by), own);
    if (refused !== null) throw new UserError(refused);
  };
}

/** What waits for a person in a run, with those it waits for. */
async function listOpen(needs: ChatNeeds, tenant: Tenant, runId: string): Promise<Open[]> {
  const run = await loadRun(needs, tenant, runId);
  const approvals = await listOpenApprovals(tenant, runId);
  if (!run) return [];
  return rowsOf(run.situation).flatMap(({ row: state, step }): Open[] => {
    const approval = approvals.find(
      (it) => it.stepId === state.id && it.iteration === state.iteration,
    );
    const asked = state.stage !== null && state.ask && !state.settled ? [state.ask.who] : [];
    const who = approval ? approval.approvers.map((it) => it.id) : asked;
    if (who.length === 0) return [];
    const title = state.ask?.title ?? stepInWords(step, run.customer);
    return [{ stepId: state.id, iteration: state.iteration, title, who }];
  });
}

/** In the thread of one task it is that one. */
async function meantHere(tenant: Tenant, { place }: Said, open: Open[]): Promise<Open[]> {
  const card = place.thread && (await findCardAt(tenant, place.channel, place.thread));
  if (!card || card.kind !== "step") return open;
  return open.filter((it) => card.subject.split(":")[1] === it.stepId);
}

function named(people: readonly PersonRow[], said: string): PersonRow | null {
  const [, id] = /^<@(\w+)>$/.exec(said) ?? [];
  const handle = said.replace(/^@/, "").toLowerCase();
  return people.find((it) => it.id === id || it.handle.toLowerCase() === handle) ?? null;
}

function toWhom(title: string, what: "run" | "step", value: string): Form {
  return {
    title,
    submit: "Give it",
    act: `reassign-${what}-to`,
    value,
    intro:
      what === "run"
        ? "Whatever is the CSM's in this run is theirs for the rest of it: what is open now, and what is to come."
        : null,
    fields: [{ name: "to", label: "To whom?", kind: "person" }],
  };
}
