/** text that is safe to put into a page */
export type Html = { html: string };

type Value = string | number | Html | Html[] | null;

/** A template whose values are escaped, unless they are such templates themselves. */
export function html(parts: TemplateStringsArray, ...values: Value[]): Html {
  return { html: parts.reduce((text, part, i) => text + draw(values[i - 1] ?? null) + part) };
}

function draw(value: Value): string {
  if (value === null) return "";
  if (Array.isArray(value)) return value.map(draw).join("");
  if (typeof value === "object") return value.html;
  return String(value).replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
