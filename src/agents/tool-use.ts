import { type AIMessage, ToolMessage } from "@langchain/core/messages";
import { unreadableCall } from "../model/completion.ts";
import type { Tool, ToolReply } from "./tool.ts";

/** What models do instead of calling a tool, and how often it has happened. */
export type Faults = { "no-tool-call": number; "unreadable-call": number; "same-call": number };

const longestCalls = 24_000;

/** What keeps a message from being acted on, or null. */
export function faultIn(message: AIMessage): "no-tool-call" | "unreadable-call" | null {
  const { tool_calls = [], content } = message;
  if (content === unreadableCall) return "unreadable-call";
  if (tool_calls.length === 0) return "no-tool-call";
  if (!tool_calls.every(({ name }) => /^[\w-]{1,64}$/.test(name))) return "unreadable-call";
  return JSON.stringify(tool_calls).length > longestCalls ? "unreadable-call" : null;
}

type Desk = { tools: readonly Tool[]; seen: Set<string>; faults: Faults };
type Call = { name: string; args: unknown; id?: string | undefined };

/** Calls the tool, and never throws: what the model is told is always a sentence of ours. */
export async function useTool(desk: Desk, call: Call): Promise<ToolMessage> {
  const { ok, text } = await reply(desk, call);
  return new ToolMessage({
    tool_call_id: call.id ?? "",
    name: call.name,
    content: text,
    status: ok ? "success" : "error",
  });
}

async function reply({ tools, seen, faults }: Desk, { name, args }: Call): Promise<ToolReply> {
  const tool = tools.find((it) => it.name === name);
  if (!tool) return { ok: false, text: "There is no such tool." };
  const key = `${name} ${JSON.stringify(args)}`;
  if (seen.has(key)) {
    faults["same-call"]++;
    return { ok: false, text: "You have made this very call before. Use what it gave you." };
  }
  seen.add(key);
  try {
    return await tool.use(args);
  } catch {
    // an error's text may quote anything, so the model never sees it
    return { ok: false, text: "This tool does not work at the moment. Go on without it." };
  }
}
