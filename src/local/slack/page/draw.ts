// text and layout blocks, drawn by slack-blocks-to-jsx on the server
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { Message, type MessageProps } from "slack-blocks-to-jsx";
import { z } from "zod";
import type { State } from "../state/state.ts";
import { slackDate, type Viewer } from "./dates.ts";
import { type Html, trusted } from "./html.ts";

export type Draw = (blocks: readonly object[]) => Html;

const most = 5000;
const cache = new Map<string, Html>();

/** A renderer for one person; the same block for the same names is drawn once. */
export function createDraw(state: State, viewer: Viewer): Draw {
  const data = {
    users: state.users.all().map(({ id, real_name }) => ({ id, name: real_name })),
    channels: state.channels.all().map(({ id, name }) => ({ id, name })),
    user_groups: state.usergroups.map(({ id, handle }) => ({ id, name: handle })),
  };
  const names = `${data.users.length} ${data.channels.length}`;

  return (given) => {
    const text = JSON.stringify(given, asDrawable);
    const blocks: object[] = JSON.parse(text);
    // dates read differently for each person and from day to day
    if (text.includes("<!date^") || text.includes('"date"')) return draw(blocks, data, viewer);
    const key = `${names} ${text}`;
    const known = cache.get(key);
    if (known) return known;
    const drawn = draw(blocks, data, viewer);
    if (cache.size >= most) cache.clear();
    cache.set(key, drawn);
    return drawn;
  };
}

// what is escaped means nothing to Slack; the library would read it as markup again, so it travels as other signs
const signs = [
  ["&lt;", "\u{E000}"],
  ["&gt;", "\u{E001}"],
  ["&amp;", "\u{E002}"],
] as const;

function asDrawable(key: string, value: unknown): unknown {
  // it only keeps Slack from making links of what looks like one; the library takes it for plain text
  if (key === "verbatim") return undefined;
  const text = Text.safeParse(value);
  if (!text.success) return value;
  const { type, text: said } = text.data;
  const escaped = type === "mrkdwn" ? said.replaceAll(/```([^]*?)```/g, asCode) : escapedOnce(said);
  return { ...text.data, text: signs.reduce((it, [sign, as]) => it.replaceAll(sign, as), escaped) };
}

// the library loses what an empty line in code is; a sign without width keeps it
function asCode(_fenced: string, code: string): string {
  return `\`\`\`${code.replaceAll(/^\n|\n+$/g, "").replaceAll(/\n(?=\n)/g, "\n\u200B")}\`\`\``;
}

const Text = z.looseObject({ type: z.enum(["mrkdwn", "plain_text"]), text: z.string() });

// plain text has no markup at all, whether its signs came escaped or not
function escapedOnce(text: string): string {
  return text
    .replaceAll(/&(?!(?:lt|gt|amp);)/g, "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

function draw(blocks: readonly object[], data: MessageProps["data"], viewer: Viewer): Html {
  if (!isDrawable(blocks)) return trusted("");
  const props: MessageProps = {
    blocks,
    logo: "",
    name: "",
    theme: "light",
    withoutWrapper: true,
    ...(data && { data }),
    hooks: {
      date: ({ timestamp, format, fallback, link }) => {
        const text = slackDate(Number(timestamp), format, viewer) || fallback;
        const time = createElement("time", { key: timestamp, title: fallback }, text);
        return link && /^https?:/.test(link)
          ? createElement("a", { href: link, key: timestamp }, time)
          : time;
      },
    },
  };
  return trusted(tidy(renderToStaticMarkup(createElement(Message, props))));
}

// our schemas are at least as strict as the library's types, which were written separately
function isDrawable(blocks: unknown): blocks is MessageProps["blocks"] {
  return Array.isArray(blocks);
}

/** One class instead of an id on every piece, no preloads, and links that leave the page in a tab of their own. */
function tidy(markup: string): string {
  return signs
    .reduce((it, [sign, as]) => it.replaceAll(as, sign), markup)
    .replaceAll(/<link rel="preload"[^>]*>/g, "")
    .replaceAll('id="slack_blocks_to_jsx"', 'data-drawn=""')
    .replaceAll(/<a href="(?!https?:|mailto:|tel:|\/)[^"]*"/g, "<a")
    .replaceAll(/<a href="http/g, '<a target="_blank" rel="noopener noreferrer" href="http');
}
