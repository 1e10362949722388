import { celEnv, isCelError, parse as parseCel, plan } from "@bufbuild/cel";
import { reasonOf } from "../errors.ts";

export type Expr = ReturnType<typeof parseCel>["expr"];
/** The library's tree; by the id of a node its place in the text, and what was written where it made a loop. */
export type Parsed = {
  expr: Expr;
  positions: Record<string, number>;
  macros: Record<string, Expr>;
};
export type Call = Extract<Expr["exprKind"], { case: "callExpr" }>["value"];
export type Comprehension = Extract<Expr["exprKind"], { case: "comprehensionExpr" }>["value"];

/** The library's syntax tree, or where it stopped understanding. */
export function parse(source: string): { tree: Parsed } | { stoppedAt: number } {
  try {
    const { expr, sourceInfo } = parseCel(source);
    const { positions = {}, macroCalls = {} } = sourceInfo ?? {};
    return { tree: { expr, positions, macros: macroCalls } };
  } catch (thrown) {
    const [, line = "1", column = "1"] = /<input>:(\d+):(\d+):/.exec(reasonOf(thrown)) ?? [];
    const before = source.split("\n").slice(0, Number(line) - 1);
    return { stoppedAt: before.reduce((sum, text) => sum + text.length + 1, Number(column) - 1) };
  }
}

/** The operator a call of the library stands for, as people write it; a function keeps its name. */
export function nameOfCall(name: string): string {
  return operators.get(name) ?? name;
}

const operators: ReadonlyMap<string, string> = new Map([
  ...["&&", "||", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%"].map(
    (sign) => [`_${sign}_`, sign] as const,
  ),
  ["!_", "!"],
  ["-_", "negative"],
  ["_?_:_", "?:"],
  ["_[_]", "[]"],
  ["@in", "in"],
]);

/** The parts a person wrote of `list.exists(item, test)`, which the library has turned into a loop. */
export function partsOfLoop(loop: Comprehension): { test: Expr | null; give: Expr | null } {
  const step = callOf(loop.loopStep);
  const [first, second, third] = step?.args ?? [];
  if (step?.function === "_?_:_") {
    const given = itemsOf(callOf(second)?.args[1])[0] ?? null;
    // the third form of map keeps only what passes its test
    return { test: first ?? null, give: third === undefined ? null : given };
  }
  if (step?.function === "_+_") return { test: null, give: itemsOf(second)[0] ?? null };
  return { test: second ?? null, give: null };
}

/** Whether the library's regular expressions, which never run long, understand the pattern. */
export function isPattern(pattern: string): boolean {
  return !isCelError(tryPattern({ pattern }));
}

const tryPattern = plan(celEnv(), parseCel(`"".matches(pattern)`));

function callOf(expr: Expr | undefined): Call | null {
  return expr?.exprKind.case === "callExpr" ? expr.exprKind.value : null;
}

function itemsOf(expr: Expr | undefined): Expr[] {
  return expr?.exprKind.case === "listExpr" ? expr.exprKind.value.elements : [];
}
