// what YAML accepts, but not as the person meant it; found once the text is a document

import { type Document, isScalar, type Scalar, visit, type YAMLMap } from "yaml";
import { type Fault, fault } from "../grammar/problem.ts";
import { writtenOffset } from "./place.ts";
import { hidden } from "./text-traps.ts";

const forbidden = ["__proto__", "constructor", "prototype"];

export function trapsInDocument(source: string, document: Document): Fault[] {
  const found: Fault[] = [];
  visit(document, {
    Alias: (_key, node) => void found.push(alias(node.range?.[0] ?? 0)),
    Scalar: (key, node) => void found.push(...scalarTraps(source, node, key === "key")),
    Map: (_key, node) => void found.push(...mapTraps(node)),
    Seq: (_key, node) => void found.push(...refused(node)),
  });
  return found;
}

function scalarTraps(source: string, node: Scalar, isKey: boolean): Fault[] {
  const [offset = 0, end = 0] = node.range ?? [];
  const written = source.slice(offset, end);
  if (isKey && forbidden.includes(String(node.value)))
    return [
      fault("forbidden-key", `No field may be called "${written}".`, { offset, fix: "Rename it." }),
    ];
  const invisible = typeof node.value === "string" ? node.value.search(hidden) : -1;
  // one that is written out stands in the text, where it was found already
  if (invisible !== -1 && written.search(hidden) === -1)
    return [
      fault("forbidden-character", "An invisible or control character is written here.", {
        offset: offset + writtenOffset(node, written, String(node.value), invisible),
        fix: "Delete it.",
      }),
    ];
  if (!isKey && typeof node.value === "number" && String(node.value) !== written)
    return [
      fault("lossy-number", `Without quotes, ${written} is read as the number ${node.value}.`, {
        offset,
        fix: `Write "${written}" in quotes if it is a text, or ${node.value} if it is a number.`,
      }),
    ];
  return refused(node);
}

function mapTraps(node: YAMLMap): Fault[] {
  const halves = node.items.some(
    ({ key, value }) =>
      value === null || (isScalar(value) && value.value === null && isScalar(key)),
  );
  if (node.flow && halves)
    return [
      fault("flow-comma", "A comma inside { } begins a new field, so a text was cut in two.", {
        offset: node.range?.[0] ?? 0,
        fix: "Put quotes round the text, or write each field on a line of its own.",
      }),
    ];
  return refused(node);
}

// anchors and tags that stand where the text's own check cannot see them, as inside { }
function refused(node: {
  anchor?: string;
  tag?: string;
  range?: readonly number[] | null;
}): Fault[] {
  const offset = node.range?.[0] ?? 0;
  if (node.anchor !== undefined) return [alias(offset)];
  if (node.tag === undefined) return [];
  return [
    fault("no-tags", "Tags (!) are not used here.", {
      offset,
      fix: "Delete the tag, or put quotes round the text.",
    }),
  ];
}

function alias(offset: number): Fault {
  return fault("no-aliases", "Anchors (&) and aliases (*) are not used here.", {
    offset,
    fix: "Write the text out, or put quotes round it.",
  });
}
