import { AIMessage, HumanMessage } from "@langchain/core/messages";
import type { ChatOpenAICompletions } from "@langchain/openai";
import { createAgent, createMiddleware } from "langchain";
import type { Tool } from "./tool.ts";
import { type Faults, faultIn, useTool } from "./tool-use.ts";

export type Loop = {
  chat: ChatOpenAICompletions;
  name: string;
  /** the agent's own prompt, and nothing else */
  system: string;
  opening: string;
  tools: Tool[];
  maxCalls: number;
  /** whether a tool has been called that ends the work */
  finished(): boolean;
  signal: AbortSignal;
};

/** How the work of an agent ended. */
export type LoopEnd = "finished" | keyof Faults | "calls-used-up";

// how often each is put up with before the work ends
const allowed: Faults = { "no-tool-call": 1, "unreadable-call": 2, "same-call": 3 };

const reminders = {
  "no-tool-call":
    "You have called no tool. Go on by calling one; a text alone is not read by anybody.",
  "unreadable-call":
    "Your last call could not be read. Call again, with arguments that are valid JSON.",
};

/**
 * Lets a model call tools until it has finished or can no longer be helped.
 * @throws what the model's gateway throws, or that the signal was given
 */
export async function runLoop(loop: Loop): Promise<LoopEnd> {
  const { tools, maxCalls, finished } = loop;
  const faults: Faults = { "no-tool-call": 0, "unreadable-call": 0, "same-call": 0 };
  const seen = new Set<string>();
  let calls = 0;

  function end(): LoopEnd | null {
    if (finished()) return "finished";
    for (const fault of ["no-tool-call", "unreadable-call", "same-call"] as const)
      if (faults[fault] > allowed[fault]) return fault;
    return calls >= maxCalls ? "calls-used-up" : null;
  }

  const guard = createMiddleware({
    name: "guard",
    beforeModel: { canJumpTo: ["end"], hook: () => (end() ? { jumpTo: "end" } : undefined) },
    afterModel: {
      canJumpTo: ["model", "end"],
      hook({ messages }) {
        calls++;
        const last = messages.at(-1);
        const fault = AIMessage.isInstance(last) ? faultIn(last) : null;
        if (!fault) return undefined;
        faults[fault]++;
        if (end()) return { jumpTo: "end" };
        // taken out of the conversation: a broken call, or a very long text, must not be sent again
        const instead = new AIMessage({ id: last?.id ?? "", content: "(no tool was called)" });
        return { messages: [instead, new HumanMessage(reminders[fault])], jumpTo: "model" };
      },
    },
    wrapToolCall: ({ toolCall }) => useTool({ tools, seen, faults }, toolCall),
  });

  const agent = createAgent({
    model: loop.chat,
    name: loop.name,
    systemPrompt: loop.system,
    tools: tools.map(declared),
    middleware: [guard],
  });
  const start = { messages: [new HumanMessage(loop.opening)] };
  // each call of the model takes four steps of the graph; the guard ends the work long before
  await agent.invoke(start, { signal: loop.signal, recursionLimit: maxCalls * 5 + 10 });
  return end() ?? "calls-used-up";
}

// declared to the model only: langchain's own way to call a tool would quote our errors to the model
function declared({ name, about, parameters }: Tool) {
  return { type: "function", function: { name, description: about, parameters, strict: true } };
}
