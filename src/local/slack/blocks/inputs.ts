// elements with which a person types, picks a moment or presses
import { z } from "zod";
import { RichText } from "./rich-text.ts";
import { actionId, Confirm, plainText } from "./text.ts";

const focus = { focus_on_load: z.boolean().optional() };
const placeholder = { placeholder: plainText(150).optional() };
const dispatch = {
  dispatch_action_config: z
    .strictObject({
      trigger_actions_on: z
        .array(z.enum(["on_enter_pressed", "on_character_entered"]))
        .min(1)
        .optional(),
    })
    .optional(),
};
const typed = { action_id: actionId, ...focus, ...placeholder, ...dispatch };
const picked = {
  action_id: actionId,
  confirm: Confirm.optional(),
  ...focus,
};

const button = {
  text: plainText(75),
  accessibility_label: z.string().max(75).optional(),
};

export const Button = z.strictObject({
  type: z.literal("button"),
  action_id: actionId,
  ...button,
  url: z.string().max(3000).optional(),
  value: z.string().max(2000).optional(),
  style: z.enum(["primary", "danger"]).optional(),
  confirm: Confirm.optional(),
});
export const WorkflowButton = z.strictObject({
  type: z.literal("workflow_button"),
  action_id: actionId,
  ...button,
  workflow: z.looseObject({ trigger: z.looseObject({ url: z.string() }) }),
  style: z.enum(["primary", "danger"]).optional(),
});
const feedback = z.strictObject({ ...button, value: z.string().max(2000) });
export const FeedbackButtons = z.strictObject({
  type: z.literal("feedback_buttons"),
  action_id: actionId,
  positive_button: feedback,
  negative_button: feedback,
});
export const IconButton = z.strictObject({
  type: z.literal("icon_button"),
  action_id: actionId,
  ...button,
  icon: z.string(),
  value: z.string().max(2000).optional(),
  confirm: Confirm.optional(),
  visible_to_user_ids: z.array(z.string()).optional(),
});

export const PlainTextInput = z.strictObject({
  type: z.literal("plain_text_input"),
  ...typed,
  multiline: z.boolean().optional(),
  initial_value: z.string().max(3000).optional(),
  min_length: z.number().int().min(0).max(3000).optional(),
  max_length: z.number().int().min(1).max(3000).optional(),
});
export const EmailInput = z.strictObject({
  type: z.literal("email_text_input"),
  ...typed,
  initial_value: z.string().optional(),
});
export const UrlInput = z.strictObject({
  type: z.literal("url_text_input"),
  ...typed,
  initial_value: z.string().optional(),
});
export const NumberInput = z.strictObject({
  type: z.literal("number_input"),
  ...typed,
  is_decimal_allowed: z.boolean(),
  initial_value: z.string().optional(),
  min_value: z.string().optional(),
  max_value: z.string().optional(),
});
export const RichTextInput = z.strictObject({
  type: z.literal("rich_text_input"),
  ...typed,
  initial_value: RichText.optional(),
});
export const FileInput = z.strictObject({
  type: z.literal("file_input"),
  action_id: actionId,
  filetypes: z.array(z.string()).optional(),
  max_files: z.number().int().min(1).max(10).optional(),
});

export const DatePicker = z.strictObject({
  type: z.literal("datepicker"),
  ...picked,
  ...placeholder,
  initial_date: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, "must be a valid date in the format YYYY-MM-DD")
    .optional(),
});
export const TimePicker = z.strictObject({
  type: z.literal("timepicker"),
  ...picked,
  ...placeholder,
  initial_time: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a valid time in the format HH:mm")
    .optional(),
  timezone: z.string().optional(),
});
export const DateTimePicker = z.strictObject({
  type: z.literal("datetimepicker"),
  ...picked,
  initial_date_time: z.number().int().min(1_000_000_000).max(9_999_999_999).optional(),
});
