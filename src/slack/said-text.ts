/** What somebody wrote to us, as words; our own name is not one of them. */
export function readText(text: string, botUser: string): { words: string; mentions: boolean } {
  const own = new RegExp(String.raw`[ \t]*<@${botUser}(?:\|[^>]*)?>[,:]?[ \t]*`, "g");
  const spoken = text.replaceAll(own, " ");
  return { words: wordsOf(spoken), mentions: spoken !== text };
}

/** Slack's marks undone: names and links are what they look like. People stay <@U…>, as two may be called the same. */
export function wordsOf(text: string): string {
  return text
    .replaceAll(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, "<@$1>")
    .replaceAll(/<#([A-Z0-9]+)(?:\|([^>]*))?>/g, (_, id: string, name = "") =>
      name === "" ? id : `#${name}`,
    )
    .replaceAll(/<!([^>|]*)(?:\|([^>]*))?>/g, (_, range: string, label = range) =>
      label.startsWith("@") ? label : `@${label}`,
    )
    .replaceAll(
      /<(?:mailto:|tel:)?([^<>|@#!][^<>|]*)(?:\|([^<>]*))?>/g,
      (_, target, label = target) => label,
    )
    .replaceAll("\u00A0", " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .trim();
}
