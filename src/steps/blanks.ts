import { pathInWords } from "../grammar/words.ts";

/** A text whose values are not known yet, as people read it: "Your renewal on (renewal date)". */
export function withBlanks(source: string): string {
  return source
    .replaceAll(/\{\{\s*(?:[#/^]|else\b)[^}]*\}\}/g, "")
    .replaceAll(/\{\{\s*(?:[a-z]+\s+)?([\w.]+)[^}]*\}\}/g, (_all, path: string) => {
      const [root, ...rest] = path.split(".");
      const words =
        root === "customer" && rest[0] === "name" ? ["customer"] : [root ?? "", ...rest];
      return `(${pathInWords(words)})`;
    });
}
