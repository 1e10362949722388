import { outlookOf } from "../engine/switch.ts";
import { startsOf } from "../playbook/describe.ts";
import type { PlaybookRow } from "../store/playbooks.ts";
import type { Tenant } from "../store/tenant.ts";
import type { ChatNeeds } from "./needs.ts";
import type { PlaybookLine } from "./replies.ts";

type Counts = { open: number; lastRun: Date | null };

/** Playbooks as lines of a list. */
export function linesOf(
  needs: ChatNeeds,
  tenant: Tenant,
  rows: PlaybookRow[],
  counts: ReadonlyMap<string, Counts>,
): Promise<PlaybookLine[]> {
  return Array.fromAsync(rows, async (row) => {
    const { id, name, status, playbook } = row;
    const starts = startsOf(playbook).join("; ");
    const outlook = status === "on" ? await outlookOf(needs.engine, tenant, row) : null;
    return {
      id,
      name,
      status,
      goal: playbook.goal,
      starts: starts === "" ? "By hand" : starts,
      open: counts.get(id)?.open ?? 0,
      lastRun: counts.get(id)?.lastRun ?? null,
      nextRun: outlook?.next?.at ?? null,
    };
  });
}
