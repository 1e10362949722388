import type { Post, World } from "../steps/world.ts";
import type { StepRow } from "../store/steps.ts";
import type { Batch } from "./batch.ts";
import type { HeldRun } from "./held-run.ts";
import { postForRun } from "./show.ts";

type Posting = { run: HeldRun; batch: Batch; state: StepRow; world: World };

/** Has a step's messages go out with its commit; with `turn` what it says at a later one is another message. */
export function postWith(
  { run, batch, state, world }: Posting,
  posts: Post[] = [],
  turn = "",
): void {
  const csm = world.person("csm")?.id;
  for (const [i, { to, text }] of posts.entries()) {
    const key = `${run.runId}:${state.id}:${state.iteration}:${turn}${i}`;
    const place = to === null ? null : (world.person(to)?.id ?? to.replace(/^#/, ""));
    const at = world.now;
    batch.also.push((tenant) => postForRun(tenant, run.runId, { key, to: place, text, csm, at }));
  }
}
