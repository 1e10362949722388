// what one person's window shows, as pieces of HTML the script puts in place
import { z } from "zod";
import { directMessage } from "../state/find.ts";
import type { Channel, User } from "../state/records.ts";
import type { World } from "../world.ts";
import { type Draw, createDraw } from "./draw.ts";
import { appHeader, channelHeader } from "./header.ts";
import { html, type Html } from "./html.ts";
import { channelItems, type Item, threadItems } from "./messages.ts";
import { homeHtml, modalHtml } from "./modal.ts";
import type { Scene } from "./scene.ts";
import { directName, isAppChannel, sidebarHtml } from "./sidebar.ts";

export const Asked = z.object({
  as: z.string().optional(),
  place: z.string().optional(),
  thread: z.string().optional(),
  /** how many messages at most */
  most: z.coerce.number().int().min(1).default(100),
  /** the window is in front: what it shows counts as read */
  seen: z.string().optional(),
});

export type PageView = {
  me: string;
  place: string;
  title: string;
  /** the conversation under the place; empty on the Home tab */
  channel: string;
  sidebar: string;
  header: string;
  items: Item[] | null;
  home: string | null;
  below: string;
  composer: { hint: string; joined: boolean };
  thread: { ts: string; items: Item[]; below: string } | null;
  modal: { id: string; hash: string; html: string } | null;
};

export function pageView(world: World, asked: z.infer<typeof Asked>): PageView {
  const { state } = world;
  const me = actor(world, asked.as);
  const { place, channel } = placeOf(world, me, asked.place);
  const scene = sceneOf(world, me);
  if (channel && asked.seen) markRead(world, me, channel);
  const thread =
    channel && asked.thread ? state.messages.get(`${channel.id}/${asked.thread}`) : undefined;
  const modal = state.session.modals.get(me.id)?.at(-1);
  const name = channel ? placeTitle(world, me, channel) : world.grants.name;
  return {
    me: me.id,
    place,
    title: name,
    channel: channel?.id ?? "",
    sidebar: sidebarHtml(world, me, place).html,
    header: headerOf(world, me, channel).html,
    items: channel ? channelItems(world, scene, channel.id, asked.most) : null,
    home: channel ? null : homeHtml({ ...scene, scope: "home" }, state.homes.get(me.id), name).html,
    below: channel ? belowHtml(world, channel).html : "",
    composer: {
      hint: `Message ${name}`,
      joined: channel?.members.includes(me.id) ?? false,
    },
    thread:
      channel && thread
        ? {
            ts: thread.ts,
            items: threadItems(world, scene, channel.id, thread.ts),
            below: statusHtml(world, `${channel.id}/${thread.ts}`).html,
          }
        : null,
    modal: modal
      ? {
          id: modal.id,
          hash: modal.hash,
          html: modalHtml({ ...scene, scope: modal.id }, modal).html,
        }
      : null,
  };
}

export function actor(world: World, asked: string | undefined): User {
  const people = world.state.users.all().filter((user) => !user.is_bot);
  const found = people.find((user) => user.id === asked) ?? people[0];
  if (!found) throw new Error("the workspace has no people");
  return found;
}

function placeOf(
  world: World,
  me: User,
  asked: string | undefined,
): { place: string; channel: Channel | null } {
  const { state, bot, grants } = world;
  if (asked?.startsWith("@") && state.users.get(asked.slice(1))) {
    const channel = directMessage(state, [me.id, asked.slice(1)]);
    return { place: channel.id, channel };
  }
  const named = state.channels.get(asked ?? "");
  const visible = named && (named.kind === "public" || named.members.includes(me.id));
  if (visible) return { place: named.id, channel: named };
  if (asked === "messages" || !grants.homeTab) {
    const channel = directMessage(state, [me.id, bot.user]);
    return { place: channel.id, channel };
  }
  return { place: "home", channel: null };
}

function sceneOf(world: World, me: User): Scene {
  const { state } = world;
  const viewer = { id: me.id, tz: me.tz, now: state.clock.now() };
  const draw: Draw = createDraw(state, viewer);
  const places = state.channels
    .all()
    .filter((one) => one.kind === "public" || one.members.includes(me.id))
    .map((one) => ({ id: one.id, name: placeTitle(world, me, one) }));
  const people = state.users.all().filter((user) => !user.is_bot);
  return { viewer, draw, scope: "", people, places };
}

function placeTitle(world: World, me: User, channel: Channel): string {
  return channel.name ? `#${channel.name}` : directName(world, me, channel);
}

function headerOf(world: World, me: User, channel: Channel | null): Html {
  if (!channel) return appHeader(world, me, "home");
  return isAppChannel(world, channel)
    ? appHeader(world, me, "messages")
    : channelHeader(world, me, channel);
}

function markRead({ state }: World, me: User, channel: Channel) {
  const last = state.messages.in(channel.id).at(-1)?.ts;
  const key = `${me.id}/${channel.id}`;
  if (last && (state.reads.get(key) ?? "0") < last) state.reads.put(key, last);
}

/** Between the messages and the composer: what the app is doing, and what it suggests to say. */
function belowHtml(world: World, channel: Channel): Html {
  const { prompts } = world.state.session;
  const known = prompts.get(channel.id);
  const suggested =
    known &&
    html`<div class="prompts">
      ${known.title && html`<span class="prompts-title">${known.title}</span>`}
      ${known.prompts.map(
        (one) =>
          html`<button type="button" class="button plain" data-prompt="${one.message}">
            ${one.title}
          </button>`,
      )}
    </div>`;
  const inChannel = [...world.state.session.statuses.keys()].filter((key) =>
    key.startsWith(`${channel.id}/`),
  );
  return html`${inChannel.map((key) => statusHtml(world, key))}${suggested}`;
}

function statusHtml({ state, grants }: World, key: string): Html {
  const status = state.session.statuses.get(key);
  if (!status || status.until < Date.now()) return html``;
  return html`<div class="status" role="status">
    <span class="pulse" aria-hidden="true"></span>${grants.name} ${status.text}
  </div>`;
}
