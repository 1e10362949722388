import { z } from "zod";
import { checkContent, checkMetadata } from "../messages/content.ts";
import { messageShape } from "../messages/message-shape.ts";
import { change, type Draft, post, remove, whisper } from "../messages/post.ts";
import { Refusal } from "../refusal.ts";
import type { Message } from "../state/records.ts";
import type { World } from "../world.ts";
import { defineMethod, flag } from "./method.ts";
import { messageAt, threadAt, visibleChannel, writableChannel } from "./places.ts";

const content = {
  text: z.string().optional(),
  markdown_text: z.string().optional(),
  blocks: z.unknown().optional(),
  attachments: z.unknown().optional(),
  metadata: z.unknown().optional(),
};
const looks = { username: z.string().optional(), icon_emoji: z.string().optional() };
const longestUpdate = 4000;

export const postMessage = defineMethod({
  name: "chat.postMessage",
  tier: "post",
  scopes: ["chat:write"],
  takes: {
    channel: z.string(),
    ...content,
    ...looks,
    thread_ts: z.string().optional(),
    reply_broadcast: flag.optional(),
    client_msg_id: z.string().optional(),
  },
  run(world, given) {
    const channel = writableChannel(world, given.channel);
    const metadata = checkMetadata(given.metadata);
    const thread = given.thread_ts && threadAt(world, channel, given.thread_ts);
    const draft: Draft = {
      user: world.bot.user,
      ...checkContent(world, given),
      ...(metadata && metadata !== "none" && { metadata }),
      ...(thread && { thread_ts: thread }),
      ...(thread && given.reply_broadcast && { subtype: "thread_broadcast" }),
      ...customised(world, given),
    };
    const { message } = post(world, channel, draft);
    const cut = (given.text?.length ?? 0) > 40_000;
    return {
      channel: channel.id,
      ts: message.ts,
      message: messageShape(world, message, { metadata: true }),
      ...(cut && {
        warning: "message_truncated",
        response_metadata: { warnings: ["message_truncated"] },
      }),
    };
  },
});

// another name or face needs a scope of its own; without it Slack quietly uses the app's
function customised(
  world: World,
  given: { username?: string | undefined; icon_emoji?: string | undefined },
) {
  if (!world.grants.scopes.has("chat:write.customize")) return {};
  return {
    ...(given.username && { username: given.username, subtype: "bot_message" }),
    ...(given.icon_emoji && { icon_emoji: given.icon_emoji }),
  };
}

export const update = defineMethod({
  name: "chat.update",
  tier: "t3",
  scopes: ["chat:write"],
  takes: { channel: z.string(), ts: z.string(), ...content },
  run(world, given) {
    const channel = visibleChannel(world, given.channel);
    const message = messageAt(world, channel, given.ts);
    if (message.user !== world.bot.user) throw new Refusal("cant_update_message");
    if (channel.is_archived) throw new Refusal("is_inactive");
    if ((given.text?.length ?? 0) > longestUpdate) throw new Refusal("msg_too_long");
    const metadata = checkMetadata(given.metadata);
    const { blocks: _blocks, attachments, metadata: kept, ...rest } = message;
    const sent = checkContent(world, given);
    const to: Message = {
      ...rest,
      // attachments stay unless they are given; blocks do not
      ...(attachments && given.attachments === undefined && { attachments }),
      ...sent,
      ...(metadata === undefined && kept && { metadata: kept }),
      ...(metadata && metadata !== "none" && { metadata }),
      edited: { user: world.bot.user, ts: world.state.sequence.newTs() },
    };
    change(world, channel, message, to);
    return {
      channel: channel.id,
      ts: message.ts,
      text: to.text,
      message: messageShape(world, to, { metadata: true }),
    };
  },
});

export const deleteMessage = defineMethod({
  name: "chat.delete",
  tier: "t3",
  scopes: ["chat:write"],
  takes: { channel: z.string(), ts: z.string() },
  run(world, given) {
    const channel = visibleChannel(world, given.channel);
    const message = messageAt(world, channel, given.ts);
    if (message.user !== world.bot.user) throw new Refusal("cant_delete_message");
    void remove(world, channel, message);
    return { channel: channel.id, ts: message.ts };
  },
});

export const postEphemeral = defineMethod({
  name: "chat.postEphemeral",
  tier: "t4",
  scopes: ["chat:write"],
  takes: {
    channel: z.string(),
    user: z.string(),
    ...content,
    ...looks,
    thread_ts: z.string().optional(),
  },
  run(world, given) {
    const channel = writableChannel(world, given.channel);
    if (!channel.members.includes(given.user)) throw new Refusal("user_not_in_channel");
    const thread = given.thread_ts && threadAt(world, channel, given.thread_ts);
    const message = whisper(world, channel, given.user, {
      ...checkContent(world, given),
      ...(thread && { thread_ts: thread }),
    });
    return { message_ts: message.ts };
  },
});

export const getPermalink = defineMethod({
  name: "chat.getPermalink",
  tier: "special",
  takes: { channel: z.string(), message_ts: z.string() },
  run(world, given) {
    const channel = visibleChannel(world, given.channel);
    const message = messageAt(world, channel, given.message_ts);
    const inThread = message.thread_ts && `?thread_ts=${message.thread_ts}&cid=${channel.id}`;
    const place = `${channel.id}/p${message.ts.replace(".", "")}`;
    return {
      channel: channel.id,
      permalink: `${world.address()}/archives/${place}${inThread || ""}`,
    };
  },
});
