import { z } from "zod";

export const plainText = (max: number) =>
  z.strictObject({
    type: z.literal("plain_text"),
    text: z.string().min(1).max(max),
    emoji: z.boolean().optional(),
  });

export const mrkdwn = (max: number) =>
  z.strictObject({
    type: z.literal("mrkdwn"),
    text: z.string().min(1).max(max),
    verbatim: z.boolean().optional(),
  });

export const anyText = (max: number) => z.discriminatedUnion("type", [plainText(max), mrkdwn(max)]);

export const PlainText = plainText(3000);
export type PlainText = z.infer<typeof PlainText>;
export const AnyText = anyText(3000);
export type AnyText = z.infer<typeof AnyText>;

export const blockId = z.string().min(1).max(255);
export const actionId = z.string().min(1).max(255);
export const imageUrl = z
  .string()
  .max(3000)
  .regex(/^https?:\/\//, "must be a valid URL");

const SlackFile = z.strictObject({ id: z.string().optional(), url: z.string().optional() });

export const ImageElement = z.strictObject({
  type: z.literal("image"),
  image_url: imageUrl.optional(),
  slack_file: SlackFile.optional(),
  alt_text: z.string().min(1).max(2000),
});

export const Confirm = z.strictObject({
  title: plainText(100).optional(),
  text: anyText(300),
  confirm: plainText(30).optional(),
  deny: plainText(30).optional(),
  style: z.enum(["primary", "danger"]).optional(),
});
export type Confirm = z.infer<typeof Confirm>;
