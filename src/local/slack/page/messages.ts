// the list of messages a person sees in a conversation or a thread
import type { Ephemeral, Message } from "../state/records.ts";
import { repliesTo } from "../state/state.ts";
import type { World } from "../world.ts";
import { dayName, dayOf } from "./dates.ts";
import { html } from "./html.ts";
import { messageHtml } from "./message.ts";
import type { Scene } from "./scene.ts";

/** One child of a list; the script replaces those whose HTML has changed. */
export type Item = { key: string; html: string };

type Seen = Message | Ephemeral;

export function channelItems(world: World, scene: Scene, channel: string, most: number): Item[] {
  const all = seenBy(world, scene, channel).filter(inChannel);
  const shown = items(world, scene, all.slice(-most), false);
  if (all.length <= most) return shown;
  const button = html`<button type="button" class="link earlier" data-earlier>
    Show earlier messages
  </button>`;
  return [{ key: "earlier", html: button.html }, ...shown];
}

export function threadItems(world: World, scene: Scene, channel: string, ts: string): Item[] {
  const seen = seenBy(world, scene, channel).filter((one) => one.ts === ts || one.thread_ts === ts);
  return items(world, scene, seen, true);
}

function inChannel(one: Seen): boolean {
  return !one.thread_ts || one.thread_ts === one.ts || one.subtype === "thread_broadcast";
}

function seenBy({ state }: World, { viewer }: Scene, channel: string): Seen[] {
  const whispered = [...state.session.ephemerals.values()].filter(
    (one) => one.channel === channel && one.for === viewer.id,
  );
  if (whispered.length === 0) return state.messages.in(channel);
  return [...state.messages.in(channel), ...whispered].toSorted((a, b) => (a.ts < b.ts ? -1 : 1));
}

function items(world: World, scene: Scene, seen: Seen[], inThread: boolean): Item[] {
  let day = "";
  let before: Seen | null = null;
  const list: Item[] = [];
  for (const message of seen) {
    const at = new Date(Number(message.ts) * 1000);
    const today = dayOf(at, scene.viewer);
    const isNewDay = today !== day && !inThread;
    if (isNewDay) {
      const line = html`<div class="day" role="separator">
        <span>${dayName(at, scene.viewer)}</span>
      </div>`;
      list.push({ key: `day-${today}`, html: line.html });
    }
    const follows = !isNewDay && before !== null && continues(before, message);
    const replies = repliesTo(world.state, message);
    const row = { message, replies, follows, inThread };
    const scope = `m${message.channel}-${message.ts}${inThread ? "-t" : ""}`;
    list.push({ key: message.ts, html: messageHtml(world, { ...scene, scope }, row).html });
    day = today;
    before = message;
    if (inThread && replies.length > 0) {
      const many = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
      list.push({ key: "replies", html: html`<div class="replies">${many}</div>`.html });
      before = null;
    }
  }
  return list;
}

// within five minutes, like Slack; never across something only one of them is
function continues(before: Seen, message: Seen): boolean {
  const near = Number(message.ts) - Number(before.ts) < 300;
  const alike = "for" in before === "for" in message && before.subtype !== "tombstone";
  return near && alike && before.user === message.user && before.username === message.username;
}
