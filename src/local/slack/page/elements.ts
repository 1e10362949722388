// interactive elements as native HTML; the page's script reads them by their data attributes
import type { Block } from "../blocks/block.ts";
import type { Element } from "../blocks/elements.ts";
import type { Confirm } from "../blocks/text.ts";
import { button, feedbackButtons, iconButton, overflow } from "./buttons.ts";
import { menu, searchList, tickGroup, tickList } from "./choices.ts";
import { dateTimeField, field, fileField, textField } from "./fields.ts";
import { type Html, html, nothing } from "./html.ts";
import type { Scene, Shown } from "./scene.ts";

export function elementHtml(scene: Scene, shown: Shown): Html {
  const { block, element } = shown;
  if ("visible_to_user_ids" in element && hiddenFrom(scene, element.visible_to_user_ids))
    return nothing;
  const confirm = "confirm" in element ? element.confirm : undefined;
  return html`<span
    class="el el-${element.type}"
    data-element="${element.type}"
    data-block-id="${block.block_id}"
    data-action-id="${element.action_id}"
    data-report="${reportOf(block, element)}"
    ${confirm && confirmAttribute(confirm)}
    >${controlHtml(scene, shown)}</span
  >`;
}

/** When the script tells Slack of a change: at once, on Enter, at each letter, or not at all. */
function reportOf(block: Block, element: Element): string {
  if (block.type === "input" && !block.dispatch_action) return "none";
  if (!("dispatch_action_config" in element)) return "change";
  const on = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  return on.includes("on_character_entered") ? "type" : "enter";
}

function confirmAttribute(confirm: Confirm): Html {
  const said = {
    title: confirm.title?.text ?? "Are you sure?",
    text: confirm.text.text,
    confirm: confirm.confirm?.text ?? "Yes",
    deny: confirm.deny?.text ?? "Cancel",
    style: confirm.style ?? "primary",
  };
  return html`data-confirm="${JSON.stringify(said)}"`;
}

function hiddenFrom({ viewer }: Scene, visible: string[] | undefined): boolean {
  return visible !== undefined && !visible.includes(viewer.id);
}

function controlHtml(scene: Scene, { block, element, value }: Shown): Html {
  switch (element.type) {
    case "button":
    case "workflow_button":
      return button(scene, element);
    case "icon_button":
      return iconButton(element);
    case "feedback_buttons":
      return feedbackButtons(element);
    case "overflow":
      return overflow(element.options);
    case "plain_text_input":
    case "rich_text_input":
      return textField(scene, { block, element, value });
    case "email_text_input":
      return field(scene, { block, element, value }, "email");
    case "url_text_input":
      return field(scene, { block, element, value }, "url");
    case "number_input":
      return field(scene, { block, element, value }, "number");
    case "datepicker":
      return field(scene, { block, element, value }, "date");
    case "timepicker":
      return field(scene, { block, element, value }, "time");
    case "datetimepicker":
      return dateTimeField(scene, { block, element, value });
    case "file_input":
      return fileField(scene, { block, element, value });
    case "static_select":
    case "users_select":
    case "conversations_select":
    case "channels_select":
      return menu(scene, { block, element, value });
    case "multi_static_select":
    case "multi_users_select":
    case "multi_conversations_select":
    case "multi_channels_select":
      return tickList(scene, { block, element, value });
    case "external_select":
    case "multi_external_select":
      return searchList(scene, { block, element, value });
    case "radio_buttons":
    case "checkboxes":
      break;
  }
  return tickGroup(scene, { block, element, value });
}
