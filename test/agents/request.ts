import { randomUUID } from "node:crypto";
import type { DelegationRequest } from "../../src/agents/delegation.ts";
import type { Pool } from "../../src/store/db.ts";

const workspaceId = "T1";
export const started = "2027-03-01T08:00:00Z";

export function requestFor(runId: string): DelegationRequest {
  return {
    workspaceId,
    place: { runId, stepId: "summary", iteration: 1, attempt: 1 },
    agent: null,
    ask: "Summarise Acme's year in five lines and list open risks.",
    output: { summary: "text", risks: "list of text", score: "number", mood: ["good", "bad"] },
    context: {
      customer: { id: "acme", name: "Acme Robotics", health: 72, renewal_date: "2027-05-30" },
      inputs: { max_discount: 10 },
      run: { name: "Renewal, 90 days out", started_at: new Date(started), started_by: "Maya" },
      kickoff: { mood: "good", status: "done", by: "Maya" },
    },
  };
}

/** A run, with the least that it refers to. */
export async function insertRun(pool: Pool): Promise<string> {
  const runId = randomUUID();
  await pool.query(`insert into workspaces (id, name, time_zone) values ('T1', 'Test', 'UTC')
     on conflict do nothing`);
  await pool.query(
    `insert into playbooks (workspace_id, id, name, status, version, created_by, created_at, changed_at)
     values ('T1', 'p', 'P', 'on', 1, 'U1', $1, $1)
     on conflict do nothing`,
    [started],
  );
  await pool.query(
    `insert into playbook_versions (workspace_id, playbook_id, version, source, playbook, plan, sha256, note, author_id, created_at)
     values ('T1', 'p', 1, '', '{}', '{}', '', '', 'U1', $1)
     on conflict do nothing`,
    [started],
  );
  await pool.query(
    `insert into playbook_executions (workspace_id, id, playbook_id, version, status, segment, epoch, signals, inputs, cause, at_start, started_at)
     values ('T1', $1, 'p', 1, 'running', 'held', 1, 0, '{}', '{}', '{}', $2)`,
    [runId, started],
  );
  return runId;
}
