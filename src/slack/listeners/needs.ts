import type { WebClient } from "@slack/web-api";
import type { Chat } from "../../chat/chat.ts";
import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { Pool } from "../../store/db.ts";
import type { Answers } from "../answers.ts";
import type { Self } from "../arrival.ts";
import type { Pace } from "../settings.ts";

export type ListenerNeeds = {
  pool: Pool;
  chat: Chat;
  clock: Clock;
  log: Log;
  pace: Pace;
  self: Self;
  /** the client that waits behind nothing */
  client: WebClient;
  answers: Answers;
};
