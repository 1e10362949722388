import type { Channel } from "../state/records.ts";
import type { World } from "../world.ts";
import type { Receipt } from "./transport.ts";

/** Puts somebody, or the app, into a channel; the app hears of it where it is in it by then. */
export function addMember(
  { state, bot, deliver }: World,
  channel: Channel,
  { user, inviter }: { user: string; inviter: string | null },
): { joined: Channel; heard: Promise<Receipt> | null } {
  const joined = { ...channel, members: [...channel.members, user] };
  state.channels.put(channel.id, joined);
  if (!joined.members.includes(bot.user)) return { joined, heard: null };
  const isPublic = channel.kind === "public";
  const heard = deliver.event({
    event: {
      type: "member_joined_channel",
      user,
      channel: channel.id,
      channel_type: isPublic ? "C" : "G",
      team: state.team.id,
      ...(inviter !== null && { inviter }),
      event_ts: state.sequence.newTs(),
    },
    subscription: "member_joined_channel",
    scope: isPublic ? "channels:read" : "groups:read",
  });
  return { joined, heard };
}
