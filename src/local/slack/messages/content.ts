// the text, blocks and attachments of a message an app sends, checked as Slack checks them
import { z } from "zod";
import type { Block } from "../blocks/block.ts";
import { checkBlocks } from "../blocks/check-blocks.ts";
import { textLength } from "../blocks/walk.ts";
import { Refusal, refusalOf } from "../refusal.ts";
import { Attachment, Metadata } from "../state/records.ts";
import type { World } from "../world.ts";

export type SentContent = {
  text?: string | undefined;
  markdown_text?: string | undefined;
  blocks?: unknown;
  attachments?: unknown;
};

export type Content = {
  text: string;
  blocks?: Block[];
  attachments?: Attachment[];
};

const longestText = 40_000;
const longestMarkdown = 12_000;
const longestBlocks = 13_000;

export function checkContent(world: World, sent: SentContent): Content {
  const blocks = sent.blocks === undefined ? [] : messageBlocks(world, sent.blocks, "/blocks");
  const attachments = readAttachments(world, sent.attachments);
  if (sent.markdown_text !== undefined) return markdownContent(world, sent, blocks);
  const text = (sent.text ?? "").slice(0, longestText);
  if (!text && blocks.length === 0 && attachments.length === 0) throw new Refusal("no_text");
  return {
    text,
    ...(blocks.length > 0 && { blocks }),
    ...(attachments.length > 0 && { attachments }),
  };
}

function markdownContent(world: World, sent: SentContent, blocks: Block[]): Content {
  const markdown = sent.markdown_text ?? "";
  if (sent.text || blocks.length > 0) throw new Refusal("markdown_text_conflict");
  if (!markdown) throw new Refusal("no_text");
  if (markdown.length > longestMarkdown) throw new Refusal("msg_too_long");
  const block_id = world.state.sequence.newId("").replace(/^0+/, "");
  return { text: markdown, blocks: [{ type: "markdown", block_id, text: markdown }] };
}

/** JSON an app sent inside a form field, or as it is in a JSON body. */
export function readJson(sent: unknown, code: string): unknown {
  if (typeof sent !== "string") return sent;
  if (sent.trim() === "") return undefined;
  try {
    return JSON.parse(sent);
  } catch {
    throw new Refusal(code);
  }
}

function messageBlocks(world: World, sent: unknown, root: string): Block[] {
  const raw = readJson(sent, "invalid_blocks_format") ?? [];
  if (!Array.isArray(raw)) throw new Refusal("invalid_blocks_format");
  const checked = checkBlocks(raw, { surface: "message", newId: shortId(world), root });
  if (checked.is === "bad") throw refusalOf("invalid_blocks", checked.problems);
  if (textLength(checked.blocks) > longestBlocks) throw new Refusal("msg_blocks_too_long");
  return checked.blocks;
}

/** Names for blocks and elements that came without one. */
export function shortId(world: World): () => string {
  return () => world.state.sequence.newId("").replace(/^0+/, "").toLowerCase();
}

function readAttachments(world: World, sent: unknown): Attachment[] {
  const raw = readJson(sent, "invalid_attachments") ?? [];
  const list = z.array(z.looseObject({ blocks: z.unknown().optional() })).safeParse(raw);
  if (!list.success) throw new Refusal("invalid_attachments");
  if (list.data.length > 100) throw new Refusal("too_many_attachments");
  return list.data.map(({ blocks, ...rest }, index) => {
    const read = Attachment.safeParse({
      id: index + 1,
      ...rest,
      ...(blocks !== undefined && {
        blocks: messageBlocks(world, blocks, `/attachments/${index}/blocks`),
      }),
    });
    if (!read.success) throw new Refusal("invalid_attachments");
    return read.data;
  });
}

// Slack names no number; this is what others were refused at
const longestMetadata = 8000;

/** An empty object takes the metadata of an earlier version away. */
export function checkMetadata(sent: unknown): Metadata | "none" | undefined {
  const raw = readJson(sent, "invalid_metadata_format");
  if (raw === undefined || raw === null) return undefined;
  if (typeof raw === "object" && Object.keys(raw).length === 0) return "none";
  const read = Metadata.safeParse(raw);
  if (!read.success || read.data.event_type === "") throw new Refusal("invalid_metadata_format");
  if (JSON.stringify(raw).length > longestMetadata) throw new Refusal("metadata_too_large");
  return read.data;
}
