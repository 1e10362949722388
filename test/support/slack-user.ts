// people at a local Slack, by its control API: they say, click, fill in forms and read

import { z } from "zod";
import { eventually } from "./eventually.ts";
import { getJson } from "./http.ts";

const Block = z.looseObject({ type: z.string() });
const Message = z.looseObject({
  ts: z.string(),
  channel: z.string(),
  user: z.string(),
  text: z.string(),
  thread_ts: z.string().nullish(),
  blocks: z.array(Block).nullish(),
  metadata: z.looseObject({ event_payload: z.record(z.string(), z.unknown()) }).nullish(),
});
export type SlackMessage = z.infer<typeof Message>;

const View = z.looseObject({
  id: z.string(),
  type: z.string(),
  blocks: z.array(Block),
});

const State = z.looseObject({
  channels: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string().optional(),
      kind: z.string(),
      members: z.array(z.string()),
    }),
  ),
  messages: z.array(Message),
  ephemerals: z.record(z.string(), z.array(Message)),
  views: z.record(z.string(), z.array(View)),
  homes: z.record(z.string(), View),
});

const Acted = z.looseObject({
  ok: z.boolean(),
  acknowledged: z.boolean(),
  ack_ms: z.number().nullable(),
});

const Element = z.looseObject({
  action_id: z.string().optional(),
  text: z.looseObject({ text: z.string() }).optional(),
});

const Menu = z.looseObject({
  action_id: z.string().optional(),
  options: z
    .array(z.looseObject({ text: z.looseObject({ text: z.string() }), value: z.string() }))
    .optional(),
});

/** All the words of a message or view, line by line. */
export function wordsOf({
  blocks,
  text,
}: {
  blocks?: z.infer<typeof Block>[] | null | undefined;
  text?: string;
}): string {
  const words: string[] = [];
  JSON.stringify(blocks ?? [], (key, value: unknown) => {
    if (key === "text" && typeof value === "string") words.push(value);
    return value;
  });
  return words.length > 0 ? words.join("\n") : (text ?? "");
}

/** The id of the button with this label. */
function buttonIn(
  blocks: z.infer<typeof Block>[] | null | undefined,
  label: string,
): string | undefined {
  for (const block of blocks ?? []) {
    const elements = z.array(Element).safeParse(block["elements"] ?? [block["accessory"]]);
    const button = elements.data?.find((it) => it.text?.text === label);
    if (button?.action_id !== undefined) return button.action_id;
  }
  return undefined;
}

export type SlackUsers = ReturnType<typeof slackUsers>;

export function slackUsers(url: string, mailUrl = url) {
  const state = () => getJson(`${url}/_control/state`, State);

  async function tell(name: string, body: object): Promise<unknown> {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${url}/_control/${name}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${name} ${response.status}: ${JSON.stringify(answer)}`);
    return answer;
  }

  async function act(name: string, body: object) {
    return Acted.parse(await tell(name, body));
  }

  async function channelId(name: string): Promise<string> {
    const found = (await state()).channels.find((it) => it.name === name || it.id === name);
    return found?.id ?? name;
  }

  /** The newest message that holds all these words, waited for. */
  function message(channel: string | null, ...words: string[]): Promise<SlackMessage> {
    return eventually(
      async () => {
        const id = channel === null ? null : await channelId(channel);
        const { messages } = await state();
        const found = messages.findLast(
          (it) =>
            (id === null || it.channel === id) && words.every((word) => wordsOf(it).includes(word)),
        );
        if (!found)
          throw new Error(
            `no message with ${words.join(", ")}; there are:\n${messages.map((it) => `${it.channel} ${wordsOf(it)}`).join("\n--\n")}`,
          );
        return found;
      },
      { within: 12_000 },
    );
  }

  function whisper(user: string, ...words: string[]): Promise<SlackMessage> {
    return eventually(
      async () => {
        const of = (await state()).ephemerals[user] ?? [];
        const found = of.findLast((it) => words.every((word) => wordsOf(it).includes(word)));
        if (!found)
          throw new Error(
            `nothing whispered with ${words.join(", ")}; there is:\n${of.map(wordsOf).join("\n--\n")}`,
          );
        return found;
      },
      { within: 12_000 },
    );
  }

  async function click(user: string, on: SlackMessage, label: string) {
    const action_id = buttonIn(on.blocks, label);
    if (action_id === undefined)
      throw new Error(`no button “${label}” in:\n${JSON.stringify(on.blocks)}`);
    return act("click", { user, channel: on.channel, ts: on.ts, action_id });
  }

  /** a choice of the menu behind the buttons */
  async function choose(user: string, on: SlackMessage, label: string) {
    for (const block of on.blocks ?? []) {
      for (const { action_id, options } of z.array(Menu).safeParse(block["elements"]).data ?? []) {
        const chosen = options?.find((it) => it.text.text === label);
        const { channel, ts } = on;
        if (chosen) return act("click", { user, channel, ts, action_id, selected: chosen.value });
      }
    }
    throw new Error(`no choice “${label}” in:\n${JSON.stringify(on.blocks)}`);
  }

  function form(user: string) {
    return eventually(
      async () => {
        const view = (await state()).views[user]?.at(-1);
        // a window that says "one moment" has no fields yet
        if (!view?.blocks.some((it) => it.type === "input"))
          throw new Error(`${user} has no form open`);
        return view;
      },
      { within: 8000 },
    );
  }

  async function submit(user: string, values: Record<string, unknown>) {
    return act("submit", { user, view_id: (await form(user)).id, values });
  }

  return {
    url,
    state,
    act,
    /** what no person does: to fail in a certain way */
    tell,
    message,
    whisper,
    click,
    choose,
    form,
    submit,
    slash: (user: string, channel: string, text: string) =>
      act("slash", { user, channel, command: "/playbook", text }),
    say: (user: string, channel: string, text: string, thread_ts?: string) =>
      act("say", { user, channel, text, ...(thread_ts && { thread_ts }) }),
    /** the message as it is now */
    async again(it: SlackMessage): Promise<SlackMessage> {
      const found = (await state()).messages.find(
        (one) => one.channel === it.channel && one.ts === it.ts,
      );
      if (!found) throw new Error(`message ${it.ts} is gone`);
      return found;
    },
    /** waits until a message shows all these words */
    shows(it: SlackMessage, ...words: string[]): Promise<SlackMessage> {
      return eventually(
        async () => {
          const now = (await state()).messages.find(
            (one) => one.channel === it.channel && one.ts === it.ts,
          );
          if (!now || !words.every((word) => wordsOf(now).includes(word)))
            throw new Error(`it shows not ${words.join(", ")} but:\n${now && wordsOf(now)}`);
          return now;
        },
        { within: 15_000 },
      );
    },
    async skip(to: { by: string } | { to: string }): Promise<string> {
      const headers = { "content-type": "application/json" };
      const response = await fetch(`${url}/_control/skip`, {
        method: "POST",
        headers,
        body: JSON.stringify(to),
      });
      const answer = z
        .looseObject({ said: z.string().optional(), now: z.string().optional() })
        .parse(await response.json());
      if (!response.ok) throw new Error(JSON.stringify(answer));
      return answer.now ?? "";
    },
    mails: async () => (await getJson(`${mailUrl}/_control/mail`, Mails)).messages,
  };
}

const Mails = z.looseObject({
  messages: z.array(
    z.looseObject({
      subject: z.string(),
      text: z.string().nullish(),
      message_id: z.string().nullish(),
      headers: z.record(z.string(), z.string()),
      sent_twice: z.boolean(),
      envelope: z.looseObject({ to: z.array(z.string()) }),
    }),
  ),
});
