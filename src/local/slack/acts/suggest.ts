import { z } from "zod";
import { OptionGroup, PlainOption, type Option } from "../blocks/choices.ts";
import type { Placed } from "../blocks/walk.ts";
import { findUser } from "../state/find.ts";
import type { User } from "../state/records.ts";
import type { World } from "../world.ts";
import { plainOf } from "./fill.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { common } from "./payload.ts";
import { elementAt, placeFields, type Target, targetOf } from "./target.ts";

export const Suggest = z.object({
  user: z.string(),
  channel: z.string().optional(),
  ts: z.string().optional(),
  view_id: z.string().optional(),
  action_id: z.string(),
  block_id: z.string().optional(),
  /** what has been typed into the menu */
  value: z.string(),
});

// an app may answer with options or with groups of them
const Answer = z.object({
  options: z.array(PlainOption).max(100).optional(),
  option_groups: z.array(OptionGroup).max(100).optional(),
});

/** A person types into a menu whose options the app supplies. */
export async function suggest(world: World, given: z.infer<typeof Suggest>): Promise<Outcome> {
  const user = findUser(world.state, given.user);
  const target = targetOf(world, user, given);
  const placed = elementAt(target, { ...given, value: undefined });
  const { receipt, options } = await ask(world, { user, target, placed }, given.value);
  return outcomeOf([receipt], { options });
}

type Asking = { user: User; target: Target; placed: Placed };

/** The options a person can have picked from; for menus without a supplier, none. */
export async function offeredTo(world: World, asking: Asking, raw: unknown): Promise<Option[]> {
  const { element } = asking.placed;
  if (element.type !== "external_select" && element.type !== "multi_external_select") return [];
  const whole = z.union([PlainOption, z.array(PlainOption)]).safeParse(raw);
  if (whole.success) return [whole.data].flat();
  const wanted = [plainOf(raw)].flat().filter((one) => typeof one === "string" && one !== "");
  const asked = await Promise.all(wanted.map((one) => ask(world, asking, String(one))));
  return asked.flatMap((one) => one.options);
}

async function ask(world: World, { user, target, placed }: Asking, typed: string) {
  const receipt = await world.deliver.interaction({
    type: "block_suggestion",
    ...common(world, user),
    ...placeFields(world, user, target),
    action_id: placed.element.action_id,
    block_id: placed.block.block_id,
    value: typed,
  });
  const answer = Answer.safeParse(receipt.is === "acknowledged" ? receipt.body : null);
  if (!answer.success) return { receipt, options: [] };
  const groups = answer.data.option_groups ?? [];
  return { receipt, options: answer.data.options ?? groups.flatMap((group) => group.options) };
}
