import { z } from "zod";
import { messageShape } from "../messages/message-shape.ts";
import { Refusal } from "../refusal.ts";
import type { Message } from "../state/records.ts";
import { repliesTo } from "../state/state.ts";
import { count, defineMethod, flag, needScope } from "./method.ts";
import { historyScopes, joinedChannel, pageOf } from "./places.ts";

const takes = {
  channel: z.string(),
  latest: z.string().optional(),
  oldest: z.string().optional(),
  inclusive: flag.optional(),
  limit: count.optional(),
  cursor: z.string().optional(),
  include_all_metadata: flag.optional(),
};

export const history = defineMethod({
  name: "conversations.history",
  tier: "t3",
  takes,
  run(world, given) {
    const channel = joinedChannel(world, given.channel);
    needScope(world, [historyScopes[channel.kind]]);
    const found = world.state.messages
      .in(channel.id)
      .filter((one) => inChannel(one) && within(one.ts, given))
      .toReversed();
    const { items, next } = pageOf(found, given.limit, given.cursor, 999);
    const metadata = given.include_all_metadata ?? false;
    return {
      messages: items.map((one) => messageShape(world, one, { metadata })),
      has_more: next !== "",
      pin_count: 0,
      ...(next && { response_metadata: { next_cursor: next } }),
    };
  },
});

export const replies = defineMethod({
  name: "conversations.replies",
  tier: "t3",
  takes: { ...takes, ts: z.string() },
  run(world, given) {
    const channel = joinedChannel(world, given.channel);
    needScope(world, [historyScopes[channel.kind]]);
    const asked = world.state.messages.get(`${channel.id}/${given.ts}`);
    if (!asked) throw new Refusal("thread_not_found");
    // a reply's own ts gives just that reply
    const inThread = repliesTo(world.state, asked).filter((one) => within(one.ts, given));
    const { items, next } = pageOf(inThread, given.limit, given.cursor, 999);
    const metadata = given.include_all_metadata ?? false;
    return {
      messages: [asked, ...items].map((one) => messageShape(world, one, { metadata })),
      has_more: next !== "",
      ...(next && { response_metadata: { next_cursor: next } }),
    };
  },
});

function inChannel(one: Message): boolean {
  return !one.thread_ts || one.thread_ts === one.ts || one.subtype === "thread_broadcast";
}

type Window = {
  latest?: string | undefined;
  oldest?: string | undefined;
  inclusive?: boolean | undefined;
};

function within(ts: string, { latest, oldest, inclusive = false }: Window): boolean {
  const at = Number(ts);
  if (latest && (inclusive ? at > Number(latest) : at >= Number(latest))) return false;
  if (oldest && (inclusive ? at < Number(oldest) : at <= Number(oldest))) return false;
  return true;
}
