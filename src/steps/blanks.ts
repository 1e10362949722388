import { pathInWords } from "../grammar/words.ts";

/** How a text names the customer while nobody in particular is meant. */
export const customerBlank = "(customer)";

/** A text whose values are not known yet, as people read it: "Your renewal on (renewal date)". */
export function withBlanks(source: string): string {
  return source
    .replaceAll(/\{\{\s*(?:[#/^]|else\b)[^}]*\}\}/g, "")
    .replaceAll(/\{\{\s*(?:[a-z]+\s+)?([\w.]+)[^}]*\}\}/g, (_all, path: string) => {
      if (path === "customer.name") return customerBlank;
      return `(${pathInWords(path.split("."))})`;
    });
}
