import { randomBytes } from "node:crypto";
import { remember } from "./remember.ts";

/** Where an answer to an interaction goes, and what it may replace. */
export type ReplyTo = {
  user: string;
  channel: string;
  /** the message that was used; none for a slash command, whose own reply cannot be replaced */
  source: { ts: string; ephemeral: boolean } | null;
};

export type ResponseUrls = {
  /** the path of a new URL */
  issue(to: ReplyTo): string;
  take(path: string): ReplyTo | "expired_url" | "used_url" | null;
};

const life = 30 * 60_000;
const uses = 5;

export function createResponseUrls(): ResponseUrls {
  const known = new Map<string, { to: ReplyTo; until: number; left: number }>();
  return {
    issue(to) {
      const path = `/response/${randomBytes(12).toString("hex")}`;
      remember(known, path, { to, until: performance.now() + life, left: uses });
      return path;
    },
    take(path) {
      const found = known.get(path);
      if (!found) return null;
      if (performance.now() > found.until) return "expired_url";
      if (found.left === 0) return "used_url";
      found.left -= 1;
      return found.to;
    },
  };
}
