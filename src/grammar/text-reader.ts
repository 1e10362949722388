import {
  type Block,
  type Expression,
  isBlock,
  isCall,
  isContent,
  isMustache,
  isNumber,
  isPath,
  isString,
  type Mustache,
  type Path,
  type Statement,
} from "./handlebars-ast.ts";
import { didYouMean } from "./closest.ts";
import { type Fault, fault } from "./problem.ts";
import { complain, lineStarts, placeOf, type Located, type Reader } from "./text-faults.ts";
import { helperNames, helperOf } from "./text-helpers.ts";
import { readPath } from "./text-paths.ts";
import type { TextNode, Value } from "./text-node.ts";

/** Turns the parser's tree into ours. Whatever is not allowed becomes a fault: nothing is let through unknown. */
export function textNodesOf(
  source: string,
  statements: Statement[],
): { nodes: TextNode[]; faults: Fault[] } {
  const reader: Reader = { source, lines: lineStarts(source), faults: [], inEach: false };
  const nodes = readAll(reader, statements);
  return { nodes, faults: reader.faults };
}

const example = "Write {{customer.name}}, {{#if …}}, {{#unless …}}, {{#each …}} or a helper.";

function readAll(reader: Reader, statements: Statement[]): TextNode[] {
  return statements.flatMap((statement) => readStatement(reader, statement));
}

function readStatement(reader: Reader, statement: Statement): TextNode[] {
  if (isContent(statement))
    return statement.value === "" ? [] : [{ is: "words", text: statement.value }];
  if (statement.type === "CommentStatement") return [];
  if (isMustache(statement)) return readMustache(reader, statement);
  if (isBlock(statement)) return readBlock(reader, statement);
  complain(reader, statement, "This is not used in a text.", example);
  return [];
}

function readMustache(reader: Reader, mustache: Mustache): TextNode[] {
  const { path, params, escaped } = mustache;
  if (!escaped) complain(reader, mustache, "A name stands in two braces.", example);
  if (!isPath(path)) {
    complain(reader, mustache, "Only a name or a helper can stand here.", example);
    return [];
  }
  const value =
    params.length > 0 || hasHash(mustache)
      ? readCall(reader, { ...mustache, path })
      : readPath(reader, path);
  if (value?.is === "turn" && value.what !== "index") {
    complain(reader, mustache, `@${value.what} is not printed.`, `Write {{#if @${value.what}}}.`);
    return [];
  }
  return value ? [{ is: "print", value }] : [];
}

function readBlock(reader: Reader, block: Block): TextNode[] {
  const name = block.path.original;
  const [subject, ...more] = block.params;
  const bound = [...(block.program?.blockParams ?? []), ...(block.inverse?.blockParams ?? [])];
  if (!blocks.has(name)) {
    const fix = didYouMean(name, blocks) ?? "The blocks are #if, #unless and #each.";
    complain(reader, block.path, `There is no block "${name}".`, fix, "unknown-name");
    return [];
  }
  if (bound.length > 0)
    complain(reader, block, `as |${bound.join(" ")}| is not used.`, "Write this for the item.");
  if (!subject || more.length > 0 || hasHash(block)) {
    const message = name === "each" ? "#each takes one list." : `#${name} takes one name.`;
    complain(reader, block.path, message, `Write {{#${name} customer.champion}}.`);
    return [];
  }
  const value = readValue(reader, subject, false);
  if (!value || value.is === "call" || value.is === "literal") return [];
  if (name !== "each") {
    const body = readAll(reader, block.program?.body ?? []);
    const otherwise = readAll(reader, block.inverse?.body ?? []);
    return [{ is: "if", value, not: name === "unless", body, otherwise }];
  }
  if (value.is === "turn") {
    complain(reader, subject, `@${value.what} is not a list.`, "Write {{#each summary.risks}}.");
    return [];
  }
  const body = readAll({ ...reader, inEach: true }, block.program?.body ?? []);
  const otherwise = readAll(reader, block.inverse?.body ?? []);
  return [{ is: "each", list: value, body, otherwise }];
}

const blocks = new Set(["if", "unless", "each"]);

function readValue(reader: Reader, node: Expression, inCall: boolean): Value | null {
  const place = placeOf(reader, node);
  if (isString(node) || isNumber(node)) {
    if (inCall) return { is: "literal", value: node.value, ...place };
    complain(reader, node, "This takes a name.", "Write it as {{#if customer.champion}}.");
    return null;
  }
  if (isPath(node)) return readPath(reader, node);
  if (isCall(node) && inCall) return readCall(reader, node);
  const fix = isCall(node) ? "Use a helper in ( ) only inside another helper." : example;
  complain(reader, node, "This cannot stand here.", fix);
  return null;
}

function readCall(
  reader: Reader,
  call: { path: Path; params: Expression[]; hash?: hbs.AST.Hash } & Located,
): Value | null {
  const name = call.path.original;
  const helper = helperOf(name);
  if (!helper) {
    const names = [call.path, ...call.params].map((it) => (isPath(it) ? it.original : ""));
    // "{{customer name}}"
    const spaced = names.every((it) => /^\w+$/.test(it)) ? names.join("_").replace("_", ".") : null;
    const list = `the helpers are ${helperNames.join(", ")}.`;
    const meant = spaced === null ? list.replace("t", "T") : `Write {{${spaced}}}; ${list}`;
    const fix = didYouMean(name, helperNames) ?? meant;
    const message = name.includes(".")
      ? `"${name}" is a name, and a name stands alone.`
      : `There is no helper "${name}".`;
    complain(reader, call.path, message, fix, "unknown-name");
    return null;
  }
  if (hasHash(call))
    complain(reader, call, `${name} takes no name=value.`, `Write it as ${helper.example}.`);
  const args = call.params.map((param) => readValue(reader, param, true));
  if (args.length < helper.needs || args.length > helper.takes.length) {
    complain(
      reader,
      call.path,
      `${name} is not written this way.`,
      `Write it as ${helper.example}.`,
    );
    return null;
  }
  const given = args.filter((arg) => arg !== null);
  for (const [i, arg] of given.entries()) {
    if (helper.takes[i] !== "word") continue;
    const fix =
      arg.is === "literal"
        ? (helper.refuses?.(String(arg.value)) ?? null)
        : `Write it as ${helper.example}.`;
    const message =
      arg.is === "literal"
        ? `${name} does not know "${arg.value}".`
        : `${name} takes a word in quotes here.`;
    if (fix !== null)
      reader.faults.push(
        fault("bad-template", message, { offset: arg.offset, length: arg.length, fix }),
      );
  }
  const { offset } = placeOf(reader, call.path);
  const last = given.at(-1) ?? { offset, length: 0 };
  return {
    is: "call",
    helper: name,
    args: given,
    offset,
    length: last.offset + last.length - offset,
  };
}

function hasHash({ hash }: { hash?: hbs.AST.Hash }): boolean {
  return (hash?.pairs.length ?? 0) > 0;
}
