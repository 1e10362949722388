import { z } from "zod";
import { UserError } from "../../../errors.ts";
import { addMember } from "../delivery/joined.ts";
import { findChannel, findUser } from "../state/find.ts";
import type { World } from "../world.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";

export const Invite = z.object({ user: z.string(), channel: z.string(), invited: z.string() });

/** A person adds somebody, or the app, to a channel; adding oneself is joining. */
export async function invite(world: World, given: z.infer<typeof Invite>): Promise<Outcome> {
  const { state } = world;
  const user = findUser(state, given.user);
  const channel = findChannel(state, given.channel, user);
  const invited = findUser(state, given.invited);
  if (channel.kind !== "public" && channel.kind !== "private")
    throw new UserError("People can be added to channels only.");
  if (channel.kind === "private" && !channel.members.includes(user.id))
    throw new UserError(`${user.real_name} is not in #${channel.name}.`);
  if (channel.members.includes(invited.id)) return outcomeOf([]);
  const inviter = invited.id === user.id ? null : user.id;
  const { heard } = addMember(world, channel, { user: invited.id, inviter });
  return outcomeOf(heard ? [await heard] : []);
}

export const Leave = z.object({ user: z.string(), channel: z.string() });

/** A person, or the app when it is removed, leaves a channel. */
export function leave(world: World, given: z.infer<typeof Leave>): Outcome {
  const user = findUser(world.state, given.user);
  const channel = findChannel(world.state, given.channel, user);
  const members = channel.members.filter((member) => member !== user.id);
  world.state.channels.put(channel.id, { ...channel, members });
  return outcomeOf([]);
}

export const Archive = z.object({ channel: z.string(), user: z.string(), archived: z.boolean() });

export function archive(world: World, given: z.infer<typeof Archive>): Outcome {
  const channel = findChannel(world.state, given.channel, findUser(world.state, given.user));
  world.state.channels.put(channel.id, { ...channel, is_archived: given.archived });
  return outcomeOf([]);
}
