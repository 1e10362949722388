import { z } from "zod";
import { Block } from "../blocks/block.ts";
import { PlainText } from "../blocks/text.ts";

export const User = z.object({
  id: z.string(),
  name: z.string(),
  real_name: z.string(),
  email: z.string().optional(),
  tz: z.string(),
  title: z.string().optional(),
  is_admin: z.boolean().optional(),
  is_bot: z.boolean().optional(),
});
export type User = z.infer<typeof User>;

export const Channel = z.object({
  id: z.string(),
  /** empty for direct messages */
  name: z.string(),
  kind: z.enum(["public", "private", "im", "mpim"]),
  topic: z.string(),
  members: z.array(z.string()),
  created: z.number(),
  is_archived: z.boolean().optional(),
});
export type Channel = z.infer<typeof Channel>;

export const Metadata = z.object({
  event_type: z.string(),
  event_payload: z.record(z.string(), z.unknown()),
});
export type Metadata = z.infer<typeof Metadata>;

export const Attachment = z.looseObject({
  id: z.number(),
  color: z.string().optional(),
  fallback: z.string().optional(),
  pretext: z.string().optional(),
  title: z.string().optional(),
  title_link: z.string().optional(),
  text: z.string().optional(),
  footer: z.string().optional(),
  blocks: z.array(Block).optional(),
});
export type Attachment = z.infer<typeof Attachment>;

export const Message = z.object({
  ts: z.string(),
  channel: z.string(),
  /** who wrote it; the bot's user for what the app posted */
  user: z.string(),
  text: z.string(),
  subtype: z.string().optional(),
  blocks: z.array(Block).optional(),
  attachments: z.array(Attachment).optional(),
  files: z.array(z.string()).optional(),
  thread_ts: z.string().optional(),
  metadata: Metadata.optional(),
  edited: z.object({ user: z.string(), ts: z.string() }).optional(),
  reactions: z.array(z.object({ name: z.string(), users: z.array(z.string()) })).optional(),
  client_msg_id: z.string().optional(),
  username: z.string().optional(),
  icon_emoji: z.string().optional(),
});
export type Message = z.infer<typeof Message>;

export const StoredFile = z.object({
  id: z.string(),
  name: z.string(),
  title: z.string(),
  mimetype: z.string(),
  size: z.number(),
  user: z.string(),
  created: z.number(),
  alt_txt: z.string().optional(),
  channels: z.array(z.string()),
  /** announced: an upload URL was given; uploaded: its bytes came; complete: the app said it is done */
  state: z.enum(["announced", "uploaded", "complete"]),
});
export type StoredFile = z.infer<typeof StoredFile>;

/** What a person has picked or typed in one element, in the form Slack sends it. */
export const StateValue = z.looseObject({ type: z.string() });
export type StateValue = z.infer<typeof StateValue>;
export const Values = z.record(z.string(), z.record(z.string(), StateValue));
export type Values = z.infer<typeof Values>;

export const View = z.object({
  id: z.string(),
  user: z.string(),
  type: z.enum(["modal", "home"]),
  title: PlainText.optional(),
  close: PlainText.optional(),
  submit: PlainText.optional(),
  blocks: z.array(Block),
  callback_id: z.string(),
  external_id: z.string(),
  private_metadata: z.string(),
  clear_on_close: z.boolean(),
  notify_on_close: z.boolean(),
  hash: z.string(),
  root_view_id: z.string(),
  previous_view_id: z.string().nullable(),
  values: Values,
});
export type View = z.infer<typeof View>;

/** A message one person sees until it is dismissed or Slack forgets it. */
export type Ephemeral = Message & { for: string };
