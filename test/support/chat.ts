// what people say and press, as a test of the chat needs it: on a test's engine, with channels that may be closed

import { createChat } from "../../src/chat/create-chat.ts";
import type { Reply } from "../../src/chat/replies.ts";
import { silent } from "../../src/log.ts";
import { scriptedAuthor } from "../author/scripted.ts";
import { maya, type TestEngine, workspaceId } from "./engine.ts";
import { says } from "./model.ts";

/** `closed`: the channels in which the bot is not; `renewed`: each time it was told that this has changed. */
export function createTestChat(it: TestEngine) {
  const { author } = scriptedAuthor(() => says("nothing"));
  const closed = new Set<string>();
  const renewed: string[] = [];
  const chat = createChat({
    pool: it.needs.pool,
    clock: it.clock,
    log: silent,
    engine: it.needs,
    agents: [],
    author,
    wake: () => it.engine.wake(),
    lookAtTriggers: async () => {},
    reach: {
      mayPost: async (_workspace, name) =>
        closed.has(name)
          ? { because: `I am not in #${name}. Invite me there.`, mayJoin: name !== "secret" }
          : null,
      join: async (_workspace, name) => {
        closed.delete(name);
        return null;
      },
      permalink: async (_workspace, channel, ts) => `https://slack.example/${channel}/${ts}`,
      channels: async () => [],
      renew: (workspace) => void renewed.push(workspace),
    },
  });
  const place = { channel: "CRENEWALS1", thread: null, direct: false };
  let keys = 0;
  const said = async (text: string): Promise<Reply | undefined> => {
    keys += 1;
    const via = "slash" as const;
    return (await chat.hear({ workspaceId, by: maya, text, place, via, key: `${keys}` })).reply;
  };
  const pressed = (act: string, value: string, by = maya) => {
    keys += 1;
    return chat.press({ workspaceId, by, act, value, place, key: `${keys}` });
  };

  return { chat, closed, renewed, said, pressed };
}
