// the few blocks our messages are made of, each within Slack's limits

import type {
  ActionsBlock,
  Button as ButtonElement,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  KnownBlock,
  MrkdwnElement,
  Overflow,
  PlainTextElement,
  RichTextBlock,
  RichTextElement,
  SectionBlock,
} from "@slack/types";
import type { Button } from "../../chat/replies.ts";
import { truncate } from "../../grammar/words.ts";
import { actionIdOf, menuAct, menuValue } from "../action-id.ts";
import { straight } from "./text.ts";

/** A message as it is sent: the text is what notifications and screen readers say. */
export type Drawn = { text: string; blocks: KnownBlock[] };

export const most = {
  blocks: 50,
  characters: 12_000,
  text: 4000,
  section: 3000,
  perRow: 5,
  inMenu: 5,
} as const;

export function plain(text: string, longest: number): PlainTextElement {
  return { type: "plain_text", text: truncate(straight(text).trim() || "–", longest), emoji: true };
}

// verbatim: Slack makes no links, channels or mentions out of what only looks like them
function mrkdwn(text: string): MrkdwnElement {
  return { type: "mrkdwn", text, verbatim: true };
}

/** Safe markup in sections, cut between lines where it is too long for one. */
export function section(text: string): SectionBlock[] {
  return chunksOf(text, most.section).map((part) => ({ type: "section", text: mrkdwn(part) }));
}

export function sectionWith(text: string, button: Button, position: number): SectionBlock {
  const [first = "–"] = chunksOf(text, most.section);
  return { type: "section", text: mrkdwn(first), accessory: buttonElement(button, position) };
}

export function header(text: string): HeaderBlock {
  return { type: "header", text: plain(text, 150) };
}

/** Small grey words. */
export function context(...texts: readonly string[]): ContextBlock[] {
  const said = texts.filter((text) => text !== "");
  if (said.length === 0) return [];
  return [{ type: "context", elements: said.map((text) => mrkdwn(shortened(text, 2000))) }];
}

export const divider: DividerBlock = { type: "divider" };

/** A text of somebody else's exactly as it is, set off by a bar. Slack reads no markup in it. */
export function quote(text: string): RichTextBlock[] {
  return chunksOf(straight(text), most.section).map((part) => ({
    type: "rich_text",
    elements: [{ type: "rich_text_quote", elements: [{ type: "text", text: part }] }],
  }));
}

/** Two columns of safe markup. */
export function fields(pairs: readonly (readonly [string, string])[]): SectionBlock[] {
  const perSection = 5;
  return Array.from({ length: Math.ceil(pairs.length / perSection) }, (_, i) => ({
    type: "section",
    fields: pairs
      .slice(i * perSection, (i + 1) * perSection)
      .flatMap(([left, right]) => [
        mrkdwn(shortened(left, 2000)),
        mrkdwn(shortened(right || "–", 2000)),
      ]),
  }));
}

/** "To  Dana Fox <dana@acme.test>": names in bold, values exactly as they are. */
export function facts(pairs: readonly (readonly [string, string])[]): RichTextBlock {
  const elements = pairs.flatMap(([name, value], i): RichTextElement[] => [
    { type: "text", text: `${i === 0 ? "" : "\n"}${name}  `, style: { bold: true } },
    { type: "text", text: truncate(straight(value).replaceAll(/\s+/g, " ").trim(), 500) || "–" },
  ]);
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements }] };
}

/** Rows of buttons, and a menu behind them; `from` keeps their ids apart where a message has several groups. */
export function actions(buttons: readonly Button[], from = 0): ActionsBlock[] {
  const menu = buttons.filter((it) => it.inMenu);
  const elements: ActionsBlock["elements"] = buttons
    .filter((it) => !it.inMenu)
    .map((button, i) => buttonElement(button, from + i));
  if (menu.length > 0) elements.push(menuElement(menu, from + elements.length));
  const rows: ActionsBlock[] = [];
  for (let i = 0; i < elements.length; i += most.perRow)
    rows.push({ type: "actions", elements: elements.slice(i, i + most.perRow) });
  return rows;
}

/** Every choice of the menu carries its own act, as the menu has one name for all of them. */
function menuElement(buttons: readonly Button[], position: number): Overflow {
  return {
    type: "overflow",
    action_id: actionIdOf(menuAct, position),
    options: buttons.slice(0, most.inMenu).map(({ label, act, value }) => {
      const meant = menuValue(act, value);
      // a shortened value would mean something else, or nothing
      if (meant.length > 150) throw new Error(`the value of "${label}" in a menu is too long`);
      return { text: plain(label, 75), value: meant };
    }),
  };
}

function buttonElement(button: Button, position: number): ButtonElement {
  const { label, act, value, style, confirm } = button;
  // a shortened value would mean something else, or nothing
  if (value.length > 2000) throw new Error(`the value of the button "${label}" is too long`);
  return {
    type: "button",
    text: plain(label, 75),
    action_id: actionIdOf(act, position),
    value,
    ...(style && { style }),
    ...(confirm && {
      confirm: {
        title: plain(confirm.title, 100),
        text: plain(confirm.text, 300),
        confirm: plain(confirm.yes, 30),
        deny: plain("Not now", 30),
        ...(style && { style }),
      },
    }),
  };
}

/** Markup cut at the last line that still fits; a single line that does not is cut in itself. */
export function chunksOf(text: string, longest: number): string[] {
  const chunks: string[] = [];
  let rest = text.trim() === "" ? "–" : text;
  while (rest.length > longest) {
    const line = rest.lastIndexOf("\n", longest);
    const at = line > 0 ? line : wholeTokens(rest, longest);
    chunks.push(rest.slice(0, at));
    rest = rest.slice(line > 0 ? at + 1 : at);
  }
  if (rest !== "") chunks.push(rest);
  return chunks;
}

// never inside <@U…>, <!date^…> or an &amp;
function wholeTokens(text: string, longest: number): number {
  const open = text.lastIndexOf("<", longest);
  const inToken = open > 0 && text.indexOf(">", open) >= longest;
  const entity = text.lastIndexOf("&", longest);
  const inEntity = entity > 0 && text.indexOf(";", entity) >= longest && longest - entity < 6;
  if (inToken && longest - open < 200) return open;
  if (inEntity) return entity;
  return /[\uD800-\uDBFF]/.test(text.charAt(longest - 1)) ? longest - 1 : longest;
}

function shortened(text: string, longest: number): string {
  const [first = ""] = chunksOf(text, longest - 1);
  return first.length < text.length ? `${first}…` : first;
}
