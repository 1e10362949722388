import { z } from "zod";
import { readJson } from "../messages/content.ts";
import { post } from "../messages/post.ts";
import { Refusal } from "../refusal.ts";
import { fileShape } from "../shapes.ts";
import type { StoredFile } from "../state/records.ts";
import { mimetypeOf } from "../files.ts";
import { count, defineMethod, list } from "./method.ts";
import { threadAt, writableChannel } from "./places.ts";

const largest = 1_000_000_000;

export const getUploadUrl = defineMethod({
  name: "files.getUploadURLExternal",
  tier: "t4",
  scopes: ["files:write"],
  takes: {
    filename: z.string().min(1),
    length: count,
    alt_txt: z.string().optional(),
    alt_text: z.string().optional(),
    snippet_type: z.string().optional(),
  },
  run(world, given) {
    if (given.length < 1) throw new Refusal("missing_argument");
    if (given.length > largest) throw new Refusal("file_upload_size_restricted");
    const alt_txt = given.alt_txt ?? given.alt_text;
    if ((alt_txt?.length ?? 0) > 1000) throw new Refusal("alt_txt_too_large");
    const id = world.state.sequence.newId("F");
    world.state.files.put(id, {
      id,
      name: given.filename,
      title: given.filename,
      mimetype: mimetypeOf(given.filename),
      size: given.length,
      user: world.bot.user,
      created: Math.floor(world.state.clock.now().getTime() / 1000),
      ...(alt_txt && { alt_txt }),
      channels: [],
      state: "announced",
    });
    return { file_id: id, upload_url: `${world.address()}/upload/v1/${id}` };
  },
});

const Completed = z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1);

export const completeUpload = defineMethod({
  name: "files.completeUploadExternal",
  tier: "t4",
  scopes: ["files:write"],
  takes: {
    files: z.unknown(),
    channel_id: z.string().optional(),
    channels: list.optional(),
    thread_ts: z.string().optional(),
    initial_comment: z.string().optional(),
  },
  run(world, given) {
    const read = Completed.safeParse(readJson(given.files, "invalid_arguments"));
    if (!read.success) throw new Refusal("invalid_arguments");
    const channels = [
      ...(given.channel_id ? [given.channel_id] : []),
      ...(given.channels ?? []),
    ].map((id) => writableChannel(world, id));
    const ids = new Set(channels.map((channel) => channel.id));
    const files = read.data.map(({ id, title }): StoredFile => {
      const file = world.state.files.get(id);
      if (!file || file.state === "announced") throw new Refusal("file_not_found");
      if (file.user !== world.bot.user) throw new Refusal("access_denied");
      return { ...file, title: title ?? file.title, channels: [...ids], state: "complete" };
    });
    for (const file of files) world.state.files.put(file.id, file);
    for (const channel of channels) {
      const thread = given.thread_ts && threadAt(world, channel, given.thread_ts);
      post(world, channel, {
        user: world.bot.user,
        text: given.initial_comment ?? "",
        subtype: "file_share",
        files: files.map((file) => file.id),
        ...(thread && { thread_ts: thread }),
      });
    }
    return { files: files.map((file) => fileShape(world, file)) };
  },
});

export const fileInfo = defineMethod({
  name: "files.info",
  tier: "t4",
  scopes: ["files:read"],
  takes: { file: z.string() },
  run(world, given) {
    const file = world.state.files.get(given.file);
    if (file?.state !== "complete") throw new Refusal("file_not_found");
    return { file: fileShape(world, file), comments: [], response_metadata: { next_cursor: "" } };
  },
});
