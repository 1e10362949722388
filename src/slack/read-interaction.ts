import { z } from "zod";
import { meantBy } from "./action-id.ts";
import type { Arrival, Commanded, Pressed, Sent } from "./arrival.ts";
import { wordsOf } from "./said-text.ts";
import { SentView } from "./views/form-values.ts";

const Person = z.looseObject({ id: z.string(), team_id: z.string().nullish() });
const Team = z.looseObject({ id: z.string() });

const Command = z.looseObject({
  command: z.string(),
  text: z.string().default(""),
  team_id: z.string(),
  user_id: z.string(),
  channel_id: z.string(),
  response_url: z.string(),
  trigger_id: z.string(),
});

/** A slash command; whoever can give one is of the workspace it comes from. */
export function readCommand(body: unknown): Commanded | null {
  const read = Command.safeParse(body);
  if (!read.success) return null;
  const { text, team_id, user_id, channel_id, response_url, trigger_id } = read.data;
  return {
    is: "command",
    workspaceId: team_id,
    key: `command:${trigger_id}`,
    by: user_id,
    isStranger: false,
    text: wordsOf(text),
    place: { channel: channel_id, thread: null, direct: channel_id.startsWith("D") },
    responseUrl: response_url,
    triggerId: trigger_id,
  };
}

const Actions = z.looseObject({
  type: z.literal("block_actions"),
  user: Person,
  team: Team.nullish(),
  trigger_id: z.string(),
  response_url: z.string().optional(),
  actions: z.array(
    z.looseObject({
      action_id: z.string(),
      value: z.string().optional(),
      selected_option: z.looseObject({ value: z.string() }).nullish(),
    }),
  ),
  container: z.looseObject({
    type: z.string(),
    message_ts: z.string().optional(),
    thread_ts: z.string().optional(),
    is_ephemeral: z.boolean().optional(),
  }),
  channel: z.looseObject({ id: z.string() }).optional(),
  message: z.looseObject({ ts: z.string(), thread_ts: z.string().optional() }).optional(),
  view: z.looseObject({ type: z.string() }).optional(),
});

export function readPress(body: unknown): Pressed | null {
  const read = Actions.safeParse(body);
  if (!read.success) return null;
  const { user, team, trigger_id, response_url, actions, container, channel, message, view } =
    read.data;
  const [action] = actions;
  if (!action) return null;
  const ts = message?.ts ?? container.message_ts;
  const thread = message?.thread_ts ?? container.thread_ts ?? null;
  const isReply = thread !== null && thread !== ts;
  const direct = channel?.id.startsWith("D") ?? false;
  const isEphemeral = container.is_ephemeral ?? false;
  // what follows on a message of a channel stands in its thread; one that only one person sees has none
  const root = direct || isEphemeral ? null : (ts ?? null);
  return {
    is: "press",
    ...who(user, team),
    key: `press:${trigger_id}`,
    ...meantBy(action.action_id, action.value, action.selected_option?.value),
    place: channel ? { channel: channel.id, thread: isReply ? thread : root, direct } : null,
    inThread: isReply ? thread : null,
    message: channel && ts !== undefined ? { ts, isEphemeral } : null,
    onHome: view?.type === "home",
    responseUrl: response_url ?? null,
    triggerId: trigger_id,
  };
}

const Submission = z.looseObject({
  type: z.literal("view_submission"),
  user: Person,
  team: Team.nullish(),
  view: SentView,
});

const Place = z.object({ channel: z.string(), thread: z.string().nullable(), direct: z.boolean() });
const Metadata = z.object({ act: z.string(), value: z.string(), place: Place.nullable() });

/** A form of an older version is one as well: what was typed into it must not vanish without a word. */
export function readForm(body: unknown): Sent | null {
  const read = Submission.safeParse(body);
  if (!read.success) return null;
  const { user, team, view } = read.data;
  const metadata = Metadata.safeParse(parsed(view.private_metadata));
  const about = metadata.success ? metadata.data : { act: "", value: "", place: null };
  const key = `form:${view.id}:${view.hash}:${user.id}`;
  return { is: "form", ...who(user, team), key, view, ...about };
}

function who(user: z.infer<typeof Person>, team: z.infer<typeof Team> | null | undefined) {
  const workspaceId = team?.id ?? user.team_id ?? "";
  const isStranger = typeof user.team_id === "string" && user.team_id !== workspaceId;
  return { workspaceId, by: user.id, isStranger } satisfies Partial<Arrival>;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
