import { z } from "zod";
import * as data from "./data.ts";
import * as layout from "./layout.ts";
import { RichText, RichTextBlock } from "./rich-text.ts";
import { anyText, blockId, ImageElement, plainText } from "./text.ts";

const Child = z.discriminatedUnion("type", [
  layout.Actions,
  layout.Context,
  layout.Divider,
  layout.File,
  layout.Header,
  layout.Image,
  layout.InputBlock,
  RichTextBlock,
  layout.Section,
  data.Table,
  layout.Video,
]);

const Container = z
  .strictObject({
    type: z.literal("container"),
    block_id: blockId,
    title: plainText(150).optional(),
    rich_text_title: RichText.optional(),
    subtitle: anyText(150).optional(),
    child_blocks: z.array(Child).min(1).max(10),
    width: z.enum(["narrow", "standard", "wide", "full"]).optional(),
    icon: ImageElement.optional(),
    is_collapsible: z.boolean().optional(),
    default_collapsed: z.boolean().optional(),
    has_header_divider: z.boolean().optional(),
  })
  .refine((container) => container.title ?? container.rich_text_title, {
    message: "missing required field: title",
  });

export const Block = z.discriminatedUnion("type", [
  layout.Actions,
  layout.Alert,
  layout.Card,
  layout.Carousel,
  Container,
  layout.Context,
  layout.ContextActions,
  data.DataTable,
  data.DataVisualization,
  layout.Divider,
  layout.File,
  layout.Header,
  layout.Image,
  layout.InputBlock,
  layout.Markdown,
  data.Plan,
  RichTextBlock,
  layout.Section,
  data.Table,
  data.TaskCard,
  layout.Video,
]);
export type Block = z.infer<typeof Block>;

export type Surface = "message" | "modal" | "home";

const everywhere = ["actions", "context", "divider", "header", "image", "input", "rich_text"];
const inViews = [...everywhere, "section", "video"];
// Slack documents the newer blocks for messages only, and the alert for modals only
const allowed: Record<Exclude<Surface, "message">, ReadonlySet<string>> = {
  modal: new Set([...inViews, "alert"]),
  home: new Set(inViews),
};

export function mayStand(type: string, surface: Surface): boolean {
  return surface === "message" ? type !== "alert" : allowed[surface].has(type);
}
