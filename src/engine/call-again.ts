import { escapeWords } from "../grammar/escape.ts";
import type { World } from "../steps/world.ts";
import { listCards } from "../store/cards.ts";
import type { Ask, StepRow } from "../store/steps.ts";
import type { Batch } from "./batch.ts";
import type { HeldRun } from "./held-run.ts";
import { postForRun, stepSubject } from "./show.ts";

type Asking = { run: HeldRun; batch: Batch; state: StepRow; world: World };

/** Calls whoever is asked on where a card of the step stands already: an edited card calls nobody. */
export function callAgain({ run, batch, state, world }: Asking, { who, title }: Ask): void {
  const { runId } = run;
  const subject = stepSubject({ runId, stepId: state.id, iteration: state.iteration });
  const text = `:bell: <@${who}>, please answer on its card: ${escapeWords(title, "mrkdwn")}`;
  const post = { key: `asked:${subject}:${state.turn + 1}`, to: null, text, csm: who };
  batch.also.push(async (tenant) => {
    const [card] = await listCards(tenant, "run", runId);
    const shown = await listCards(tenant, "step", subject);
    if (card?.place === who || shown.some(({ place }) => place === who))
      await postForRun(tenant, runId, { ...post, at: world.now });
  });
}
