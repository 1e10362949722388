import { createHash } from "node:crypto";
import { kindOf } from "../steps/contents/all.ts";
import type { Content } from "../steps/world.ts";

/** What a decision is bound to: exactly these words to exactly these people. */
export function hashOf(content: Content): string {
  const canonical = JSON.stringify(kindOf(content).bound(content));
  return createHash("sha256").update(canonical).digest("hex");
}
