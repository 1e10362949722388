import type { Path } from "./handlebars-ast.ts";
import { complain, placeOf, type Reader } from "./text-faults.ts";
import { helperOf } from "./text-helpers.ts";
import type { Value } from "./text-node.ts";

/** Reads a name, or null when a text may not use it. */
export function readPath(reader: Reader, node: Path): Value | null {
  const place = placeOf(reader, node);
  const { original, parts } = node;
  if (node.data) return readTurn(reader, node);
  const ofItem = /^(?:this(?:[./]|$)|\.(?:\/|$))/.test(original);
  const problem = pathProblem(reader, node, ofItem);
  if (problem) {
    complain(reader, node, problem.message, problem.fix);
    return null;
  }
  return { is: "path", ofItem, path: parts, ...place };
}

function pathProblem(reader: Reader, { original, parts, depth }: Path, ofItem: boolean) {
  if (depth > 0)
    return {
      message: `../ is not used in a text.`,
      fix: "Write the whole name, as customer.name.",
    };
  if (ofItem && !reader.inEach) return { message: "this stands only inside #each.", fix: example };
  const wrong = parts.find((part) => forbidden.has(part) || !name.test(part));
  if (wrong !== undefined) {
    return { message: `"${wrong}" is not a name.`, fix: plainly(parts, wrong) };
  }
  const [only = ""] = parts;
  const helper = parts.length === 1 && !ofItem ? helperOf(only) : null;
  if (helper)
    return {
      message: `${only} is a helper and needs a value.`,
      fix: `Write it as ${helper.example}.`,
    };
  return original.includes("/") && !original.startsWith("./")
    ? { message: "Names are joined with dots.", fix: `Write {{${parts.join(".")}}}.` }
    : null;
}

function plainly(parts: string[], wrong: string): string {
  if (forbidden.has(wrong)) return example;
  if (/^\d+$/.test(wrong))
    return `Write {{#each ${parts.slice(0, parts.indexOf(wrong)).join(".")}}}.`;
  const plain = parts.map((part) => part.replaceAll(/\W+/g, ""));
  return plain.every((part) => name.test(part)) ? `Write {{${plain.join(".")}}}.` : example;
}

function readTurn(reader: Reader, node: Path): Value | null {
  const [what = "", ...more] = node.parts;
  const known = turns.find((turn) => turn === what);
  if (known && more.length === 0 && node.depth === 0 && reader.inEach) {
    return { is: "turn", what: known, ...placeOf(reader, node) };
  }
  const message = known
    ? `@${what} stands only inside #each.`
    : `@${node.parts.join(".")} is not used in a text.`;
  complain(reader, node, message, "Inside #each there are @index, @first and @last.");
  return null;
}

const turns = ["index", "first", "last"] as const;

const name = /^[A-Za-z_][A-Za-z0-9_]*$/;
const forbidden = new Set(["__proto__", "constructor", "prototype"]);
const example = "Write a name such as {{customer.name}}.";
