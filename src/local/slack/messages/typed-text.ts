// what a person types, in the form Slack stores and sends it
import type { RichText, RichTextPiece } from "../blocks/rich-text.ts";
import type { State } from "../state/state.ts";

const tokens = /(<(?:[@#!]|https?:|mailto:)[^<>\n]*>)/;
const links = /\bhttps?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/g;
const addresses = /(?<![\w.:/@|])[\w.+-]+@[\w-]+\.[\w.-]*\w/g;

/** Names become mentions, addresses links, and `& < >` are escaped; tokens that are there already stay. */
export function slackText(state: State, typed: string): string {
  const mentions = mentionPattern(state);
  return typed
    .split(tokens)
    .map((part, index) => (index % 2 === 1 ? part : plainPart(part, mentions)))
    .join("");
}

export function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

type Mentions = { pattern: RegExp; tokens: Map<string, string> };

function plainPart(text: string, mentions: Mentions): string {
  return escapeText(text)
    .replace(links, (url) => `<${url}>`)
    .replace(addresses, (address) => `<mailto:${address}|${address}>`)
    .replace(mentions.pattern, (written) => mentions.tokens.get(written.toLowerCase()) ?? written);
}

function mentionPattern(state: State): Mentions {
  const tokenOf = new Map<string, string>([
    ["@here", "<!here>"],
    ["@channel", "<!channel>"],
    ["@everyone", "<!everyone>"],
  ]);
  for (const user of state.users.all())
    for (const name of [user.name, user.real_name])
      tokenOf.set(`@${name.toLowerCase()}`, `<@${user.id}>`);
  for (const channel of state.channels.all())
    if (channel.name)
      tokenOf.set(`#${channel.name.toLowerCase()}`, `<#${channel.id}|${channel.name}>`);
  // the longest name first, so that "@Ana Lima" is not read as "@ana"
  const names = [...tokenOf.keys()].toSorted((a, b) => b.length - a.length);
  const pattern = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return {
    pattern: new RegExp(String.raw`(?<![\w@#])(?:${pattern.join("|")})(?![\w-])`, "gi"),
    tokens: tokenOf,
  };
}

/** The rich text block Slack's composer makes of it. */
export function richTextOf(text: string, blockId: string) {
  const parts = text.split(/```\n?([^]+?)\n?```/).map((part, i): RichText["elements"][number] => {
    const type = i % 2 === 1 ? "rich_text_preformatted" : "rich_text_section";
    return { type, elements: piecesOf(part) };
  });
  const elements = parts.filter((it) => it.elements.length > 0);
  return { type: "rich_text" as const, block_id: blockId, elements };
}

function piecesOf(text: string): RichTextPiece[] {
  return text
    .split(/(<[^<>\n]+>)/)
    .filter((part) => part !== "")
    .map((part) => pieceOf(part));
}

function pieceOf(part: string): RichTextPiece {
  const [, kind = "", target = "", label] =
    /^<([@#!]|(?=https?:|mailto:))([^|>]*)(?:\|([^>]*))?>$/.exec(part) ?? [];
  if (!target) return { type: "text", text: unescapeText(part) };
  if (kind === "@") return { type: "user", user_id: target };
  if (kind === "#") return { type: "channel", channel_id: target };
  if (target === "here" || target === "channel" || target === "everyone")
    return { type: "broadcast", range: target };
  if (kind === "!") return { type: "text", text: unescapeText(part) };
  return { type: "link", url: unescapeText(target), ...(label && { text: unescapeText(label) }) };
}

function unescapeText(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
