import type { Channel, Message } from "../state/records.ts";
import { messageKey } from "../state/state.ts";
import type { World } from "../world.ts";

type Reaction = { user: string; name: string; add: boolean };

/** False where there is nothing to add or take away. */
export function react(
  world: World,
  channel: Channel,
  message: Message,
  { user, name, add }: Reaction,
): boolean {
  const reactions = message.reactions ?? [];
  const known = reactions.find((one) => one.name === name);
  if ((known?.users.includes(user) ?? false) === add) return false;
  const users = add
    ? [...(known?.users ?? []), user]
    : (known?.users ?? []).filter((one) => one !== user);
  const others = known
    ? reactions.map((one) => (one === known ? { name, users } : one))
    : [...reactions, { name, users }];
  const left = others.filter((one) => one.users.length > 0);
  world.state.messages.put(messageKey(message), { ...message, reactions: left });
  if (!channel.members.includes(world.bot.user)) return true;
  const type = add ? "reaction_added" : "reaction_removed";
  void world.deliver.event({
    event: {
      type,
      user,
      reaction: name,
      item_user: message.user,
      item: { type: "message", channel: channel.id, ts: message.ts },
      event_ts: world.state.sequence.newTs(),
    },
    subscription: type,
    scope: "reactions:read",
  });
  return true;
}
