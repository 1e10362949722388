// where an element stands that a person uses: in a message, an ephemeral, a modal or Home
import { UserError } from "../../../errors.ts";
import type { Block } from "../blocks/block.ts";
import { allBlocks, elementsIn, type Placed } from "../blocks/walk.ts";
import { messageShape } from "../messages/message-shape.ts";
import type { Json } from "../shapes.ts";
import { findChannel, nearest, NotFound } from "../state/find.ts";
import type { Channel, Ephemeral, Message, User, Values, View } from "../state/records.ts";
import { keepModal } from "../views/stack.ts";
import { valuesOf } from "../views/values.ts";
import { viewShape } from "../views/view-shape.ts";
import type { World } from "../world.ts";
import { placeName } from "./payload.ts";

export type Target =
  | { is: "message"; channel: Channel; message: Message; ephemeral: boolean; blocks: Block[] }
  | { is: "view"; view: View; blocks: Block[] };

export type Where = {
  channel?: string | undefined;
  ts?: string | undefined;
  view_id?: string | undefined;
};

export function targetOf(world: World, user: User, where: Where): Target {
  if (where.view_id) return viewTarget(world, user, where.view_id);
  if (!where.channel || !where.ts)
    throw new UserError("Give channel and ts of a message, or a view_id.");
  const channel = findChannel(world.state, where.channel, user);
  const key = `${channel.id}/${where.ts}`;
  const ephemeral = world.state.session.ephemerals.get(key);
  const own = ephemeral?.for === user.id ? ephemeral : undefined;
  const message: Message | Ephemeral | undefined = own ?? world.state.messages.get(key);
  if (!message) throw new UserError(`${user.real_name} sees no message ${where.ts} there.`);
  if (channel.kind !== "public" && !channel.members.includes(user.id))
    throw new UserError(`${user.real_name} does not see that conversation.`);
  const attached = message.attachments?.flatMap((one) => one.blocks ?? []) ?? [];
  const blocks = [...(message.blocks ?? []), ...attached];
  return { is: "message", channel, message, ephemeral: own !== undefined, blocks };
}

function viewTarget(world: World, user: User, id: string): Target {
  const modal = world.state.session.modals.get(user.id)?.find((view) => view.id === id);
  const home = world.state.homes.get(user.id);
  const view = modal ?? (home?.id === id || id === "home" ? home : undefined);
  if (!view) throw new UserError(`${user.real_name} has no view ${id} open.`);
  return { is: "view", view, blocks: view.blocks };
}

type Asked = {
  action_id: string;
  block_id?: string | undefined;
  value?: unknown;
};

/** The element with that action_id; where several have it, the block or the button's value decides. */
export function elementAt(target: Target, asked: Asked): Placed {
  const placed = elementsIn(allBlocks(target.blocks));
  const named = placed.filter((it) => it.element.action_id === asked.action_id);
  const inBlock = named.filter((it) => !asked.block_id || it.block.block_id === asked.block_id);
  const byValue = inBlock.find(
    (it) =>
      "value" in it.element && it.element.value !== undefined && it.element.value === asked.value,
  );
  const found = byValue ?? inBlock[0];
  if (found) return found;
  const ids = [...new Set(placed.map((it) => it.element.action_id))];
  throw new NotFound("element", asked.action_id, nearest(asked.action_id, ids));
}

export function enteredIn(world: World, user: User, target: Target): Values {
  if (target.is === "view") return target.view.values;
  return world.state.session.inputs.get(inputsKey(user, target)) ?? {};
}

/** Remembers what was entered, as Slack's clients do until the message or view is gone. */
export function enter(world: World, user: User, target: Target, values: Values): Target {
  if (target.is === "message") {
    world.state.session.inputs.set(inputsKey(user, target), values);
    return target;
  }
  const view = { ...target.view, values };
  if (view.type === "home") world.state.homes.put(view.user, view);
  else keepModal(world, view);
  return { ...target, view };
}

function inputsKey(user: User, target: Extract<Target, { is: "message" }>): string {
  return `${user.id}/${target.channel.id}/${target.message.ts}`;
}

/** What a payload says about the place: container, channel and message, or view. */
export function placeFields(world: World, user: User, target: Target): Json {
  if (target.is === "view")
    return {
      container: { type: "view", view_id: target.view.id },
      view: viewShape(world, target.view),
    };
  const { channel, message, ephemeral } = target;
  return {
    container: {
      type: "message",
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: ephemeral,
      ...(message.thread_ts && { thread_ts: message.thread_ts }),
    },
    channel: { id: channel.id, name: placeName(channel) },
    ...(!ephemeral && { message: messageShape(world, message) }),
    state: { values: valuesOf(target.blocks, enteredIn(world, user, target)) },
  };
}
