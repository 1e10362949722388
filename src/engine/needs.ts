import type { Clock } from "../clock.ts";
import type { Caller } from "../connect/caller.ts";
import type { Shape } from "../grammar/shape.ts";
import type { Log } from "../log.ts";
import type { StepTypes } from "../steps/all.ts";
import type { Delegated } from "../steps/world.ts";
import type { Jobs } from "../store/jobs.ts";
import type { StepPlace } from "../store/steps.ts";
import type { Providers } from "./carrier.ts";
import type { Directory } from "./directory.ts";
import type { Hands } from "./hands.ts";
import type { Pool } from "../store/db.ts";

/** One hand-over of thinking work, as the engine asks for it. */
type DelegationRequest = {
  workspaceId: string;
  place: StepPlace & { attempt: number };
  agent: string | null;
  ask: string;
  output: Shape;
  /** what the agent may know: the customer, the run so far */
  context: Record<string, unknown>;
};

/** What the engine is given to make runs happen. */
export type EngineNeeds = {
  pool: Pool;
  jobs: Jobs;
  clock: Clock;
  log: Log;
  types: StepTypes;
  directory: Directory;
  hands: Hands;
  providers: Providers;
  caller: Caller;
  /** what the secrets of connectors are sealed with; null: none can be connected */
  connectorKey: Buffer | null;
  delegate(request: DelegationRequest): Promise<Delegated>;
  /** a run's card may show something new; nothing durable hangs on it */
  hint(workspaceId: string, runId: string): void;
};
