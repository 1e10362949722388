// what an app answers to a slash command or at a response_url, put where it belongs
import { z } from "zod";
import { checkContent } from "../messages/content.ts";
import { change, post, remove, whisper } from "../messages/post.ts";
import { Refusal } from "../refusal.ts";
import type { ReplyTo } from "../response-urls.ts";
import type { Channel } from "../state/records.ts";
import { messageKey } from "../state/state.ts";
import type { World } from "../world.ts";

export const Reply = z.object({
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  attachments: z.unknown().optional(),
  response_type: z.enum(["ephemeral", "in_channel"]).optional(),
  replace_original: z.boolean().optional(),
  delete_original: z.boolean().optional(),
  thread_ts: z.string().optional(),
});
export type Reply = z.infer<typeof Reply>;

export function putReply(world: World, to: ReplyTo, reply: Reply) {
  const channel = world.state.channels.get(to.channel);
  if (!channel) throw new Refusal("channel_not_found");
  if (reply.delete_original && to.source) return deleteSource(world, channel, to.source);
  const content = checkContent(world, reply);
  if (reply.replace_original && to.source) return replaceSource(world, channel, to.source, content);
  // it goes to the channel, even if what was pressed stands in a thread
  const { thread_ts } = reply;
  const draft = { user: world.bot.user, ...content, ...(thread_ts && { thread_ts }) };
  if (reply.response_type === "in_channel") post(world, channel, draft);
  else whisper(world, channel, to.user, draft);
}

type Source = NonNullable<ReplyTo["source"]>;

function deleteSource(world: World, channel: Channel, source: Source) {
  const key = messageKey({ channel: channel.id, ts: source.ts });
  const { session, messages } = world.state;
  if (source.ephemeral) {
    session.ephemerals.delete(key);
    session.changed();
    return;
  }
  const message = messages.get(key);
  if (message) void remove(world, channel, message);
}

function replaceSource(
  world: World,
  channel: Channel,
  source: Source,
  content: ReturnType<typeof checkContent>,
) {
  const key = messageKey({ channel: channel.id, ts: source.ts });
  const { session, messages, sequence } = world.state;
  const ephemeral = session.ephemerals.get(key);
  if (ephemeral) {
    const { blocks: _blocks, attachments: _attachments, ...rest } = ephemeral;
    session.ephemerals.set(key, { ...rest, ...content });
    session.changed();
    return;
  }
  const message = messages.get(key);
  if (!message || source.ephemeral) throw new Refusal("message_not_found");
  const { blocks: _blocks, attachments: _attachments, ...rest } = message;
  const edited = { user: world.bot.user, ts: sequence.newTs() };
  change(world, channel, message, { ...rest, ...content, edited });
}
