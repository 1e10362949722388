import { z } from "zod";
import { reasonOf, UserError } from "../../../errors.ts";
import { allBlocks, elementsIn, type Placed } from "../blocks/walk.ts";
import { Refusal } from "../refusal.ts";
import type { Json } from "../shapes.ts";
import { findUser } from "../state/find.ts";
import type { User, Values, View } from "../state/records.ts";
import { closeModal, keepModal, pushModal, readView, updateModal } from "../views/stack.ts";
import { valuesOf } from "../views/values.ts";
import { viewShape } from "../views/view-shape.ts";
import type { World } from "../world.ts";
import { withValue } from "./click.ts";
import { fill, plainOf } from "./fill.ts";
import { formErrors } from "./form-errors.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { common } from "./payload.ts";
import { offeredTo } from "./suggest.ts";
import { targetOf } from "./target.ts";

export const Submit = z.object({
  user: z.string(),
  view_id: z.string(),
  /** by block_id or action_id: a plain value, or Slack's own state form */
  values: z.record(z.string(), z.unknown()).default({}),
});

/** A person submits the modal on top. */
export async function submit(world: World, given: z.infer<typeof Submit>): Promise<Outcome> {
  const user = findUser(world.state, given.user);
  const view = await entered(world, user, topView(world, user, given.view_id), given.values);
  keepModal(world, view);
  const errors = formErrors(view);
  // an incomplete form does not leave Slack's client
  if (Object.keys(errors).length > 0)
    return { ok: false, acknowledged: false, ack_ms: null, delivered: 0, errors };
  const receipt = await world.deliver.interaction({
    type: "view_submission",
    ...common(world, user),
    trigger_id: world.triggers.issue({ user: user.id, view: view.id }),
    view: viewShape(world, view),
    response_urls: responseUrls(world, user, view),
  });
  const outcome = outcomeOf([receipt]);
  if (receipt.is === "failed") return outcome;
  try {
    return { ...outcome, ...answered(world, view, receipt.body) };
  } catch (error) {
    const problem = `The app's answer was refused: ${reasonOf(error)}`;
    world.log.warn("an answer to a submission was refused", { problem });
    return { ...outcome, ok: false, problem };
  }
}

function topView(world: World, user: User, id: string): View {
  const top = world.state.session.modals.get(user.id)?.at(-1);
  if (!top) throw new UserError(`${user.real_name} has no modal open.`);
  if (top.id !== id && top.callback_id !== id)
    throw new UserError(`The modal ${id} is not on top; ${top.id} is.`);
  return top;
}

async function entered(world: World, user: User, view: View, given: Json): Promise<View> {
  let values: Values = view.values;
  const target = targetOf(world, user, { view_id: view.id });
  const used = new Set<string>();
  for (const placed of elementsIn(allBlocks(view.blocks))) {
    const { block, element } = placed;
    const name = [block.block_id, element.action_id].find((one) => one in given);
    if (name === undefined) continue;
    used.add(name);
    const raw = innerValue(given[name], placed, ids(view, block.block_id));
    if (raw === undefined) continue;
    const offered = await offeredTo(world, { user, target, placed }, raw);
    const value = fill(world, { element, user, offered }, raw);
    if (value) values = withValue(values, placed, value);
  }
  const unknown = Object.keys(given).filter((name) => !used.has(name));
  if (unknown.length > 0) throw new UserError(`The modal has no field ${unknown.join(", ")}.`);
  return { ...view, values };
}

function ids(view: View, block: string): string[] {
  const inBlock = elementsIn(allBlocks(view.blocks)).filter((it) => it.block.block_id === block);
  return inBlock.map((it) => it.element.action_id);
}

/** The value itself, or the one under this element's action_id; nothing where only its neighbours are given. */
function innerValue(raw: unknown, { element }: Placed, siblings: string[]): unknown {
  const nested = z.record(z.string(), z.unknown()).safeParse(raw);
  const isNested = nested.success && siblings.some((id) => id in nested.data);
  return isNested ? nested.data[element.action_id] : raw;
}

function responseUrls(world: World, user: User, view: View) {
  const values = valuesOf(view.blocks, view.values);
  return elementsIn(view.blocks).flatMap(({ block, element }) => {
    if (!("response_url_enabled" in element) || !element.response_url_enabled) return [];
    const channel = plainOf(values[block.block_id]?.[element.action_id]);
    if (typeof channel !== "string") return [];
    const to = { user: user.id, channel, source: null };
    return [
      {
        block_id: block.block_id,
        action_id: element.action_id,
        channel_id: channel,
        response_url: world.address() + world.responseUrls.issue(to),
      },
    ];
  });
}

const Answer = z.discriminatedUnion("response_action", [
  z.object({ response_action: z.literal("errors"), errors: z.record(z.string(), z.string()) }),
  z.object({ response_action: z.literal("update"), view: z.unknown() }),
  z.object({ response_action: z.literal("push"), view: z.unknown() }),
  z.object({ response_action: z.literal("clear") }),
]);

function answered(world: World, view: View, body: unknown): Partial<Outcome> {
  const told = z.looseObject({ response_action: z.string().optional() }).safeParse(body);
  if (!told.success || told.data.response_action === undefined) {
    closeModal(world, view, false);
    return {};
  }
  const answer = Answer.safeParse(body);
  if (!answer.success) throw new Refusal("invalid_response_action");
  if (answer.data.response_action === "clear") closeModal(world, view, true);
  if (answer.data.response_action === "update")
    updateModal(world, view, readView(world, answer.data.view, "modal"));
  if (answer.data.response_action === "push")
    pushModal(world, view.user, readView(world, answer.data.view, "modal"));
  if (answer.data.response_action !== "errors")
    return { response_action: answer.data.response_action };
  const blocks = new Set(view.blocks.map((block) => block.block_id));
  const stray = Object.keys(answer.data.errors).filter((id) => !blocks.has(id));
  if (stray.length > 0) throw new Refusal(`errors for unknown block_id ${stray.join(", ")}`);
  return { ok: false, response_action: "errors", errors: answer.data.errors };
}
