// elements with which a person picks from a list
import { z } from "zod";
import { actionId, anyText, Confirm, plainText } from "./text.ts";

const option = <Text extends z.ZodType>(text: Text) =>
  z.strictObject({
    text,
    value: z.string().max(150),
    description: anyText(75).optional(),
  });
export const PlainOption = option(plainText(75));
const AnyOption = option(anyText(75));
export type Option = z.infer<typeof AnyOption>;

export const OptionGroup = z.strictObject({
  label: plainText(75),
  options: z.array(PlainOption).min(1).max(100),
});

const base = {
  action_id: actionId,
  confirm: Confirm.optional(),
  focus_on_load: z.boolean().optional(),
};
const menu = { ...base, placeholder: plainText(150).optional() };
const several = { max_selected_items: z.number().int().min(1).optional() };
const list = {
  options: z.array(PlainOption).min(1).max(100).optional(),
  option_groups: z.array(OptionGroup).min(1).max(100).optional(),
};
const filter = z
  .strictObject({
    include: z
      .array(z.enum(["im", "mpim", "private", "public"]))
      .min(1)
      .optional(),
    exclude_external_shared_channels: z.boolean().optional(),
    exclude_bot_users: z.boolean().optional(),
  })
  .optional();

export const StaticSelect = z.strictObject({
  type: z.literal("static_select"),
  ...menu,
  ...list,
  initial_option: PlainOption.optional(),
});
export const MultiStaticSelect = z.strictObject({
  type: z.literal("multi_static_select"),
  ...menu,
  ...list,
  ...several,
  initial_options: z.array(PlainOption).min(1).max(100).optional(),
});
export const ExternalSelect = z.strictObject({
  type: z.literal("external_select"),
  ...menu,
  min_query_length: z.number().int().min(0).optional(),
  initial_option: PlainOption.optional(),
});
export const MultiExternalSelect = z.strictObject({
  type: z.literal("multi_external_select"),
  ...menu,
  ...several,
  min_query_length: z.number().int().min(0).optional(),
  initial_options: z.array(PlainOption).min(1).max(100).optional(),
});
export const UsersSelect = z.strictObject({
  type: z.literal("users_select"),
  ...menu,
  initial_user: z.string().optional(),
});
export const MultiUsersSelect = z.strictObject({
  type: z.literal("multi_users_select"),
  ...menu,
  ...several,
  initial_users: z.array(z.string()).optional(),
});
const conversation = {
  filter,
  default_to_current_conversation: z.boolean().optional(),
};
export const ConversationsSelect = z.strictObject({
  type: z.literal("conversations_select"),
  ...menu,
  ...conversation,
  response_url_enabled: z.boolean().optional(),
  initial_conversation: z.string().optional(),
});
export const MultiConversationsSelect = z.strictObject({
  type: z.literal("multi_conversations_select"),
  ...menu,
  ...several,
  ...conversation,
  initial_conversations: z.array(z.string()).optional(),
});
export const ChannelsSelect = z.strictObject({
  type: z.literal("channels_select"),
  ...menu,
  response_url_enabled: z.boolean().optional(),
  initial_channel: z.string().optional(),
});
export const MultiChannelsSelect = z.strictObject({
  type: z.literal("multi_channels_select"),
  ...menu,
  ...several,
  initial_channels: z.array(z.string()).optional(),
});
export const RadioButtons = z.strictObject({
  type: z.literal("radio_buttons"),
  ...base,
  options: z.array(AnyOption).min(1).max(10),
  initial_option: AnyOption.optional(),
});
export const Checkboxes = z.strictObject({
  type: z.literal("checkboxes"),
  ...base,
  options: z.array(AnyOption).min(1).max(10),
  initial_options: z.array(AnyOption).min(1).max(10).optional(),
});
export const Overflow = z.strictObject({
  type: z.literal("overflow"),
  action_id: actionId,
  confirm: Confirm.optional(),
  options: z
    .array(
      z.strictObject({
        text: plainText(75),
        value: z.string().max(150).optional(),
        description: plainText(75).optional(),
        url: z.string().max(3000).optional(),
      }),
    )
    .min(1)
    .max(5),
});
