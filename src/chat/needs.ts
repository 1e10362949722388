import type { Author } from "../author/author.ts";
import type { Clock } from "../clock.ts";
import type { ControlNeeds } from "../engine/control.ts";
import type { EngineNeeds } from "../engine/needs.ts";
import type { Log } from "../log.ts";
import type { Pool } from "../store/db.ts";

/** `because`: one sentence with what to do. `mayJoin`: the bot can go there by itself. */
type NoWay = { because: string; mayJoin: boolean };

/** What the program can do in Slack beyond answering; given by whoever connects the two. */
export type Reach = {
  /** why the bot cannot post there; null when it can */
  mayPost(workspaceId: string, place: string): Promise<NoWay | null>;
  /** goes into a channel that everybody may join; what to do instead, where that is refused */
  join(workspaceId: string, place: string): Promise<string | null>;
  permalink(workspaceId: string, channel: string, ts: string): Promise<string | null>;
  channels(workspaceId: string): Promise<string[]>;
  /** where the bot is has changed */
  renew(workspaceId: string): void;
};

export type ChatNeeds = {
  pool: Pool;
  clock: Clock;
  log: Log;
  engine: EngineNeeds;
  /** wakes whatever carries runs on, once a transaction is through */
  wake(): void;
  /** has triggers looked at now, instead of at the next look */
  lookAtTriggers(): Promise<void>;
  author: Author;
  agents: readonly string[];
  reach: Reach;
};

/** What controls of runs are given. */
export function controlOf({ engine, wake }: ChatNeeds): ControlNeeds {
  const { pool, jobs, clock, directory } = engine;
  return { pool, jobs, clock, directory, wake };
}
