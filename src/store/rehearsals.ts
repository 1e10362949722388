import type { Tenant } from "./tenant.ts";

/** When the rollback of a version was last rehearsed; null: never. */
export async function rehearsedAt(
  _tenant: Tenant,
  _playbookId: string,
  _version: number,
): Promise<Date | null> {
  return null;
}
