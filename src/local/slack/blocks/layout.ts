import { z } from "zod";
import { Accessory, Action, ContextAction, Input } from "./elements.ts";
import { Button } from "./inputs.ts";

import { AnyText, anyText, blockId, ImageElement, imageUrl, mrkdwn, plainText } from "./text.ts";

const base = { block_id: blockId };

export const Actions = z.strictObject({
  type: z.literal("actions"),
  ...base,
  elements: z.array(Action).min(1).max(25),
});
export const Context = z.strictObject({
  type: z.literal("context"),
  ...base,
  elements: z
    .array(z.discriminatedUnion("type", [ImageElement, plainText(3000), mrkdwn(3000)]))
    .min(1)
    .max(10),
});
export const ContextActions = z.strictObject({
  type: z.literal("context_actions"),
  ...base,
  elements: z.array(ContextAction).min(1).max(5),
});
export const Divider = z.strictObject({ type: z.literal("divider"), ...base });
export const Header = z.strictObject({
  type: z.literal("header"),
  ...base,
  text: plainText(150),
  level: z.number().int().min(1).max(4).optional(),
});
export const Image = z.strictObject({
  type: z.literal("image"),
  ...base,
  image_url: imageUrl.optional(),
  slack_file: ImageElement.shape.slack_file,
  alt_text: z.string().min(1).max(2000),
  title: plainText(2000).optional(),
});
export const InputBlock = z.strictObject({
  type: z.literal("input"),
  ...base,
  label: plainText(2000),
  element: Input,
  hint: plainText(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
});
export const Markdown = z.strictObject({
  type: z.literal("markdown"),
  ...base,
  text: z.string().min(1).max(12_000),
});
export const Section = z
  .strictObject({
    type: z.literal("section"),
    ...base,
    text: AnyText.optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: Accessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine((section) => section.text ?? section.fields, {
    message: "missing required field: text",
  });
export const Video = z.strictObject({
  type: z.literal("video"),
  ...base,
  video_url: z.string().max(3000),
  thumbnail_url: imageUrl,
  alt_text: z.string(),
  title: plainText(199),
  title_url: z.string().optional(),
  author_name: z.string().max(49).optional(),
  provider_name: z.string().optional(),
  provider_icon_url: z.string().optional(),
  description: plainText(200).optional(),
});
export const File = z.strictObject({
  type: z.literal("file"),
  ...base,
  source: z.string(),
  external_id: z.string(),
});
export const Alert = z.strictObject({
  type: z.literal("alert"),
  ...base,
  text: anyText(200),
  level: z.enum(["default", "info", "warning", "error", "success"]).optional(),
});
const card = {
  type: z.literal("card"),
  ...base,
  hero_image: ImageElement.optional(),
  icon: ImageElement.optional(),
  title: anyText(150).optional(),
  subtitle: anyText(150).optional(),
  body: anyText(200).optional(),
  actions: z.array(Button).min(1).max(5).optional(),
};
export const Card = z
  .strictObject(card)
  .refine((it) => it.hero_image ?? it.title ?? it.actions ?? it.body, {
    message: "at least one of hero_image, title, actions or body is required",
  });
export const Carousel = z.strictObject({
  type: z.literal("carousel"),
  ...base,
  elements: z.array(Card).min(1).max(10),
});
