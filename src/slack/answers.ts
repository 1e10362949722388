import type { WebClient } from "@slack/web-api";
import type { Button, FileShown, Reply } from "../chat/replies.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Asker } from "./asker.ts";
import { drawReply } from "./draw.ts";
import { refusalOf } from "./failures.ts";
import type { Places } from "./places.ts";
import type { Message } from "./post.ts";
import { spoken } from "./views/text.ts";
import { createWays, goAny, type Way } from "./ways.ts";

/** How an answer reaches the person who asked: the nearest way first, and another when that is closed. */
export type Answers = {
  reply(asker: Asker, reply: Reply, everybody: boolean): Promise<void>;
  /** in place of the message that was pressed */
  replace(asker: Asker, reply: Reply): Promise<void>;
  /** a few words to the person alone */
  tell(asker: Asker, text: string, ...buttons: Button[]): Promise<void>;
  /** the same, where they still see it tomorrow */
  tellDirectly(asker: Asker, text: string, ...buttons: Button[]): Promise<void>;
};

type Needs = { client: WebClient; places: Places; clock: Clock; log: Log };

export function createAnswers({ client, places, clock, log }: Needs): Answers {
  const ways = createWays(client, places);
  const drawn = (reply: Reply) => drawReply(reply, clock.now());

  async function go(asker: Asker, all: readonly Way[]): Promise<void> {
    if (await goAny(all, log)) return;
    log.error("an answer reached nobody", { key: asker.key });
  }

  function waysFor(asker: Asker, message: Message, everybody: boolean): Way[] {
    const { place, isCommand } = asker;
    const last = ways.directly(asker, message);
    if (isCommand) return [ways.atUrl(asker, message, { everybody }), last];
    if (place === null) return [last];
    const visibly = ways.visibly(asker, message);
    if (place.direct) return [visibly, last];
    if (everybody) return [visibly, ways.atUrl(asker, message, { everybody }), last];
    const alone = [ways.whisper(asker, message), ways.atUrl(asker, message)];
    // a message that only one person sees may stand where we are not, but for a thread, which no command reaches
    const isElsewhere = asker.message?.isEphemeral && asker.inThread === null;
    return [...(isElsewhere ? alone.toReversed() : alone), last];
  }

  function tell(asker: Asker, text: string, ...buttons: Button[]): Promise<void> {
    return go(asker, waysFor(asker, drawn({ is: "words", text, buttons }), false));
  }

  async function sendFile(asker: Asker, file: FileShown, everybody: boolean): Promise<void> {
    const { place } = asker;
    const here = place !== null && (place.direct || everybody) ? place : null;
    const channel = here?.channel ?? (await places.resolve(asker.by));
    if (channel === null) throw new Error("there is no direct message with the person");
    try {
      await upload(client, file, { channel, thread: here?.thread ?? null });
    } catch (error) {
      const code = refusalOf(error);
      if (code === null) throw error;
      log.warn("a file was refused", { code });
      return tell(asker, "Slack would not take the file here. Please ask me in a direct message.");
    }
    if (here === null && place !== null)
      await tell(asker, "I sent you the file in a direct message.");
  }

  return {
    tell,
    reply: (asker, reply, everybody) =>
      reply.is === "file"
        ? sendFile(asker, reply, everybody)
        : go(asker, waysFor(asker, drawn(reply), everybody)),
    tellDirectly: (asker, text, ...buttons) =>
      go(asker, [ways.directly(asker, drawn({ is: "words", text, buttons }))]),
    replace(asker, reply) {
      const message = drawn(reply);
      const otherwise = waysFor(asker, message, false);
      // on Home there is no message to replace
      if (asker.message === null) return go(asker, otherwise);
      const replacing = [ways.atUrl(asker, message, { replace: true }), ways.over(asker, message)];
      return go(asker, [...replacing, ...otherwise]);
    },
  };
}

function upload(
  client: WebClient,
  { name, title, text, comment }: FileShown,
  { channel, thread }: { channel: string; thread: string | null },
) {
  const file = { filename: name, title, content: text, initial_comment: spoken(comment) };
  return thread === null
    ? client.filesUploadV2({ ...file, channel_id: channel })
    : client.filesUploadV2({ ...file, channel_id: channel, thread_ts: thread });
}
