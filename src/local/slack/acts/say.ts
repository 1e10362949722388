import { z } from "zod";
import { UserError } from "../../../errors.ts";
import { keepFile } from "../files.ts";
import { change, post, remove, whisper } from "../messages/post.ts";
import { react } from "../messages/react.ts";
import { richTextOf, slackText } from "../messages/typed-text.ts";
import { shortId } from "../messages/content.ts";
import { findChannel, findUser } from "../state/find.ts";
import type { Channel, Message, User } from "../state/records.ts";
import { slackbot } from "../state/state.ts";
import type { World } from "../world.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";

export const Attached = z.object({
  name: z.string().min(1),
  content: z.string().optional(),
  content_base64: z.string().optional(),
});
export type Attached = z.infer<typeof Attached>;

export const Say = z.object({
  user: z.string(),
  channel: z.string(),
  text: z.string().default(""),
  thread_ts: z.string().optional(),
  files: z.array(Attached).max(10).optional(),
  client_msg_id: z.string().optional(),
});

/** A person writes a message. */
export async function say(world: World, given: z.infer<typeof Say>): Promise<Outcome> {
  const { state } = world;
  const user = findUser(state, given.user);
  const channel = findChannel(state, given.channel, user);
  checkMember(user, channel);
  if (!given.text.trim() && !given.files?.length) throw new UserError("There is nothing to send.");
  const parent = given.thread_ts && messageIn(world, channel, given.thread_ts);
  const files = given.files?.map((one) =>
    keepFile(world, {
      name: one.name,
      bytes: bytesOf(one),
      user: user.id,
      channels: [channel.id],
    }),
  );
  const { message, heard } = post(world, channel, {
    user: user.id,
    ...written(world, given.text),
    client_msg_id: given.client_msg_id ?? crypto.randomUUID(),
    ...(parent && { thread_ts: parent.thread_ts ?? parent.ts }),
    ...(files?.length && { files: files.map((file) => file.id), subtype: "file_share" }),
  });
  if (channel.kind === "im") state.session.prompts.delete(channel.id);
  if (mentionsInVain(world, channel, message.text)) {
    const { name } = world.app.bot_user;
    const text = `*@${name}* is not in this channel and has not seen this. Add it: \`/invite @${name}\``;
    whisper(world, channel, user.id, { user: slackbot, text });
  }
  return outcomeOf(await Promise.all(heard), { ts: message.ts, channel: channel.id });
}

function mentionsInVain({ bot }: World, channel: Channel, text: string): boolean {
  return (
    channel.name !== "" && text.includes(`<@${bot.user}`) && !channel.members.includes(bot.user)
  );
}

export function bytesOf({ content, content_base64 }: Attached): Buffer {
  return content_base64 === undefined
    ? Buffer.from(content ?? "", "utf8")
    : Buffer.from(content_base64, "base64");
}

function written(world: World, typed: string) {
  const text = slackText(world.state, typed);
  return text ? { text, blocks: [richTextOf(text, shortId(world)())] } : { text };
}

export const Edit = z.object({
  user: z.string(),
  channel: z.string(),
  ts: z.string(),
  text: z.string().min(1),
});

/** A person corrects a message of their own. */
export async function edit(world: World, given: z.infer<typeof Edit>): Promise<Outcome> {
  const { user, channel, message } = own(world, given);
  const edited = { user: user.id, ts: world.state.sequence.newTs() };
  const to = { ...message, ...written(world, given.text), edited };
  const { heard } = change(world, channel, message, to);
  return outcomeOf(await Promise.all(heard), { ts: message.ts });
}

export const Delete = z.object({ user: z.string(), channel: z.string(), ts: z.string() });

export async function deleteOwn(world: World, given: z.infer<typeof Delete>): Promise<Outcome> {
  const { channel, message } = own(world, given);
  return outcomeOf(await Promise.all(remove(world, channel, message)), { ts: message.ts });
}

export const React = z.object({
  user: z.string(),
  channel: z.string(),
  ts: z.string(),
  name: z.string(),
  remove: z.boolean().default(false),
});

export function reactTo(world: World, given: z.infer<typeof React>): Outcome {
  const user = findUser(world.state, given.user);
  const channel = findChannel(world.state, given.channel, user);
  const message = messageIn(world, channel, given.ts);
  const name = given.name.replaceAll(":", "");
  react(world, channel, message, { user: user.id, name, add: !given.remove });
  return outcomeOf([], { ts: message.ts });
}

function own(world: World, given: { user: string; channel: string; ts: string }) {
  const user = findUser(world.state, given.user);
  const channel = findChannel(world.state, given.channel, user);
  const message = messageIn(world, channel, given.ts);
  if (message.user !== user.id) throw new UserError("People can change only what they wrote.");
  return { user, channel, message };
}

export function checkMember(user: User, channel: Channel) {
  if (channel.is_archived) throw new UserError(`#${channel.name} is archived.`);
  if (channel.members.includes(user.id)) return;
  const place = channel.name ? `#${channel.name}` : "this conversation";
  throw new UserError(`${user.real_name} is not in ${place}.`);
}

function messageIn(world: World, channel: Channel, ts: string): Message {
  const message = world.state.messages.get(`${channel.id}/${ts}`);
  if (!message) throw new UserError(`There is no message ${ts} there.`);
  return message;
}
