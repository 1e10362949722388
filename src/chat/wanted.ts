import { z } from "zod";
import { type CustomerRow, findCustomer } from "../store/customers.ts";
import { findPlaybook, type PlaybookRow } from "../store/playbooks.ts";
import { findWanted, keepWanted } from "../store/prepared.ts";
import { forWorkspace, type Tenant } from "../store/tenant.ts";
import type { Response } from "./chat.ts";
import type { ChatNeeds } from "./needs.ts";
import { idFrom } from "./once.ts";
import { say } from "./words.ts";

/** What is to be started, as it travels in a button. All of it is looked up again when it is pressed. */
export const Wanted = z.object({
  playbook: z.string(),
  customer: z.string().nullable(),
  inputs: z.record(z.string(), z.json()),
  /** tells one preview's Start from another's */
  once: z.string(),
});
type Wanted = z.infer<typeof Wanted>;

// a form carries a little more than a button; what is longer is kept here and only named there
const longestCarried = 1500;

/** What is to be started, as buttons and forms carry it. */
export async function carried(
  { clock }: ChatNeeds,
  tenant: Tenant,
  wanted: Wanted,
): Promise<string> {
  const text = JSON.stringify(wanted);
  if (text.length <= longestCarried) return text;
  const id = idFrom("wanted", text);
  await keepWanted(tenant, { id, wanted, at: clock.now() });
  return id;
}

export type Loaded = { wanted: Wanted; playbook: PlaybookRow; customer: CustomerRow | null };

/** Does the work with what a button wants as it is now, or says what is gone. */
export async function withWanted(
  needs: ChatNeeds,
  pressed: { workspaceId: string; value: string },
  work: (loaded: Loaded) => Promise<Response>,
): Promise<Response> {
  const loaded = await forWorkspace(needs.pool, pressed.workspaceId, async (tenant) => {
    const { value } = pressed;
    const kept: unknown = value.startsWith("{")
      ? JSON.parse(value)
      : await findWanted(tenant, value);
    if (kept === null) return null;
    const wanted = Wanted.parse(kept);
    return {
      wanted,
      playbook: await findPlaybook(tenant, wanted.playbook),
      customer: wanted.customer === null ? null : await findCustomer(tenant, wanted.customer),
    };
  });
  if (!loaded) return say("That was too long ago. Please say again what you want to run.");
  const { wanted, playbook, customer } = loaded;
  if (!playbook || playbook.status === "archived") return say("That playbook no longer exists.");
  if (wanted.customer !== null && !customer) return say("That customer no longer exists.");
  return work({ wanted, playbook, customer });
}
