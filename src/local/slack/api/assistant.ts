import { z } from "zod";
import { readJson } from "../messages/content.ts";
import { Refusal, refusalOf } from "../refusal.ts";
import { problemsOf } from "../blocks/problem.ts";
import { defineMethod } from "./method.ts";
import { joinedChannel } from "./places.ts";

// a status clears itself when the app says nothing for two minutes
const statusLife = 120_000;

export const setStatus = defineMethod({
  name: "assistant.threads.setStatus",
  tier: "special",
  scopes: ["assistant:write", "chat:write"],
  takes: {
    channel_id: z.string(),
    thread_ts: z.string(),
    status: z.string(),
    loading_messages: z.unknown().optional(),
  },
  run(world, given) {
    const channel = joinedChannel(world, given.channel_id);
    const { messages, session } = world.state;
    if (!messages.get(`${channel.id}/${given.thread_ts}`)) throw new Refusal("invalid_thread_ts");
    const loading = parsed(
      z.array(z.string()).max(10).default([]),
      given.loading_messages,
      "loading_messages",
    );
    const key = `${channel.id}/${given.thread_ts}`;
    if (given.status === "") session.statuses.delete(key);
    else session.statuses.set(key, { text: given.status, loading, until: Date.now() + statusLife });
    session.changed();
    // the page learns by this that the two minutes are over
    setTimeout(() => session.changed(), statusLife).unref();
    return {};
  },
});

const Prompt = z.object({ title: z.string().min(1), message: z.string().min(1) });

export const setSuggestedPrompts = defineMethod({
  name: "assistant.threads.setSuggestedPrompts",
  tier: "t4",
  scopes: ["assistant:write"],
  takes: {
    channel_id: z.string(),
    thread_ts: z.string().optional(),
    title: z.string().optional(),
    prompts: z.unknown(),
  },
  run(world, given) {
    const channel = joinedChannel(world, given.channel_id);
    if (channel.kind !== "im") throw new Refusal("channel_not_found");
    const { messages, session } = world.state;
    if (given.thread_ts && !messages.get(`${channel.id}/${given.thread_ts}`))
      throw new Refusal("invalid_thread_ts");
    const prompts = parsed(z.array(Prompt).max(4), given.prompts, "prompts");
    session.prompts.set(channel.id, { title: given.title, prompts });
    session.changed();
    return {};
  },
});

export const setTitle = defineMethod({
  name: "assistant.threads.setTitle",
  tier: "special",
  scopes: ["assistant:write"],
  takes: { channel_id: z.string(), thread_ts: z.string(), title: z.string() },
  run(world, given) {
    const channel = joinedChannel(world, given.channel_id);
    if (!world.state.messages.get(`${channel.id}/${given.thread_ts}`))
      throw new Refusal("invalid_thread_ts");
    return {};
  },
});

function parsed<T>(schema: z.ZodType<T>, sent: unknown, field: string): T {
  const read = schema.safeParse(readJson(sent, "invalid_arguments"), { reportInput: true });
  if (!read.success) throw refusalOf("invalid_arguments", problemsOf(read.error, `/${field}`));
  return read.data;
}
