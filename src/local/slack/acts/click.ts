import { z } from "zod";
import { UserError } from "../../../errors.ts";
import type { Option } from "../blocks/choices.ts";
import type { Element } from "../blocks/elements.ts";
import type { Placed } from "../blocks/walk.ts";
import type { Json } from "../shapes.ts";
import { findUser } from "../state/find.ts";
import type { StateValue, User, Values } from "../state/records.ts";
import type { World } from "../world.ts";
import { fill, options, plainOf } from "./fill.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { actionTs, common } from "./payload.ts";
import { offeredTo } from "./suggest.ts";
import { elementAt, enter, enteredIn, placeFields, type Target, targetOf } from "./target.ts";

export const Click = z.object({
  user: z.string(),
  channel: z.string().optional(),
  ts: z.string().optional(),
  view_id: z.string().optional(),
  action_id: z.string(),
  block_id: z.string().optional(),
  /** a button's value where several share an action_id, or what was typed */
  value: z.unknown().optional(),
  /** what was picked: an option's value, a name, a date */
  selected: z.unknown().optional(),
});
type Click = z.infer<typeof Click>;

/** A person presses a button, picks from a menu, or changes an element that reports it. */
export async function click(world: World, given: Click): Promise<Outcome> {
  const user = findUser(world.state, given.user);
  const found = targetOf(world, user, given);
  const placed = elementAt(found, given);
  const raw = given.selected ?? given.value ?? null;
  const offered = await offeredTo(world, { user, target: found, placed }, raw);
  const state = fill(world, { element: placed.element, user, offered }, raw);
  const target = state
    ? enter(world, user, found, withValue(enteredIn(world, user, found), placed, state))
    : found;
  if (!reports(placed)) return outcomeOf([]);
  const action = {
    type: placed.element.type,
    action_id: placed.element.action_id,
    block_id: placed.block.block_id,
    ...actionFields(placed.element, state, raw, user),
    action_ts: actionTs(),
  };
  const receipt = await world.deliver.interaction({
    type: "block_actions",
    ...common(world, user),
    ...placeFields(world, user, target),
    trigger_id: world.triggers.issue({
      user: user.id,
      view: target.is === "view" && target.view.type === "modal" ? target.view.id : null,
    }),
    ...(target.is === "message" && { response_url: responseUrl(world, user, target) }),
    actions: [action],
  });
  return outcomeOf([receipt]);
}

export function responseUrl(
  world: World,
  user: User,
  { channel, message, ephemeral }: Extract<Target, { is: "message" }>,
): string {
  const source = { ts: message.ts, ephemeral };
  const to = { user: user.id, channel: channel.id, source };
  return world.address() + world.responseUrls.issue(to);
}

export function withValue(values: Values, placed: Placed, value: StateValue): Values {
  const block = placed.block.block_id;
  return { ...values, [block]: { ...values[block], [placed.element.action_id]: value } };
}

// a field of a form reports its changes only where the app asked for it
function reports({ block, element }: Placed): boolean {
  if (element.type === "workflow_button")
    throw new UserError("Workflow buttons start workflows, which are not part of local Slack.");
  return block.type !== "input" || (block.dispatch_action ?? false);
}

function actionFields(element: Element, state: StateValue | null, raw: unknown, user: User): Json {
  if (state) {
    const { type: _type, ...value } = state;
    return { ...value, ...initialOf(element) };
  }
  return pressedFields(element, raw, user);
}

function pressedFields(element: Element, raw: unknown, user: User): Json {
  if (element.type === "button")
    return {
      text: element.text,
      ...(element.value !== undefined && { value: element.value }),
      ...(element.style && { style: element.style }),
      ...(element.url && { url: element.url }),
    };
  if (element.type === "icon_button") {
    if (element.visible_to_user_ids?.includes(user.id) === false)
      throw new UserError(`${user.real_name} does not see that button.`);
    return { text: element.text, icon: element.icon, value: element.value ?? "" };
  }
  if (element.type === "feedback_buttons") {
    const sides = [element.positive_button, element.negative_button];
    const side = sides.find((one) => one.value === plainOf(raw));
    if (!side) throw new UserError(`Say which: ${sides.map((one) => one.value).join(" or ")}.`);
    return { text: side.text, value: side.value };
  }
  return element.type === "overflow" ? { selected_option: pickedFrom(element.options, raw) } : {};
}

type OverflowOption = Extract<Element, { type: "overflow" }>["options"][number];

function pickedFrom(known: OverflowOption[], raw: unknown): Option {
  const withValues = known.map((one) => ({ ...one, value: one.value ?? one.text.text }));
  const [picked] = options(withValues, plainOf(raw));
  if (!picked) throw new UserError("Say which of the menu's options.");
  return picked;
}

function initialOf(element: Element): Json {
  const kept = Object.entries(element).filter(
    ([key]) => key.startsWith("initial_") || key === "placeholder" || key === "confirm",
  );
  return Object.fromEntries(kept.filter(([key]) => key !== "initial_value"));
}
