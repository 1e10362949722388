// blocks that show rows, numbers and the progress of work
import { z } from "zod";
import { RichText } from "./rich-text.ts";
import { blockId } from "./text.ts";

const base = { block_id: blockId };

const Cell = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("raw_text"), text: z.string().min(1) }),
  z.strictObject({ type: z.literal("raw_number"), value: z.number(), text: z.string().min(1) }),
  RichText,
]);

export const Table = z.strictObject({
  type: z.literal("table"),
  ...base,
  rows: z.array(z.array(Cell).max(20)).min(1).max(100),
  column_settings: z
    .array(
      z.strictObject({
        align: z.enum(["left", "center", "right"]).optional(),
        is_wrapped: z.boolean().optional(),
      }),
    )
    .max(20)
    .optional(),
});

export const DataTable = z
  .strictObject({
    type: z.literal("data_table"),
    ...base,
    rows: z.array(z.array(Cell).max(20)).min(2).max(101),
    caption: z.string(),
    page_size: z.number().int().min(1).max(100).optional(),
    row_header_column_index: z.number().int().min(0).optional(),
  })
  .refine((table) => table.rows.every((row) => row.length === table.rows[0]?.length), {
    message: "all rows must have the same number of cells",
    path: ["rows"],
  })
  .refine((table) => table.rows[0]?.every((cell) => cell.type !== "rich_text"), {
    message: "header cells must not be rich_text",
    path: ["rows", 0],
  });

const point = z.strictObject({ label: z.string().max(20), value: z.number() });
const axes = z.strictObject({
  categories: z.array(z.string().min(1).max(20)).min(1).max(20),
  x_label: z.string().max(50).optional(),
  y_label: z.string().max(50).optional(),
});
// that each series has a value for each category is checked with the whole message
const plotted = {
  series: z
    .array(z.strictObject({ name: z.string().max(20), data: z.array(point).min(1).max(20) }))
    .min(1)
    .max(12),
  axis_config: axes,
};
export const DataVisualization = z.strictObject({
  type: z.literal("data_visualization"),
  ...base,
  title: z.string().min(1).max(50),
  chart: z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("pie"), segments: z.array(point).min(1).max(12) }),
    z.strictObject({ type: z.literal("bar"), ...plotted }),
    z.strictObject({ type: z.literal("line"), ...plotted }),
    z.strictObject({ type: z.literal("area"), ...plotted }),
  ]),
});

const task = {
  type: z.literal("task_card"),
  task_id: z.string(),
  title: z.string().min(1),
  details: RichText.optional(),
  output: RichText.optional(),
  sources: z
    .array(z.strictObject({ type: z.literal("url"), url: z.string(), text: z.string() }))
    .optional(),
  status: z.enum(["pending", "in_progress", "complete", "error"]),
};
export const TaskCard = z.strictObject({ ...task, ...base });
export const Plan = z.strictObject({
  type: z.literal("plan"),
  ...base,
  title: z.string().min(1),
  tasks: z.array(z.strictObject({ ...task, block_id: blockId.optional() })).optional(),
});
