/** A mail's plain words as the HTML of a hand-written mail: paragraphs, line ends, links; nothing else. */
export function plainToHtml(text: string): string {
  const paragraphs = text
    .split(/\n{2,}/)
    .map((it) => `<p style="margin:0 0 1em">${linked(it).replaceAll("\n", "<br>")}</p>`);
  return `<!doctype html><meta charset="utf-8"><div style="font:15px/1.5 sans-serif">${paragraphs.join("")}</div>`;
}

function linked(text: string): string {
  return escape(text).replaceAll(
    // a quote ends an address, though it stands here as an entity
    /https?:\/\/(?:(?!&quot;|&lt;|&gt;)[^\s])+(?<![.,;:!?)])/g,
    (url) => `<a href="${url}">${url}</a>`,
  );
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}
