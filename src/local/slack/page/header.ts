// the line above a conversation
import { directMessage } from "../state/find.ts";
import type { Channel, User } from "../state/records.ts";
import type { World } from "../world.ts";
import { type Html, html } from "./html.ts";
import { icon } from "./icons.ts";
import { avatar } from "./message.ts";
import { directName, otherIn, unreadIn } from "./sidebar.ts";

const menuButton = html`<button
  type="button"
  class="button icon drawer-button"
  data-drawer
  aria-label="Open the list of conversations"
>
  ${icon("menu")}
</button>`;

export function channelHeader(world: World, me: User, channel: Channel): Html {
  const { state } = world;
  const topic = channel.topic && html`<span class="topic">${channel.topic}</span>`;
  if (channel.name)
    return html`${menuButton}
      <h1>${channel.kind === "private" ? icon("lock") : "#"} ${channel.name}</h1>
      ${topic}
      <span class="members" title="${names(world, channel)}"
        >${channel.members.length} members</span
      >`;
  return html`${menuButton} ${avatar(state.users.get(otherIn(channel, me)), false)}
    <h1>${directName(world, me, channel)}</h1>`;
}

export function appHeader(world: World, me: User, tab: "home" | "messages"): Html {
  const { state, bot, grants } = world;
  const direct = directMessage(state, [me.id, bot.user]);
  const tabs = [
    { id: "home", name: "Home", on: grants.homeTab, unread: 0 },
    {
      id: "messages",
      name: "Messages",
      on: grants.messagesTab,
      unread: unreadIn(world, me, direct),
    },
  ];
  return html`${menuButton} ${avatar(state.users.get(bot.user), true)}
    <h1>${grants.name}</h1>
    <div class="tabs" role="tablist">
      ${tabs
        .filter((one) => one.on)
        .map(
          (one) =>
            html`<button
              type="button"
              role="tab"
              data-tab="${one.id}"
              aria-selected="${String(one.id === tab)}"
            >
              ${one.name}${
                one.unread > 0 &&
                html`<span class="dot" role="img" aria-label="${one.unread} unread"></span>`
              }
            </button>`,
        )}
    </div>`;
}

function names({ state }: World, channel: Channel): string {
  return channel.members.map((id) => state.users.get(id)?.real_name ?? id).join(", ");
}
