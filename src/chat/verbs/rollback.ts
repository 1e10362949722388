import { turnBack } from "../../engine/turn-back.ts";
import { closest } from "../../grammar/closest.ts";
import { fillInputs } from "../../playbook/inputs.ts";
import type { Situation } from "../../run/situation.ts";
import type { RollbackScope } from "../../run/execution.ts";
import { isBack } from "../../run/rollback.ts";
import { saveRehearsal } from "../../store/rehearsals.ts";
import { forWorkspace, type Tenant } from "../../store/tenant.ts";
import { allowing } from "../allowed.ts";
import type { Pressed, Response, Said } from "../chat.ts";
import { loadRun } from "../load-run.ts";
import { lookUpCustomer, lookUpPlaybook } from "../look-up.ts";
import type { ChatNeeds } from "../needs.ts";
import type { RollbackShown } from "../rollback-shown.ts";
import { runMeant } from "../run-meant.ts";
import { matching, type Verb } from "../verb.ts";
import type { Loaded } from "../wanted.ts";
import { rehearse, scopeOf, wayBackOf } from "../way-back.ts";
import { say, words } from "../words.ts";

const whom = String.raw`(?:\s+for\s+(?<customer>.+))?$`;

export const rollback: Verb = {
  name: "rollback",
  group: "Run",
  help: [
    {
      say: "roll back",
      does: "in a run's thread: shows what would be taken back, then does it; also “roll back from” a phase, “undo” a step",
    },
    { say: "rehearse renewal for Acme", does: "shows what its rollback would take back" },
  ],
  reads: (text) =>
    matching(text, [
      new RegExp(
        String.raw`^roll\s?back(?:\s+(?:it|this|the\s+run|everything))?(?:\s+from\s+(?<phase>.+?))?${whom}`,
        "i",
      ),
      new RegExp(String.raw`^undo\s+(?<step>.+?)${whom}`, "i"),
      new RegExp(
        String.raw`^rehearse\s+(?:(?:the\s+)?roll\s?back\s+(?:of\s+)?)?(?<rehearsed>.+?)${whom}`,
        "i",
      ),
    ]),
  hear: (needs, said, args) =>
    args["rehearsed"] === undefined ? offer(needs, said, args) : tryOut(needs, said, args),
  acts: {
    "roll-back": {
      replay: "run",
      press: (needs, { workspaceId, value }) => {
        const [runId = "", scope] = value.split(" ");
        return show(needs, workspaceId, runId, () => scopeOf(scope));
      },
    },
    "roll-back-now": { replay: "run", press: confirmed },
  },
};

async function offer(
  needs: ChatNeeds,
  said: Said,
  { customer, phase, step }: Record<string, string | undefined>,
): Promise<Response> {
  const wanted = step === undefined ? `roll back${phase ? ` from ${phase}` : ""}` : `undo ${step}`;
  const runId = await forWorkspace(needs.pool, said.workspaceId, (tenant) =>
    runMeant(tenant, said, {
      words: wanted,
      customer,
      button: (label, value) => ({ label, act: "roll-back", value }),
    }),
  );
  if (typeof runId !== "string") return runId;
  return show(needs, said.workspaceId, runId, (situation) => {
    if (phase === undefined && step === undefined) return { is: "run" };
    const id = idMeant(situation, phase ?? step ?? "");
    return id === null ? null : { is: phase === undefined ? "step" : "phase", id };
  });
}

function show(
  needs: ChatNeeds,
  workspaceId: string,
  runId: string,
  scopeFor: (situation: Situation) => RollbackScope | null,
): Promise<Response> {
  return forWorkspace(needs.pool, workspaceId, async (tenant) => {
    const run = await loadRun(needs, tenant, runId);
    if (!run) return say("This run no longer exists.");
    if (isBack(run.execution)) return say("It is rolled back already, or on its way.");
    const scope = scopeFor(run.situation);
    if (!scope) return say("It has no step of that name. Say “roll back” to see all of it.");
    return { reply: await wayBackOf(needs, tenant, run, scope) };
  });
}

/** What was shown is done, once, if it is still what would be done. */
async function confirmed(needs: ChatNeeds, { workspaceId, by, value }: Pressed): Promise<Response> {
  const [runId = "", digest, scopeSaid] = value.split(" ");
  const scope = scopeOf(scopeSaid);
  const may = allowing(needs, { by, runId }, "rollback");
  const response = await forWorkspace(
    needs.pool,
    workspaceId,
    async (tenant): Promise<Response> => {
      const run = await loadRun(needs, tenant, runId);
      if (!run) return say("This run no longer exists.");
      await may(tenant);
      if (isBack(run.execution)) return say("It is rolled back already, or on its way.");
      const shown = await wayBackOf(needs, tenant, run, scope);
      if (shown.digest !== digest) return { reply: { ...shown, hasChanged: true } };
      const reason =
        shown.scope === null ? `rolled back by <@${by}>` : `${shown.scope}, by <@${by}>`;
      await turnBack(needs.engine, tenant, { runId, scope, by, reason });
      // again, now that nobody else can change the run
      await may(tenant);
      return { replace: words("It goes back now. Its card shows how far it is.") };
    },
  );
  needs.wake();
  return response;
}

function tryOut(
  needs: ChatNeeds,
  said: Said,
  { rehearsed = "", customer }: Record<string, string | undefined>,
): Promise<Response> {
  return forWorkspace(needs.pool, said.workspaceId, async (tenant) => {
    const again = customer === undefined ? "" : ` for ${customer}`;
    const found = await lookUpPlaybook(
      tenant,
      said.by,
      rehearsed,
      (id) => `rehearse ${id}${again}`,
    );
    if (found.is === "unclear") return found.response;
    const playbook = found.item;
    const needsOne = playbook.playbook.scope !== "workspace";
    if (needsOne && customer === undefined)
      return say(`For which customer? Say “rehearse ${playbook.id} for” and the customer's name.`);
    const who = needsOne
      ? await lookUpCustomer(tenant, customer ?? "", (id) => `rehearse ${playbook.id} for ${id}`)
      : null;
    if (who?.is === "unclear") return who.response;
    const { values } = fillInputs(playbook.playbook, {});
    const wanted = {
      playbook: playbook.id,
      customer: who?.item.id ?? null,
      inputs: values,
      once: "",
    };
    const loaded = { playbook, customer: who?.item ?? null, wanted };
    return { reply: await rehearseIt(needs, tenant, loaded, said.by) };
  });
}

/** Shows what a rollback would take back, and writes down that somebody has looked. */
export async function rehearseIt(
  needs: ChatNeeds,
  tenant: Tenant,
  loaded: Loaded,
  by: string,
): Promise<RollbackShown> {
  const shown = await rehearse(needs, tenant, loaded, by);
  const { id: playbookId, version } = loaded.playbook;
  await saveRehearsal(tenant, { playbookId, version, by, at: needs.clock.now() });
  return shown;
}

/** The step or phase somebody means by its id or by what it is called. */
function idMeant({ graph }: Situation, said: string): string | null {
  const wanted = said
    .toLowerCase()
    .replaceAll(/[“”"']/g, "")
    .trim();
  const named = [...graph.nodes.values()].flatMap(({ step }) => (step ? [step] : []));
  const is = (text: string | undefined) => text?.toLowerCase().replaceAll("_", " ") === wanted;
  const found = named.find((step) => is(step.id) || step.id === wanted || is(step.name));
  if (found) return found.id;
  return closest(
    wanted,
    named.map((step) => step.id),
  );
}
