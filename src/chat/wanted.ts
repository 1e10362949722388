import { z } from "zod";
import { type CustomerRow, findCustomer } from "../store/customers.ts";
import { findPlaybook, type PlaybookRow } from "../store/playbooks.ts";
import { forWorkspace } from "../store/tenant.ts";
import type { Response } from "./chat.ts";
import type { ChatNeeds } from "./needs.ts";
import { say } from "./words.ts";

/** What is to be started, as it travels in a button. All of it is looked up again when it is pressed. */
const Wanted = z.object({
  playbook: z.string(),
  customer: z.string().nullable(),
  inputs: z.record(z.string(), z.json()),
  /** tells one preview's Start from another's */
  once: z.string(),
});
type Wanted = z.infer<typeof Wanted>;

export type Loaded = { wanted: Wanted; playbook: PlaybookRow; customer: CustomerRow | null };

/** Does the work with what a button wants as it is now, or says what is gone. */
export async function withWanted(
  needs: ChatNeeds,
  pressed: { workspaceId: string; value: string },
  work: (loaded: Loaded) => Promise<Response>,
): Promise<Response> {
  const wanted = Wanted.parse(JSON.parse(pressed.value));
  const { playbook, customer } = await forWorkspace(
    needs.pool,
    pressed.workspaceId,
    async (tenant) => ({
      playbook: await findPlaybook(tenant, wanted.playbook),
      customer: wanted.customer === null ? null : await findCustomer(tenant, wanted.customer),
    }),
  );
  if (!playbook || playbook.status === "archived") return say("That playbook no longer exists.");
  if (wanted.customer !== null && !customer) return say("That customer no longer exists.");
  return work({ wanted, playbook, customer });
}
