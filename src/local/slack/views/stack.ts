// the modals a person has open: at most three, one upon the other
import { checkView, type SentView } from "../blocks/check-view.ts";
import { readJson, shortId } from "../messages/content.ts";
import { Refusal, refusalOf } from "../refusal.ts";
import type { View } from "../state/records.ts";
import { findModal } from "../state/session.ts";
import type { World } from "../world.ts";

const deepest = 3;

export function readView(world: World, sent: unknown, type: "modal" | "home"): SentView {
  const raw = readJson(sent, "invalid_arguments");
  const checked = checkView(raw, { type, newId: shortId(world) });
  if (checked.is === "too-large") throw new Refusal("view_too_large");
  if (checked.is === "bad") throw refusalOf("invalid_arguments", checked.problems);
  return checked.view;
}

export function openModal(world: World, user: string, sent: SentView): View {
  const view = newView(world, user, sent, null);
  world.state.session.modals.set(user, [view]);
  world.state.session.changed();
  return view;
}

export function pushModal(world: World, user: string, sent: SentView): View {
  const stack = world.state.session.modals.get(user) ?? [];
  const top = stack.at(-1);
  if (!top) throw new Refusal("not_found");
  if (stack.length >= deepest) throw new Refusal("push_limit_reached");
  const view = newView(world, user, sent, top);
  world.state.session.modals.set(user, [...stack, view]);
  world.state.session.changed();
  return view;
}

/** The view with new content; what people entered stays where the block and element are still there. */
export function replaceView(world: World, view: View, sent: SentView): View {
  checkExternalId(world, sent, view.id);
  return {
    ...view,
    ...contentOf(sent),
    title: sent.title,
    close: sent.close,
    submit: sent.submit,
    hash: newHash(world),
  };
}

export function updateModal(world: World, view: View, sent: SentView): View {
  const next = replaceView(world, view, sent);
  keepModal(world, next);
  return next;
}

export function keepModal(world: World, next: View) {
  const { session } = world.state;
  const stack = session.modals.get(next.user) ?? [];
  session.modals.set(
    next.user,
    stack.map((one) => (one.id === next.id ? next : one)),
  );
  session.changed();
}

/** Takes the view and what lies upon it away, or all of them. */
export function closeModal(world: World, view: View, everything: boolean) {
  const { session } = world.state;
  const stack = session.modals.get(view.user) ?? [];
  const left = everything
    ? []
    : stack.slice(
        0,
        stack.findIndex((one) => one.id === view.id),
      );
  if (left.length > 0) session.modals.set(view.user, left);
  else session.modals.delete(view.user);
  session.changed();
}

export function newView(world: World, user: string, sent: SentView, below: View | null): View {
  checkExternalId(world, sent, "");
  const id = world.state.sequence.newId("V");
  return {
    id,
    user,
    type: sent.type,
    title: sent.title,
    close: sent.close,
    submit: sent.submit,
    ...contentOf(sent),
    hash: newHash(world),
    root_view_id: below?.root_view_id ?? id,
    previous_view_id: below?.id ?? null,
    values: {},
  };
}

function contentOf(sent: SentView) {
  return {
    blocks: sent.blocks,
    callback_id: sent.callback_id ?? "",
    external_id: sent.external_id ?? "",
    private_metadata: sent.private_metadata ?? "",
    clear_on_close: sent.clear_on_close ?? false,
    notify_on_close: sent.notify_on_close ?? false,
  };
}

function newHash(world: World): string {
  return `${Math.floor(Date.now() / 1000)}.${shortId(world)()}`;
}

function checkExternalId(world: World, sent: SentView, own: string) {
  if (!sent.external_id) return;
  const { session, homes } = world.state;
  const modal = findModal(session, sent.external_id)?.view;
  const home = homes.all().find((one) => one.external_id === sent.external_id);
  const taken = [modal, home].some((one) => one && one.id !== own);
  if (taken) throw new Refusal("duplicate_external_id");
}
