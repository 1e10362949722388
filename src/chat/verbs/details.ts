import { UserError } from "../../errors.ts";
import { listPeople } from "../../store/people.ts";
import { forWorkspace, type Tenant } from "../../store/tenant.ts";
import type { Response } from "../chat.ts";
import { detailsText } from "../details-text.ts";
import { type DetailsShown, loadDetails, type RunDetails } from "../details.ts";
import { loadRun } from "../load-run.ts";
import type { ChatNeeds } from "../needs.ts";
import { linkToRun } from "../parts-shown.ts";
import type { Button } from "../replies.ts";
import { maySee, member } from "../rights.ts";
import { runMeant } from "../run-meant.ts";
import { matching, type Verb } from "../verb.ts";
import { say } from "../words.ts";

type Asked = { workspaceId: string; by: string; runId: string };

// what fits on a phone without a wall
const perPage = 5;

export const details: Verb = {
  name: "details",
  group: "Look",
  help: [
    {
      say: "details",
      does: "what each step of a run did and why, in its thread or with “for Acme”",
    },
  ],
  reads: (text) =>
    matching(text, [
      /^(?:show\s+)?(?:me\s+)?(?:all\s+|the\s+)?details(?:\s+of\s+(?:it|this|(?:this|the)\s+run))?(?:\s+(?:for|of)\s+(?<customer>.+))?$/i,
    ]),
  async hear(needs, said, { customer }) {
    const { workspaceId, by } = said;
    const run = await forWorkspace(needs.pool, workspaceId, (tenant) =>
      runMeant(tenant, said, {
        words: "details",
        customer,
        over: true,
        button: (label, value) => ({ label, act: "details", value }),
      }),
    );
    if (typeof run !== "string") return run;
    return asReply(await shownOf(needs, { workspaceId, by, runId: run }, 0));
  },
  acts: {
    details: {
      replay: "run",
      press: async (needs, { workspaceId, by, value }) =>
        asReply(await shownOf(needs, { workspaceId, by, runId: value }, 0)),
    },
    "details-page": {
      replay: "run",
      async press(needs, { workspaceId, by, value }) {
        const [runId = "", page = "0"] = value.split(" ");
        const shown = await shownOf(needs, { workspaceId, by, runId }, Number(page));
        return shown ? { replace: shown } : gone;
      },
    },
    "details-file": {
      replay: "run",
      press: (needs, { workspaceId, by, value }) => {
        return forWorkspace(needs.pool, workspaceId, async (tenant) => {
          const found = await seen(needs, tenant, { by, runId: value });
          if (!found) return gone;
          const { playbook, customer } = found;
          const text = detailsText(found, await listPeople(tenant));
          const title = customer === null ? playbook : `${playbook} · ${customer}`;
          const comment = `All about ${title}`;
          return { reply: { is: "file", name: "details.txt", title, text, comment } };
        });
      },
    },
  },
};

const gone = say("This run no longer exists.");

function asReply(shown: DetailsShown | null): Response {
  return shown ? { reply: shown } : gone;
}

function shownOf(
  needs: ChatNeeds,
  { workspaceId, by, runId }: Asked,
  page: number,
): Promise<DetailsShown | null> {
  return forWorkspace(needs.pool, workspaceId, async (tenant) => {
    const found = await seen(needs, tenant, { by, runId });
    if (!found) return null;
    const { steps, log, before, inside } = found;
    const last = Math.max(0, Math.ceil(steps.length / perPage) - 1);
    const shown = Math.min(Math.max(0, page), last);
    const from = shown * perPage;
    const turn = (label: string, to: number): Button => ({
      label,
      act: "details-page",
      value: `${runId} ${to}`,
    });
    return {
      is: "details",
      ...found,
      from,
      total: steps.length,
      steps: steps.slice(from, from + perPage),
      before: shown === 0 ? before : [],
      inside: shown === 0 ? inside : [],
      log: shown === last ? log : [],
      buttons: [
        ...(shown > 0 ? [turn("Earlier", shown - 1)] : []),
        ...(shown < last ? [turn("Later", shown + 1)] : []),
        { label: "All of it as a file", act: "details-file", value: runId },
      ],
    };
  });
}

/** Whoever may see a playbook may see its runs. */
async function seen(
  needs: ChatNeeds,
  tenant: Tenant,
  { by, runId }: Pick<Asked, "by" | "runId">,
): Promise<RunDetails | null> {
  const person = member(await listPeople(tenant), by);
  const run = await loadRun(needs, tenant, runId);
  if (!run) return null;
  if (!maySee(run.situation.playbook, person))
    throw new UserError("This playbook is not for your role to see.");
  return loadDetails(tenant, run, (inside) => linkToRun(needs, tenant, inside), needs.clock.now());
}
