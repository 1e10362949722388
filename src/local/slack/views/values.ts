// what people picked and typed, in the form Slack reports it as `state.values`
import type { Block } from "../blocks/block.ts";
import type { Element } from "../blocks/elements.ts";
import { allBlocks, elementsIn } from "../blocks/walk.ts";
import type { StateValue, Values } from "../state/records.ts";

/** The values of all elements that hold one: what was entered, else what they began with. */
export function valuesOf(blocks: readonly Block[], entered: Values): Values {
  const values: Values = {};
  for (const { block, element } of elementsIn(allBlocks(blocks))) {
    const initial = initialValue(element);
    if (!initial) continue;
    const known = entered[block.block_id]?.[element.action_id];
    const fits = known?.type === element.type;
    values[block.block_id] = {
      ...values[block.block_id],
      [element.action_id]: known && fits ? known : initial,
    };
  }
  return values;
}

/** Null for what only can be pressed. */
function initialValue(element: Element): StateValue | null {
  const { type } = element;
  switch (element.type) {
    case "plain_text_input":
    case "email_text_input":
    case "url_text_input":
    case "number_input":
      return { type, value: element.initial_value ?? null };
    case "rich_text_input":
      return { type, ...(element.initial_value && { rich_text_value: element.initial_value }) };
    case "datepicker":
      return { type, selected_date: element.initial_date ?? null };
    case "timepicker":
      return {
        type,
        selected_time: element.initial_time ?? null,
        ...(element.timezone && { timezone: element.timezone }),
      };
    case "datetimepicker":
      return { type, selected_date_time: element.initial_date_time ?? null };
    case "static_select":
    case "external_select":
    case "radio_buttons":
      return { type, selected_option: element.initial_option ?? null };
    case "multi_static_select":
    case "multi_external_select":
    case "checkboxes":
      return { type, selected_options: element.initial_options ?? [] };
    case "users_select":
      return { type, selected_user: element.initial_user ?? null };
    case "multi_users_select":
      return { type, selected_users: element.initial_users ?? [] };
    case "conversations_select":
      return { type, selected_conversation: element.initial_conversation ?? null };
    case "multi_conversations_select":
      return { type, selected_conversations: element.initial_conversations ?? [] };
    case "channels_select":
      return { type, selected_channel: element.initial_channel ?? null };
    case "multi_channels_select":
      return { type, selected_channels: element.initial_channels ?? [] };
    case "file_input":
      return { type, files: [] };
    case "button":
    case "workflow_button":
    case "feedback_buttons":
    case "icon_button":
    case "overflow":
      break;
  }
  return null;
}

/** Whether the person has given anything. */
export function isEmpty(value: StateValue): boolean {
  return Object.entries(value)
    .filter(([key]) => key !== "type" && key !== "timezone")
    .every(([, given]) => given === null || given === "" || isEmptyList(given));
}

function isEmptyList(given: unknown): boolean {
  return Array.isArray(given) && given.length === 0;
}
