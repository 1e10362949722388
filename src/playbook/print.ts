import { Document, Scalar, visit } from "yaml";
import { isRecord } from "../grammar/field.ts";
import type { Playbook } from "./playbook.ts";

// the order a person reads in; what is not named here keeps the order it has
const order =
  "format id do name goal why owner agent category visible_to review_by channel scope customers inputs triggers by limits window prerequisites success exit say when only_if at ask title who to from subject details body text for until event match output paths steps approval timeout remind escalate in retry notes".split(
    " ",
  );

/** A playbook as the text people read. */
export function printPlaybook(playbook: Playbook): string {
  return printValue(playbook);
}

/** Block style, `|` for long texts, quotes wherever YAML could read a text as something else. */
export function printValue(value: unknown): string {
  const document = new Document(ordered(value), { schema: "core", version: "1.2" });
  visit(document, {
    Scalar: (key, node) => {
      if (key !== "key" && typeof node.value === "string") node.type = formOf(node.value);
    },
  });
  return document.toString({ lineWidth: 0, blockQuote: "literal" });
}

/** The same on one line, inside { }. */
export function printInline(value: unknown): string {
  const document = new Document(value, { schema: "core", version: "1.2" });
  visit(document, {
    Collection: (_key, node) => {
      node.flow = true;
    },
    Scalar: (key, node) => {
      if (key !== "key" && typeof node.value === "string" && !/^[a-z]\w*$/i.test(node.value))
        node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0 }).trimEnd();
}

function formOf(text: string): Scalar.Type {
  // further line ends at its end would take in what blank lines come to stand behind it
  const isBlock = text.includes("\n") && !/[ \t]$/m.test(text) && !/(^|\n)\n$/.test(text);
  if (isBlock) return Scalar.BLOCK_LITERAL;
  const hasSigns = /^[-?:,\s#&*!|>%@`"']|[{}[\]\\]|: |:$|\s#|\s$|[\n\t]|^$/.test(text);
  // what YAML, or another reader of it, would take for a number, yes or no, a time or nothing; "14 days" it would not
  const isOther = /^(~|null|true|false|yes|no|on|off|[-+]?[\d.](?!\d* [a-z]).*)$/i.test(text);
  if (!hasSigns && !isOther) return Scalar.PLAIN;
  return text.includes('"') && !/['\\\p{Cc}]/u.test(text)
    ? Scalar.QUOTE_SINGLE
    : Scalar.QUOTE_DOUBLE;
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isRecord(value)) return value;
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const entries = Object.entries(value).filter(([, it]) => it !== undefined);
  return Object.fromEntries(
    entries.toSorted(([a], [b]) => rank(a) - rank(b)).map(([name, it]) => [name, ordered(it)]),
  );
}
