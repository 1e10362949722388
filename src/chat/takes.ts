import type { Runnable } from "../engine/directory.ts";
import { spanInWords } from "../grammar/duration.ts";
import { isFor } from "../run/audience.ts";
import { listCustomers } from "../store/customers.ts";
import type { Tenant } from "../store/tenant.ts";
import { foresee } from "./foresee.ts";
import { imagineRun } from "./load-run.ts";
import type { ChatNeeds } from "./needs.ts";

/** About how long a playbook takes, in words, by a preview for the first customer it is meant for. */
export async function takesOf(
  needs: ChatNeeds,
  tenant: Tenant,
  runnable: Runnable,
  by: string,
): Promise<string | null> {
  const now = needs.clock.now();
  const { playbook } = runnable;
  const customer =
    playbook.scope === "workspace"
      ? null
      : (await listCustomers(tenant)).find((it) => isFor(playbook, it, now));
  if (customer === undefined) return null;
  const { situation, surrounded } = await imagineRun(needs, tenant, {
    runnable,
    customer,
    inputs: {},
    startedBy: by,
  });
  const { endsAt } = foresee(situation, { now, patient: true, surrounded });
  return spanInWords(endsAt.getTime() - now.getTime());
}
