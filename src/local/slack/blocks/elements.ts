// which elements may stand where
import { z } from "zod";
import * as choice from "./choices.ts";
import * as input from "./inputs.ts";
import { ImageElement } from "./text.ts";

const menus = [
  choice.StaticSelect,
  choice.MultiStaticSelect,
  choice.ExternalSelect,
  choice.MultiExternalSelect,
  choice.UsersSelect,
  choice.MultiUsersSelect,
  choice.ConversationsSelect,
  choice.MultiConversationsSelect,
  choice.ChannelsSelect,
  choice.MultiChannelsSelect,
] as const;
const groups = [choice.RadioButtons, choice.Checkboxes] as const;
const moments = [input.DatePicker, input.TimePicker] as const;

export const Accessory = z.discriminatedUnion("type", [
  ImageElement,
  input.Button,
  input.WorkflowButton,
  choice.Overflow,
  ...menus,
  ...groups,
  ...moments,
]);

export const Action = z.discriminatedUnion("type", [
  input.Button,
  input.WorkflowButton,
  choice.Overflow,
  ...menus,
  ...groups,
  ...moments,
  input.DateTimePicker,
  input.RichTextInput,
]);

export const Input = z.discriminatedUnion("type", [
  input.PlainTextInput,
  input.EmailInput,
  input.UrlInput,
  input.NumberInput,
  input.RichTextInput,
  input.FileInput,
  ...menus,
  ...groups,
  ...moments,
  input.DateTimePicker,
]);
export type Input = z.infer<typeof Input>;

export const ContextAction = z.discriminatedUnion("type", [
  input.FeedbackButtons,
  input.IconButton,
]);

/** Whatever a person can press, pick or fill. */
export type Element =
  | Exclude<z.infer<typeof Accessory>, { type: "image" }>
  | z.infer<typeof Action>
  | Input
  | z.infer<typeof ContextAction>;

/** The types of elements, for the check that gives them an action_id before they are validated. */
export const elementTypes: ReadonlySet<string> = new Set([
  ...[...menus, ...groups, ...moments].map((one) => one.shape.type.value),
  choice.Overflow.shape.type.value,
  ...Object.values(input).map((one) => one.shape.type.value),
]);
