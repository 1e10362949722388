// which events the app hears when something happens to a message
import type { Receipt } from "../delivery/transport.ts";
import type { Json } from "../shapes.ts";
import type { Channel, Message } from "../state/records.ts";
import type { World } from "../world.ts";
import { messageShape } from "./message-shape.ts";

const kinds = {
  public: { type: "channel", subscription: "message.channels", scope: "channels:history" },
  private: { type: "group", subscription: "message.groups", scope: "groups:history" },
  im: { type: "im", subscription: "message.im", scope: "im:history" },
  mpim: { type: "mpim", subscription: "message.mpim", scope: "mpim:history" },
} as const;

export function announcePosted(world: World, channel: Channel, message: Message) {
  const shape = messageShape(world, message, { metadata: false });
  const heard = announce(world, channel, { ...shape, event_ts: message.ts });
  const mention = mentionOf(world, channel, message, shape);
  return mention ? [...heard, mention] : heard;
}

export function announceChanged(world: World, channel: Channel, message: Message, before: Json) {
  const ts = world.state.sequence.newTs();
  return announce(world, channel, {
    subtype: "message_changed",
    hidden: true,
    message: messageShape(world, message),
    previous_message: before,
    ts,
    event_ts: ts,
  });
}

export function announceDeleted(world: World, channel: Channel, before: Json) {
  const ts = world.state.sequence.newTs();
  return announce(world, channel, {
    subtype: "message_deleted",
    hidden: true,
    deleted_ts: before["ts"],
    previous_message: before,
    ts,
    event_ts: ts,
  });
}

function announce(world: World, channel: Channel, fields: Json): Promise<Receipt>[] {
  // Slack tells an app only of places it is in
  if (!channel.members.includes(world.bot.user)) return [];
  const { type, subscription, scope } = kinds[channel.kind];
  const event = { type: "message", ...fields, channel: channel.id, channel_type: type };
  const heard = world.deliver.event({ event, subscription, scope });
  return heard ? [heard] : [];
}

// a mention arrives a second time, as an event of its own with an id of its own
function mentionOf(world: World, channel: Channel, message: Message, shape: Json) {
  const { bot } = world;
  const isMention = new RegExp(`<@${bot.user}(\\|[^>]*)?>`).test(message.text);
  if (!isMention || message.user === bot.user || channel.kind === "im") return null;
  if (!channel.members.includes(bot.user)) return null;
  return world.deliver.event({
    event: { ...shape, type: "app_mention", channel: channel.id, event_ts: message.ts },
    subscription: "app_mention",
    scope: "app_mentions:read",
  });
}
