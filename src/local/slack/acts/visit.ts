// what a person does without filling anything: closing, opening Home, a shortcut, dismissing
import { z } from "zod";
import { UserError } from "../../../errors.ts";
import { directMessage, findChannel, findUser, nearest, NotFound } from "../state/find.ts";
import { closeModal } from "../views/stack.ts";
import { messageShape } from "../messages/message-shape.ts";
import { viewShape } from "../views/view-shape.ts";
import type { World } from "../world.ts";
import { responseUrl } from "./click.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { actionTs, common, placeName } from "./payload.ts";
import { targetOf } from "./target.ts";

export const Close = z.object({
  user: z.string(),
  view_id: z.string(),
  /** the cross closes the whole stack, the close button only the view on top */
  all: z.boolean().default(false),
});

export async function close(world: World, given: z.infer<typeof Close>): Promise<Outcome> {
  const user = findUser(world.state, given.user);
  const stack = world.state.session.modals.get(user.id) ?? [];
  const from = stack.findIndex((view) => view.id === given.view_id);
  const view = stack[from];
  if (!view) throw new UserError(`${user.real_name} has no view ${given.view_id} open.`);
  const everything = given.all || view.clear_on_close;
  closeModal(world, view, everything);
  const closed = (everything ? stack : stack.slice(from)).filter((one) => one.notify_on_close);
  const receipts = closed.toReversed().map((one) =>
    world.deliver.interaction({
      type: "view_closed",
      ...common(world, user),
      view: viewShape(world, one),
      is_cleared: everything,
    }),
  );
  return outcomeOf(await Promise.all(receipts));
}

export const OpenHome = z.object({
  user: z.string(),
  tab: z.enum(["home", "messages"]).default("home"),
});

export async function openHome(world: World, given: z.infer<typeof OpenHome>): Promise<Outcome> {
  const { state, bot } = world;
  const user = findUser(state, given.user);
  const channel = directMessage(state, [user.id, bot.user]);
  const home = given.tab === "home" ? state.homes.get(user.id) : undefined;
  const heard = world.deliver.event({
    event: {
      type: "app_home_opened",
      user: user.id,
      channel: channel.id,
      tab: given.tab,
      ...(home && { view: viewShape(world, home) }),
      event_ts: state.sequence.newTs(),
    },
    subscription: "app_home_opened",
  });
  return outcomeOf([await heard], { channel: channel.id });
}

export const RunShortcut = z.object({
  user: z.string(),
  callback_id: z.string(),
  /** with a message: a message shortcut; without: a global one */
  channel: z.string().optional(),
  ts: z.string().optional(),
});

export async function runShortcut(
  world: World,
  given: z.infer<typeof RunShortcut>,
): Promise<Outcome> {
  const user = findUser(world.state, given.user);
  const type = given.ts ? "message" : "global";
  const known = world.grants.shortcuts.filter((one) => one.type === type);
  if (!known.some((one) => one.callback_id === given.callback_id)) {
    const ids = known.map((one) => one.callback_id);
    throw new NotFound(`${type} shortcut`, given.callback_id, nearest(given.callback_id, ids));
  }
  const receipt = await world.deliver.interaction({
    type: type === "message" ? "message_action" : "shortcut",
    ...common(world, user),
    callback_id: given.callback_id,
    trigger_id: world.triggers.issue({ user: user.id, view: null }),
    action_ts: actionTs(),
    ...(given.ts && messageFields(world, given)),
  });
  return outcomeOf([receipt]);
}

function messageFields(world: World, given: z.infer<typeof RunShortcut>) {
  const user = findUser(world.state, given.user);
  const target = targetOf(world, user, given);
  if (target.is === "view" || target.ephemeral)
    throw new UserError("Shortcuts work on messages everyone in the conversation sees.");
  return {
    channel: { id: target.channel.id, name: placeName(target.channel) },
    message_ts: target.message.ts,
    message: messageShape(world, target.message),
    response_url: responseUrl(world, user, target),
  };
}

export const Dismiss = z.object({ user: z.string(), channel: z.string(), ts: z.string() });

/** A person puts an ephemeral away. */
export function dismiss(world: World, given: z.infer<typeof Dismiss>): Outcome {
  const user = findUser(world.state, given.user);
  const channel = findChannel(world.state, given.channel, user);
  const { session } = world.state;
  const key = `${channel.id}/${given.ts}`;
  if (session.ephemerals.get(key)?.for === user.id) session.ephemerals.delete(key);
  session.changed();
  return outcomeOf([]);
}
