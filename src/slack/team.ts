import { setTimeout as sleep } from "node:timers/promises";
import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import type { Teammate } from "../connect/import-workspace.ts";
import type { Log } from "../log.ts";
import { call } from "./call.ts";
import { createClients } from "./clients.ts";
import { failureOf } from "./failures.ts";
import type { SlackSettings } from "./settings.ts";

const Auth = z.object({ team_id: z.string(), team: z.string(), user_id: z.string() });

const Member = z.looseObject({
  id: z.string(),
  name: z.string(),
  deleted: z.boolean().optional(),
  is_bot: z.boolean().optional(),
  is_admin: z.boolean().optional(),
  is_restricted: z.boolean().optional(),
  tz: z.string().optional(),
  profile: z.looseObject({ real_name: z.string().optional(), email: z.string().optional() }),
});
const Members = z.object({
  members: z.array(Member),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

/** `zone` is the one most of them live in. */
export type Team = { id: string; name: string; zone: string; people: Teammate[] };

// how long is waited for Slack before it is asked again, at the most
const longestMs = 30_000;

/** Whose bot this is, and who works there. Where Slack stumbles or is not there it is waited for; a refusal is an error. */
export async function readTeam(settings: SlackSettings, log: Log): Promise<Team> {
  const client = createClients(settings, log).background;
  for (let wait = 1000; ; wait = Math.min(wait * 2, longestMs))
    try {
      return await read(client);
    } catch (error) {
      const failure = failureOf(error);
      if (failure?.is !== "unsure" && failure?.is !== "limited") throw error;
      const milliseconds = failure.is === "limited" ? failure.afterMs : wait;
      log.warn("waiting for Slack", { milliseconds, error });
      await sleep(milliseconds);
    }
}

async function read(client: WebClient): Promise<Team> {
  const { team_id: id, team: name } = await call(client, "auth.test", {}, Auth);
  const people: Teammate[] = [];
  let cursor: string | undefined;
  do {
    const given = { limit: 200, ...(cursor && { cursor }) };
    const { members, response_metadata: more } = await call(client, "users.list", given, Members);
    for (const it of members)
      if (!it.deleted && !it.is_bot && !it.is_restricted && it.id !== "USLACKBOT")
        people.push(teammate(it));
    cursor = more?.next_cursor || undefined;
  } while (cursor);
  return { id, name, zone: commonZone(people), people };
}

function commonZone(people: readonly Teammate[]): string {
  const zones = [...Map.groupBy(people, (it) => it.tz)].toSorted(
    ([, a], [, b]) => b.length - a.length,
  );
  return zones[0]?.[0] ?? "UTC";
}

function teammate({ id, name, is_admin, tz, profile }: z.output<typeof Member>): Teammate {
  return {
    id,
    name,
    real_name: profile.real_name ?? name,
    email: profile.email ?? null,
    tz: tz ?? "UTC",
    isAdmin: is_admin ?? false,
  };
}
