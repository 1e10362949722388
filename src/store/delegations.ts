import { run, sql } from "./db.ts";
import type { StepPlace } from "./steps.ts";
import type { Tenant } from "./tenant.ts";

export type Delegation = StepPlace & {
  id: string;
  attempt: number;
  agent: string;
  task: string;
  /** why this specialist */
  why: string;
  status: "answered" | "failed";
  output: Record<string, unknown> | null;
  reason: string | null;
  model: string;
  promptSha256: string;
  tokens: number;
  milliseconds: number;
  at: Date;
};

export async function saveDelegation({ db, workspaceId }: Tenant, it: Delegation): Promise<void> {
  await run(
    db,
    sql`insert into agent_delegations (workspace_id, id, run_id, step_id, iteration, attempt, agent, task, why, status,
          output, reason, model, prompt_sha256, tokens, milliseconds, at)
        values (${workspaceId}, ${it.id}, ${it.runId}, ${it.stepId}, ${it.iteration}, ${it.attempt}, ${it.agent}, ${it.task},
          ${it.why}, ${it.status}, ${it.output && JSON.stringify(it.output)}, ${it.reason}, ${it.model}, ${it.promptSha256},
          ${it.tokens}, ${it.milliseconds}, ${it.at})
        on conflict do nothing`,
  );
}
