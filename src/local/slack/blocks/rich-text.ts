import { z } from "zod";
import { blockId } from "./text.ts";

const style = z
  .strictObject({
    bold: z.boolean().optional(),
    italic: z.boolean().optional(),
    strike: z.boolean().optional(),
    underline: z.boolean().optional(),
    code: z.boolean().optional(),
    highlight: z.boolean().optional(),
    client_highlight: z.boolean().optional(),
    unlink: z.boolean().optional(),
  })
  .optional();

const Piece = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), text: z.string(), style }),
  z.strictObject({
    type: z.literal("link"),
    url: z.string(),
    text: z.string().optional(),
    unsafe: z.boolean().optional(),
    style,
  }),
  z.strictObject({ type: z.literal("user"), user_id: z.string(), style }),
  z.strictObject({ type: z.literal("usergroup"), usergroup_id: z.string(), style }),
  z.strictObject({ type: z.literal("channel"), channel_id: z.string(), style }),
  z.strictObject({
    type: z.literal("emoji"),
    name: z.string(),
    unicode: z.string().optional(),
    url: z.string().optional(),
    skin_tone: z.number().optional(),
    style,
  }),
  z.strictObject({
    type: z.literal("broadcast"),
    range: z.enum(["here", "channel", "everyone"]),
    style,
  }),
  z.strictObject({
    type: z.literal("date"),
    timestamp: z.number(),
    format: z.string(),
    url: z.string().optional(),
    fallback: z.string().optional(),
    style,
  }),
  z.strictObject({ type: z.literal("color"), value: z.string(), style }),
]);

const border = z.union([z.literal(0), z.literal(1)]).optional();
const section = { type: z.literal("rich_text_section"), elements: z.array(Piece) };

const Part = z.discriminatedUnion("type", [
  z.strictObject(section),
  z.strictObject({
    type: z.literal("rich_text_list"),
    style: z.enum(["bullet", "ordered"]),
    indent: z.number().int().min(0).max(8).optional(),
    offset: z.number().int().optional(),
    border,
    elements: z.array(z.strictObject(section)),
  }),
  z.strictObject({
    type: z.literal("rich_text_quote"),
    elements: z.array(Piece),
    border,
  }),
  z.strictObject({
    type: z.literal("rich_text_preformatted"),
    elements: z.array(Piece),
    border,
    language: z.string().optional(),
  }),
]);

export type RichTextPiece = z.infer<typeof Piece>;

/** Also a value inside tables, tasks and inputs, where Slack gives it no block_id. */
export const RichText = z.strictObject({
  type: z.literal("rich_text"),
  block_id: blockId.optional(),
  elements: z.array(Part),
});
export type RichText = z.infer<typeof RichText>;
export const RichTextBlock = RichText.extend({ block_id: blockId });
