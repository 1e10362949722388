import { z } from "zod";
import { type Db, many, sql } from "./db.ts";

const StandingRow = z.object({
  run: z.string(),
  step: z.string().nullable(),
  stands: z.string(),
  nudges: z.number(),
});

/** How every run and each of its steps stands, in any workspace: what differs later has happened meanwhile. */
export function listStandings(db: Db) {
  return many(
    db,
    StandingRow,
    sql`select e.id as run, s.step_id || ' ' || s.iteration as step,
          coalesce(s.status || ' ' || s.turn, e.status) as stands,
          coalesce(s.nudges, 0) as nudges
        from playbook_executions e
        left join playbook_step_executions s on s.workspace_id = e.workspace_id and s.run_id = e.id`,
  );
}
