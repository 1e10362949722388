import { z } from "zod";
import type { Arrival, Entered, Heard, Opened, Self } from "./arrival.ts";
import { readText } from "./said-text.ts";

const Envelope = z.looseObject({
  type: z.literal("event_callback"),
  event_id: z.string(),
  team_id: z.string().nullish(),
  context_team_id: z.string().nullish(),
  event: z.looseObject({ type: z.string() }),
});
type Envelope = z.infer<typeof Envelope>;

const MessageEvent = z.looseObject({
  type: z.enum(["message", "app_mention"]),
  user: z.string(),
  text: z.string(),
  ts: z.string(),
  channel: z.string(),
  channel_type: z.string().optional(),
  thread_ts: z.string().optional(),
  subtype: z.string().optional(),
  bot_id: z.string().nullish(),
  hidden: z.boolean().optional(),
  team: z.string().nullish(),
  user_team: z.string().nullish(),
});

const HomeEvent = z.looseObject({
  type: z.literal("app_home_opened"),
  user: z.string(),
  tab: z.string(),
});

const JoinedEvent = z.looseObject({
  type: z.literal("member_joined_channel"),
  user: z.string(),
  inviter: z.string().optional(),
});

/** Null for what is nothing to us: other bots, edits, talk that is not addressed to us. */
export function readEvent(body: unknown, self: Self): Arrival | null {
  const read = Envelope.safeParse(body);
  if (!read.success) return null;
  const workspaceId = read.data.context_team_id ?? read.data.team_id ?? "";
  const { event } = read.data;
  if (event.type === "app_home_opened") return readHome(read.data, workspaceId);
  if (event.type === "member_joined_channel") return readEntered(read.data, workspaceId, self);
  return readMessage(event, workspaceId, self);
}

// others come and go
function readEntered(
  { event, event_id }: Envelope,
  workspaceId: string,
  self: Self,
): Entered | null {
  const read = JoinedEvent.safeParse(event);
  if (!read.success || read.data.user !== self.botUser) return null;
  const { inviter: by = read.data.user } = read.data;
  return { is: "entered", workspaceId, key: `event:${event_id}`, by, isStranger: false };
}

function readHome({ event, event_id }: Envelope, workspaceId: string): Opened | null {
  const read = HomeEvent.safeParse(event);
  if (!read.success || read.data.tab !== "home") return null;
  return {
    is: "home",
    workspaceId,
    key: `event:${event_id}`,
    by: read.data.user,
    isStranger: false,
  };
}

// what a person writes has no subtype, or one of these: with a file, or a reply that is shown in the channel too
const written: ReadonlySet<string> = new Set(["file_share", "thread_broadcast"]);

function readMessage(event: Envelope["event"], workspaceId: string, self: Self): Heard | null {
  const read = MessageEvent.safeParse(event);
  if (!read.success) return null;
  const { user, text, ts, channel, channel_type, thread_ts, subtype, team, user_team } = read.data;
  if (read.data.bot_id || user === self.botUser || user === "USLACKBOT" || read.data.hidden)
    return null;
  if (subtype !== undefined && !written.has(subtype)) return null;
  const direct = channel_type === "im" || channel.startsWith("D");
  const { words, mentions } = readText(text, self.botUser);
  const isReply = thread_ts !== undefined && thread_ts !== ts;
  const via = direct ? "direct" : mentions ? "mention" : isReply ? "thread" : null;
  if (via === null || (words === "" && via !== "mention")) return null;
  const theirTeam = user_team ?? team;
  return {
    is: "heard",
    workspaceId,
    // a mention comes twice, as two events; and each may come again: it is still one message
    key: `said:${channel}:${ts}`,
    by: user,
    isStranger: typeof theirTeam === "string" && theirTeam !== workspaceId,
    text: words,
    via,
    place: { channel, thread: direct ? (isReply ? thread_ts : null) : (thread_ts ?? ts), direct },
    inThread: isReply ? thread_ts : null,
  };
}
