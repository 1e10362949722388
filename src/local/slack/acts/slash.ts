import { z } from "zod";
import { reasonOf } from "../../../errors.ts";
import { escapeText, slackText } from "../messages/typed-text.ts";
import { whisper } from "../messages/post.ts";
import type { ReplyTo } from "../response-urls.ts";
import { findChannel, findUser, nearest, NotFound } from "../state/find.ts";
import { slackbot } from "../state/state.ts";
import type { World } from "../world.ts";
import { commandErrors, type Outcome, outcomeOf } from "./outcome.ts";
import { placeName } from "./payload.ts";
import { putReply, Reply } from "./reply.ts";
import { checkMember } from "./say.ts";

export const Slash = z.object({
  user: z.string(),
  channel: z.string(),
  command: z.string(),
  text: z.string().default(""),
});

/** A person runs a command of the app. */
export async function slash(world: World, given: z.infer<typeof Slash>): Promise<Outcome> {
  const { state, grants } = world;
  const user = findUser(state, given.user);
  const channel = findChannel(state, given.channel, user);
  checkMember(user, channel);
  const name = given.command.startsWith("/") ? given.command : `/${given.command}`;
  const command = grants.commands.find((one) => one.command === name);
  if (!command) {
    const names = grants.commands.map((one) => one.command);
    throw new NotFound("command", name, nearest(name, names));
  }
  const to: ReplyTo = { user: user.id, channel: channel.id, source: null };
  const receipt = await world.deliver.command({
    token: "local",
    team_id: state.team.id,
    team_domain: state.team.domain,
    channel_id: channel.id,
    channel_name: placeName(channel),
    user_id: user.id,
    user_name: user.name,
    command: name,
    text: command.should_escape ? escaped(world, given.text) : escapeText(given.text),
    api_app_id: world.app.id,
    is_enterprise_install: "false",
    response_url: world.address() + world.responseUrls.issue(to),
    trigger_id: world.triggers.issue({ user: user.id, view: null }),
  });
  const outcome = outcomeOf([receipt], { channel: channel.id });
  if (receipt.is === "failed") {
    const text = `${name} failed with the error "${commandErrors[receipt.reason]}"`;
    whisper(world, channel, user.id, { user: slackbot, text });
    return outcome;
  }
  const problem = answered(world, to, receipt.body);
  if (!problem) return outcome;
  whisper(world, channel, user.id, {
    user: slackbot,
    text: `${name} failed with the error "${problem}"`,
  });
  return { ...outcome, ok: false, problem: `The app's answer was refused: ${problem}` };
}

// with should_escape, names arrive as ids with the name beside them
function escaped(world: World, typed: string): string {
  return slackText(world.state, typed).replaceAll(/<@(\w+)>/g, (token, id: string) => {
    const user = world.state.users.get(id);
    return user ? `<@${id}|${user.name}>` : token;
  });
}

/** Puts an acknowledgement's own text where it belongs; what Slack says against it, or null. */
function answered(world: World, to: ReplyTo, body: unknown): string | null {
  const bare = typeof body === "string" ? { text: body } : body;
  const read = Reply.safeParse(bare ?? {});
  if (!read.success) return "invalid_response";
  const { text, blocks, attachments } = read.data;
  if (!text && blocks === undefined && attachments === undefined) return null;
  try {
    putReply(world, to, read.data);
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}
