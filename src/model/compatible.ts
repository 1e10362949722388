import { z } from "zod";

// what both SDKs send, made plain enough for servers that know only the core of the protocol

const Message = z.looseObject({
  role: z.string(),
  content: z.unknown().optional(),
  tool_calls: z.array(z.looseObject({ id: z.string().optional() })).nullish(),
});
const Tool = z.looseObject({ function: z.looseObject({ strict: z.boolean().optional() }) });

/** The body of a request for a chat completion. */
export const ChatBody = z.looseObject({
  model: z.string(),
  messages: z.array(Message).min(1),
  tools: z.array(Tool).optional(),
});
export type ChatBody = z.output<typeof ChatBody>;

type Quirk = { complains: RegExp; mend(body: ChatBody): ChatBody };

// a complaint about a value, as of a cap that is too high, teaches nothing of this kind
function unsupported(name: string): RegExp {
  const words = "unsupported|not supported|unrecogni[sz]ed|unknown|unexpected|not permitted|extra";
  return new RegExp(`(${name})[^]*(${words})|(${words})[^]*(${name})`, "i");
}

// each is learned from the server's own complaint, once
const quirks = {
  otherCap: {
    complains: unsupported("max_(completion_)?tokens"),
    mend: (body) => ({
      ...body,
      max_tokens: body["max_completion_tokens"],
      max_completion_tokens: body["max_tokens"],
    }),
  },
  serialTools: {
    complains: /parallel_tool_calls/,
    mend: (body) => ({ ...body, parallel_tool_calls: undefined }),
  },
  looseTools: {
    complains: unsupported("\\bstrict\\b"),
    mend: (body) => ({
      ...body,
      tools: body.tools?.map((tool) => ({
        ...tool,
        function: { ...tool.function, strict: undefined },
      })),
    }),
  },
  systemRole: {
    complains: /\bdeveloper\b/,
    mend: (body) => ({
      ...body,
      messages: body.messages.map((it) =>
        it.role === "developer" ? { ...it, role: "system" } : it,
      ),
    }),
  },
} satisfies Record<string, Quirk>;

export type Dialect = {
  speak(body: ChatBody): ChatBody;
  /** True when the complaint taught something, so that the same question is worth asking again at once. */
  learn(complaint: string, body: ChatBody): boolean;
};

/** How one server wants to be spoken to, as far as it has been learned. */
export function createDialect(): Dialect {
  const learned = new Set<Quirk>();
  const speak = (body: ChatBody) =>
    [...learned].reduce((mended, quirk) => quirk.mend(mended), plain(body));

  return {
    speak,
    learn(complaint, body) {
      const news = Object.values<Quirk>(quirks).filter(
        (quirk) =>
          !learned.has(quirk) &&
          quirk.complains.test(complaint) &&
          JSON.stringify(quirk.mend(body)) !== JSON.stringify(body),
      );
      for (const quirk of news) learned.add(quirk);
      return news.length > 0;
    },
  };
}

function plain(body: ChatBody): ChatBody {
  return {
    ...body,
    messages: body.messages.map((message) => ({
      ...message,
      name: undefined,
      content: plainContent(message.content),
    })),
  };
}

const TextParts = z.array(z.object({ type: z.literal("text"), text: z.string() }));

function plainContent(content: unknown): unknown {
  const parts = TextParts.safeParse(content);
  return parts.success ? parts.data.map((part) => part.text).join("\n") : content;
}

const thinking = /(^|[/:])(o\d|gpt-[5-9]|codex)/;
const roomToThink = 8000;

/** Caps the answer's tokens, in the field that a model of this name wants. */
export function capped(body: ChatBody, most: number): { body: ChatBody; cap: number } {
  const thinks = thinking.test(body.model);
  // a model that thinks spends the same allowance on thinking
  const cap = thinks ? most + roomToThink : most;
  const old = thinks ? undefined : cap;
  const now = thinks ? cap : undefined;
  return { body: { ...body, max_tokens: old, max_completion_tokens: now }, cap };
}

/** ids of all tool calls in a conversation */
export function toolCallIds(body: ChatBody): Set<string> {
  return new Set(body.messages.flatMap((it) => (it.tool_calls ?? []).map((call) => call.id ?? "")));
}
