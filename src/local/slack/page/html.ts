/** HTML that is safe to send: everything put into a template is escaped, unless it is Html itself. */
export type Html = { readonly html: string };

type Value = Html | readonly Html[] | string | number | null | undefined | false;

export function html(parts: TemplateStringsArray, ...values: Value[]): Html {
  const text = parts.map((part, index) => part + (index < values.length ? put(values[index]) : ""));
  return { html: text.join("") };
}

/** For what another renderer has escaped already. */
export function trusted(text: string): Html {
  return { html: text };
}

export const nothing: Html = { html: "" };

function put(value: Value): string {
  if (value === null || value === undefined || value === false) return "";
  if (typeof value === "object")
    return "html" in value ? value.html : value.map((one) => one.html).join("");
  return escapeHtml(String(value));
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
