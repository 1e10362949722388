import { parseHandlebars } from "./handlebars-ast.ts";
import { type Fault, fault, read, type Reading } from "./problem.ts";
import { type Tag, tagsOf } from "./text-tags.ts";
import { type TextNode, valuesIn } from "./text-node.ts";
import { textNodesOf } from "./text-reader.ts";

/** A text with {{ }} that was parsed and is within its limits. Only `source` is for showing. */
export type Text = { source: string; nodes: TextNode[] };

/** Reads Handlebars syntax, as far as a text may use it; nothing in it is ever compiled. Names are checked elsewhere. */
export function readText(source: string): Reading<Text> {
  const { tags, faults } = tagsOf(source);
  if (faults.length > 0) return { ok: false, faults };
  const statements = parseHandlebars(source);
  if (!statements) return { ok: false, faults: [unparsable(source, tags)] };
  const found = textNodesOf(source, statements);
  if (found.faults.length > 0) return { ok: false, faults: found.faults };
  return read({ source, nodes: found.nodes });
}

/** Every name it reads, as ["customer", "name"]; the fields of an item inside #each are not among them. */
export function variablesOf(t: Text): string[][] {
  const found = new Map<string, string[]>();
  for (const value of valuesIn(t.nodes)) {
    if (value.is === "path" && !value.ofItem) found.set(value.path.join("."), value.path);
  }
  return [...found.values()];
}

/** The first of its tags that cannot be parsed by itself, and why. */
function unparsable(source: string, tags: Tag[]): Fault {
  const wrong = tags.find(({ inner }) => {
    if (/^(?:!|\/|else\b|\^\s*$)/.test(inner)) return false;
    const [, name] = /^[#^]\s*([\w-]+)/.exec(inner) ?? [];
    const alone = name === undefined ? `{{${inner}}}` : `{{${inner}}}{{/${name}}}`;
    return parseHandlebars(alone) === null;
  });
  const place = { offset: wrong?.offset ?? 0, length: wrong?.length ?? source.length };
  return fault("bad-template", "This cannot be read.", {
    ...place,
    fix: fixOf(wrong?.inner ?? ""),
  });
}

function fixOf(inner: string): string {
  if (/\|\||\?\?/.test(inner)) return 'Write {{default customer.name "there"}}.';
  if (/\|/.test(inner)) return "Write the helper first, as {{upper customer.name}}.";
  if (/[=<>!+*]/.test(inner))
    return "A text only names values. Make the choice in a step, or use {{#if …}}.";
  if (/\.\d|\[/.test(inner)) return "Write {{#each …}} to go through a list.";
  return "Write {{customer.name}}, or a helper such as {{money customer.arr}}.";
}
