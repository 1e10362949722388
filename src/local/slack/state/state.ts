import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Clock } from "../../../clock.ts";
import type { SlackApp, Workspace } from "../workspace.ts";
import { type Collection, createCollection } from "./collection.ts";
import { openJournal } from "./journal.ts";
import { Channel, Message, StoredFile, User, View } from "./records.ts";
import { createSequence, type Sequence } from "./sequence.ts";
import { createSession, type Session } from "./session.ts";

export const slackbot = "USLACKBOT";

/** Everything the workspace holds. The collections survive a kill; the session does not. */
export type State = {
  team: Workspace["team"];
  usergroups: NonNullable<Workspace["usergroups"]>;
  users: Collection<User>;
  channels: Collection<Channel>;
  messages: Collection<Message>;
  files: Collection<StoredFile>;
  homes: Collection<View>;
  /** the last message a person has seen, by `user/channel` */
  reads: Collection<string>;
  session: Session;
  sequence: Sequence;
  clock: Clock;
  filesFolder: string;
  onChange(listener: () => void): () => void;
  changed(): void;
  close(): void;
};

type Options = { folder: string; workspace: Workspace; app: SlackApp; clock: Clock };

export function openState({ folder, workspace, app, clock }: Options): State {
  const journal = openJournal(join(folder, "slack.jsonl"));
  const filesFolder = join(folder, "files");
  mkdirSync(filesFolder, { recursive: true });
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const kept = <T>(
    name: string,
    schema: z.ZodType<T>,
    groupsOf: (value: T) => string[] = () => [],
  ) => createCollection<T>({ name, schema, journal, changed, groupsOf });

  const state: State = {
    team: workspace.team,
    usergroups: workspace.usergroups ?? [],
    users: kept("users", User),
    channels: kept("channels", Channel),
    messages: kept("messages", Message, placesOf),
    files: kept("files", StoredFile),
    homes: kept("homes", View),
    reads: kept("reads", z.string()),
    session: createSession(changed),
    sequence: createSequence(journal, clock),
    clock,
    filesFolder,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    changed,
    close: () => journal.close(),
  };
  for (const message of state.messages.all()) state.sequence.seen(message.ts);
  settle(state, workspace, app);
  return state;
}

/** People are as the workspace says each time; channels only at first, since they change by being used. */
function settle(state: State, workspace: Workspace, app: SlackApp) {
  const { id, name } = app.bot_user;
  const bot = { id, name, real_name: name, tz: "UTC", is_bot: true };
  const helper = { id: slackbot, name: "slackbot", real_name: "Slackbot", tz: "UTC", is_bot: true };
  for (const user of [...workspace.users, bot, helper])
    if (JSON.stringify(state.users.get(user.id)) !== JSON.stringify(user))
      state.users.put(user.id, user);
  const created = Math.floor(state.clock.now().getTime() / 1000);
  for (const channel of workspace.channels) {
    if (state.channels.get(channel.id)) continue;
    state.channels.put(channel.id, {
      id: channel.id,
      name: channel.name,
      kind: channel.is_private ? "private" : "public",
      topic: channel.topic ?? "",
      members: channel.members,
      created,
    });
  }
}

export function messageKey(message: { channel: string; ts: string }): string {
  return `${message.channel}/${message.ts}`;
}

// a message is looked up by its channel, and a reply by its thread too
function placesOf(message: Message): string[] {
  const { channel, ts, thread_ts } = message;
  return thread_ts && thread_ts !== ts ? [channel, `${channel}/${thread_ts}`] : [channel];
}

export function repliesTo(state: State, message: { channel: string; ts: string }): Message[] {
  return state.messages.in(messageKey(message));
}
