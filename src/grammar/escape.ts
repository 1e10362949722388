/** Where a text goes, which decides what its characters could do there. */
export type Channel = "plain" | "html" | "mrkdwn" | "header" | "url" | "json";

/**
 * A value, made harmless for its channel. In a url `atStart` says that it is the beginning of the address: then it
 * must be a whole one, anywhere else it is one part of it.
 */
export function escapeValue(value: string, channel: Channel, atStart = false): string {
  const text = withoutControls(value.toWellFormed());
  switch (channel) {
    case "plain":
      return text;
    case "html":
    case "mrkdwn":
    case "header":
      return escapeWords(text, channel);
    case "url":
      return atStart ? text.trim() : encodeURIComponent(text);
    case "json":
      return JSON.stringify(text).slice(1, -1);
  }
}

/** The words of the text itself: they are words in every channel, never markup, a mention or a second header. */
export function escapeWords(words: string, channel: Channel): string {
  switch (channel) {
    case "html":
      return words.replaceAll(/[&<>"']/g, (sign) => entities.get(sign) ?? "");
    case "mrkdwn":
      // without < and > Slack sees no mention, no channel-wide call, no link and no date
      return words.replaceAll(/[&<>]/g, (sign) => entities.get(sign) ?? "");
    case "header":
      return withoutControls(words).replaceAll(/\s+/g, " ");
    case "plain":
    case "url":
    case "json":
      return words;
  }
}

/** The finished text, or what makes it unusable in its channel. */
export function finish(text: string, channel: Channel): { text: string } | { refused: string } {
  if (channel === "header") return { text: text.replaceAll(/\s+/g, " ").trim() };
  if (channel !== "url") return { text };
  const address = text.trim();
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !protocols.has(url.protocol) || /[\s<>"'\\`]/.test(address)) {
    return { refused: "This is not a web address; it begins with https://, http:// or mailto:." };
  }
  return { text: address };
}

const protocols = new Set(["https:", "http:", "mailto:"]);
const entities: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#39;"],
]);

// control characters become spaces; what is invisible or turns the direction of reading goes, joiners of emoji stay
function withoutControls(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll(/[^\P{Cc}\n\t]|[\u2028\u2029]/gu, " ")
    .replaceAll(/[\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/g, "");
}
