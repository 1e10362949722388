// a message in the form Slack's API and events give it
import { botProfile, fileShape, type Json } from "../shapes.ts";
import type { Message } from "../state/records.ts";
import { repliesTo } from "../state/state.ts";
import type { World } from "../world.ts";

export function messageShape(
  world: World,
  message: Message,
  { metadata = false }: { metadata?: boolean } = {},
): Json {
  const { state, bot, app } = world;
  const isBot = message.user === bot.user;
  const replies = repliesTo(state, message);
  const parent = message.thread_ts && state.messages.get(`${message.channel}/${message.thread_ts}`);
  return {
    type: "message",
    ...(message.subtype && { subtype: message.subtype }),
    user: message.user,
    ts: message.ts,
    ...(message.client_msg_id && { client_msg_id: message.client_msg_id }),
    text: message.text,
    team: state.team.id,
    ...(isBot && {
      bot_id: bot.id,
      app_id: app.id,
      bot_profile: botProfile(world),
    }),
    ...(message.username && { username: message.username }),
    ...(message.icon_emoji && { icons: { emoji: message.icon_emoji } }),
    ...(message.blocks && { blocks: message.blocks }),
    ...(message.attachments && { attachments: message.attachments }),
    ...(message.files && { files: message.files.map((id) => fileById(world, id)), upload: false }),
    ...(message.edited && { edited: message.edited }),
    ...(message.reactions?.length && {
      reactions: message.reactions.map((it) => ({ ...it, count: it.users.length })),
    }),
    ...(message.thread_ts && { thread_ts: message.thread_ts }),
    ...(parent && parent.ts !== message.ts && { parent_user_id: parent.user }),
    ...(replies.length > 0 && threadFields(message, replies)),
    ...(metadata && message.metadata && { metadata: message.metadata }),
  };
}

function threadFields(message: Message, replies: Message[]): Json {
  const people = [...new Set(replies.map((reply) => reply.user))];
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: people.length,
    latest_reply: replies.at(-1)?.ts,
    reply_users: people,
    is_locked: false,
    subscribed: false,
  };
}

function fileById(world: World, id: string): Json {
  const file = world.state.files.get(id);
  return file ? fileShape(world, file) : { id, mode: "tombstone" };
}
