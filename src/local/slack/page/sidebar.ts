import type { Channel, User } from "../state/records.ts";
import type { World } from "../world.ts";
import { type Html, html } from "./html.ts";
import { icon } from "./icons.ts";
import { avatar } from "./message.ts";

/** Where a person can go, with what they have not read. */
export function sidebarHtml(world: World, me: User, here: string): Html {
  const { state, bot, grants } = world;
  const mine = state.channels.all().filter((one) => one.members.includes(me.id));
  const open = state.channels.all().filter((one) => one.kind === "public");
  const channels = [...new Set([...mine.filter((one) => one.name), ...open])];
  const direct = mine.filter((one) => !one.name && !one.members.includes(bot.user));
  const spoken = new Set(direct.flatMap((one) => one.members));
  const others = state.users.all().filter((one) => !one.is_bot && one.id !== me.id);
  const app = mine.find((one) => one.kind === "im" && one.members.includes(bot.user));
  const waiting = app ? unreadIn(world, me, app) : 0;
  // what the app has written is what one wants to see first
  const tab = grants.homeTab && waiting === 0 ? "home" : "messages";
  const isApp = here === "home" || (app !== undefined && here === app.id);
  return html`<nav aria-label="Conversations">
    <h2>Apps</h2>
    ${link({
      place: tab,
      tab,
      name: grants.name,
      face: avatar(state.users.get(bot.user), true),
      here: isApp,
      unread: waiting,
    })}
    <h2>Channels</h2>
    ${channels.map((one) =>
      link({
        place: one.id,
        name: one.name,
        face: html`<span class="hash" aria-hidden="true"
          >${one.kind === "private" ? icon("lock") : "#"}</span
        >`,
        here: one.id === here,
        unread: unreadIn(world, me, one),
      }),
    )}
    <h2>Direct messages</h2>
    ${direct.map((one) =>
      link({
        place: one.id,
        name: directName(world, me, one),
        face: avatar(state.users.get(otherIn(one, me)), false),
        here: one.id === here,
        unread: unreadIn(world, me, one),
      }),
    )}
    ${others
      .filter((one) => !spoken.has(one.id))
      .map((one) =>
        link({
          place: `@${one.id}`,
          name: one.real_name,
          face: avatar(one, false),
          here: false,
          unread: 0,
        }),
      )}
  </nav>`;
}

type Link = {
  place: string;
  tab?: string;
  name: string;
  face: Html;
  here: boolean;
  unread: number;
};

function link({ place, tab, name, face, here, unread }: Link): Html {
  return html`<button
    type="button"
    class="place ${unread > 0 && "unread"}"
    data-place="${place}"
    ${tab && html`data-tab="${tab}"`}
    ${here && html`aria-current="page"`}
  >
    ${face}<span class="place-name">${name}</span>
    ${unread > 0 && html`<span class="dot" role="img" aria-label="${unread} unread"></span>`}
  </button>`;
}

export function unreadIn({ state }: World, me: User, channel: Channel): number {
  if (!channel.members.includes(me.id)) return 0;
  const read = state.reads.get(`${me.id}/${channel.id}`) ?? "0";
  const isNew = (one: { ts: string; user: string; thread_ts?: string | undefined }) =>
    one.ts > read && one.user !== me.id && (!one.thread_ts || one.thread_ts === one.ts);
  return state.messages.in(channel.id).filter(isNew).length;
}

export function directName(world: World, me: User, channel: Channel): string {
  const names = channel.members
    .filter((member) => member !== me.id)
    .map((member) => world.state.users.get(member)?.real_name ?? member);
  return names.join(", ") || me.real_name;
}

export function otherIn(channel: Channel, me: User): string {
  return channel.members.find((member) => member !== me.id) ?? me.id;
}

/** Whether the conversation is the person's with the app. */
export function isAppChannel({ bot }: World, channel: Channel): boolean {
  return channel.kind === "im" && channel.members.includes(bot.user);
}
