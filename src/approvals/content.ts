import { createHash } from "node:crypto";
import type { Content } from "../steps/world.ts";

/** What a decision is bound to: exactly these words to exactly these people. */
export function hashOf(content: Content): string {
  const { kind, to, from, subject, body } = content;
  const canonical = JSON.stringify([
    kind,
    to.address,
    to.name,
    from.name,
    from.address,
    subject,
    body,
  ]);
  return createHash("sha256").update(canonical).digest("hex");
}
