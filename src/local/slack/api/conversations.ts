import { z } from "zod";
import { addMember } from "../delivery/joined.ts";
import { Refusal } from "../refusal.ts";
import { channelShape } from "../shapes.ts";
import { directMessage } from "../state/find.ts";
import type { Channel } from "../state/records.ts";
import { count, defineMethod, flag, list, needScope } from "./method.ts";
import { pageOf, readScopes, visibleChannel } from "./places.ts";

const paged = { limit: count.optional(), cursor: z.string().optional() };

const kindOf = {
  public_channel: "public",
  private_channel: "private",
  im: "im",
  mpim: "mpim",
} as const;
const Kinds = z.array(z.enum(["public_channel", "private_channel", "im", "mpim"]));

export const listConversations = defineMethod({
  name: "conversations.list",
  tier: "t2",
  takes: { types: list.optional(), exclude_archived: flag.optional(), ...paged },
  run(world, given) {
    const asked = Kinds.safeParse((given.types ?? ["public_channel"]).map((one) => one.trim()));
    if (!asked.success) throw new Refusal("invalid_types");
    const kinds = new Set<Channel["kind"]>(asked.data.map((one) => kindOf[one]));
    for (const kind of kinds) needScope(world, [readScopes[kind]]);
    const seen = world.state.channels
      .all()
      .filter((one) => kinds.has(one.kind))
      .filter((one) => one.kind === "public" || one.members.includes(world.bot.user))
      .filter((one) => !(given.exclude_archived && one.is_archived));
    const { items, next } = pageOf(seen, given.limit, given.cursor);
    return {
      channels: items.map((one) => channelShape(world, one)),
      response_metadata: { next_cursor: next },
    };
  },
});

export const conversationInfo = defineMethod({
  name: "conversations.info",
  tier: "t3",
  takes: { channel: z.string(), include_num_members: flag.optional() },
  run(world, given) {
    const channel = visibleChannel(world, given.channel);
    needScope(world, [readScopes[channel.kind]]);
    return { channel: channelShape(world, channel) };
  },
});

export const conversationMembers = defineMethod({
  name: "conversations.members",
  tier: "t4",
  takes: { channel: z.string(), ...paged },
  run(world, given) {
    const channel = visibleChannel(world, given.channel);
    needScope(world, [readScopes[channel.kind]]);
    const { items, next } = pageOf(channel.members, given.limit, given.cursor);
    return { members: items, response_metadata: { next_cursor: next } };
  },
});

export const openConversation = defineMethod({
  name: "conversations.open",
  tier: "t3",
  takes: {
    users: list.optional(),
    channel: z.string().optional(),
    return_im: flag.optional(),
    prevent_creation: flag.optional(),
  },
  run(world, given) {
    if (given.channel) {
      const channel = visibleChannel(world, given.channel);
      return { channel: given.return_im ? channelShape(world, channel) : { id: channel.id } };
    }
    const users = given.users ?? [];
    if (users.length === 0) throw new Refusal("users_list_not_supplied");
    if (users.length > 8) throw new Refusal("too_many_users");
    if (!users.every((user) => world.state.users.get(user))) throw new Refusal("user_not_found");
    needScope(world, [users.length > 1 ? "mpim:write" : "im:write"]);
    if (users.includes(world.bot.user)) throw new Refusal("cannot_dm_bot");
    const before = world.state.channels.all().length;
    const channel = directMessage(world.state, [...users, world.bot.user]);
    const already = world.state.channels.all().length === before;
    return {
      ...(already && { no_op: true, already_open: true }),
      channel: given.return_im ? channelShape(world, channel) : { id: channel.id },
    };
  },
});

export const joinConversation = defineMethod({
  name: "conversations.join",
  tier: "t3",
  scopes: ["channels:join"],
  takes: { channel: z.string() },
  run(world, given) {
    const channel = visibleChannel(world, given.channel);
    if (channel.kind !== "public") throw new Refusal("method_not_supported_for_channel_type");
    if (channel.is_archived) throw new Refusal("is_archived");
    if (channel.members.includes(world.bot.user))
      return { channel: channelShape(world, channel), warning: "already_in_channel" };
    const { joined } = addMember(world, channel, { user: world.bot.user, inviter: null });
    return { channel: channelShape(world, joined) };
  },
});
