import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import type { Self } from "./arrival.ts";
import { call } from "./call.ts";
import { codeOf, failureOf } from "./failures.ts";

const Test = z.object({ team_id: z.string(), user_id: z.string(), bot_id: z.string().default("") });

/** Whose token we have. */
export async function whoWeAre(client: WebClient): Promise<Self> {
  try {
    const { team_id, user_id, bot_id } = await call(client, "auth.test", {}, Test);
    return { workspaceId: team_id, botUser: user_id, botId: bot_id };
  } catch (error) {
    const failure = failureOf(error);
    if (!failure) throw error;
    throw new Error(`Slack did not take the bot token: ${codeOf(failure)}`, { cause: error });
  }
}
