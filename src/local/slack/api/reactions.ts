import { z } from "zod";
import { messageShape } from "../messages/message-shape.ts";
import { react } from "../messages/react.ts";
import { Refusal } from "../refusal.ts";
import { defineMethod } from "./method.ts";
import { joinedChannel, messageAt } from "./places.ts";

const takes = { channel: z.string(), timestamp: z.string() };
const named = { ...takes, name: z.string() };

export const addReaction = defineMethod({
  name: "reactions.add",
  tier: "t3",
  scopes: ["reactions:write"],
  takes: named,
  run(world, given) {
    const channel = joinedChannel(world, given.channel);
    const message = messageAt(world, channel, given.timestamp);
    const name = emojiName(given.name);
    if (!react(world, channel, message, { user: world.bot.user, name, add: true }))
      throw new Refusal("already_reacted");
    return {};
  },
});

export const removeReaction = defineMethod({
  name: "reactions.remove",
  tier: "t2",
  scopes: ["reactions:write"],
  takes: named,
  run(world, given) {
    const channel = joinedChannel(world, given.channel);
    const message = messageAt(world, channel, given.timestamp);
    const name = emojiName(given.name);
    if (!react(world, channel, message, { user: world.bot.user, name, add: false }))
      throw new Refusal("no_reaction");
    return {};
  },
});

export const getReactions = defineMethod({
  name: "reactions.get",
  tier: "t3",
  scopes: ["reactions:read"],
  takes,
  run(world, given) {
    const channel = joinedChannel(world, given.channel);
    const message = messageAt(world, channel, given.timestamp);
    return { type: "message", channel: channel.id, message: messageShape(world, message) };
  },
});

function emojiName(name: string): string {
  const bare = name.replaceAll(":", "");
  if (!/^[\w+'-]+$/.test(bare)) throw new Refusal("invalid_name");
  return bare;
}
