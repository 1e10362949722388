import { z } from "zod";
import { Refusal } from "../refusal.ts";
import type { View } from "../state/records.ts";
import { findModal } from "../state/session.ts";
import {
  newView,
  openModal,
  pushModal,
  readView,
  replaceView,
  updateModal,
} from "../views/stack.ts";
import { viewShape } from "../views/view-shape.ts";
import type { World } from "../world.ts";
import { defineMethod } from "./method.ts";

const triggered = {
  trigger_id: z.string().optional(),
  interactivity_pointer: z.string().optional(),
  view: z.unknown(),
};

export const openView = defineMethod({
  name: "views.open",
  tier: "t4",
  takes: triggered,
  run(world, given) {
    const sent = readView(world, given.view, "modal");
    const { user } = world.triggers.exchange(given.trigger_id ?? given.interactivity_pointer ?? "");
    return { view: viewShape(world, openModal(world, user, sent)) };
  },
});

export const pushView = defineMethod({
  name: "views.push",
  tier: "t4",
  takes: triggered,
  run(world, given) {
    const sent = readView(world, given.view, "modal");
    const trigger = world.triggers.exchange(given.trigger_id ?? given.interactivity_pointer ?? "");
    // only what was done inside an open modal may put another one on top
    if (!trigger.view || !findModal(world.state.session, trigger.view))
      throw new Refusal("not_found");
    return { view: viewShape(world, pushModal(world, trigger.user, sent)) };
  },
});

export const updateView = defineMethod({
  name: "views.update",
  tier: "t4",
  takes: {
    view: z.unknown(),
    view_id: z.string().optional(),
    external_id: z.string().optional(),
    hash: z.string().optional(),
  },
  run(world, given) {
    const id = given.view_id ?? given.external_id;
    if (!id) throw new Refusal("invalid_arguments");
    const modal = findModal(world.state.session, id)?.view;
    const home = world.state.homes.all().find((one) => one.id === id || one.external_id === id);
    const view = modal ?? home;
    if (!view) throw new Refusal("not_found");
    const sent = readView(world, given.view, view.type);
    checkHash(view, given.hash);
    return {
      view: viewShape(
        world,
        modal ? updateModal(world, view, sent) : keepHome(world, replaceView(world, view, sent)),
      ),
    };
  },
});

export const publishView = defineMethod({
  name: "views.publish",
  tier: "t4",
  takes: { user_id: z.string(), view: z.unknown(), hash: z.string().optional() },
  run(world, given) {
    if (!world.grants.homeTab) throw new Refusal("not_enabled");
    if (!world.state.users.get(given.user_id)) throw new Refusal("user_not_found");
    const sent = readView(world, given.view, "home");
    const known = world.state.homes.get(given.user_id);
    if (known) checkHash(known, given.hash);
    const next = known
      ? { ...replaceView(world, known, sent), values: {} }
      : newView(world, given.user_id, sent, null);
    return { view: viewShape(world, keepHome(world, next)) };
  },
});

function keepHome(world: World, view: View): View {
  world.state.homes.put(view.user, view);
  return view;
}

function checkHash(view: View, hash: string | undefined) {
  if (hash && hash !== view.hash) throw new Refusal("hash_conflict");
}
