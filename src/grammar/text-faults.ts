import { type Fault, fault, type ProblemCode } from "./problem.ts";

/** What reading a text keeps: where its lines begin, what was wrong, and whether it is inside #each. */
export type Reader = { source: string; lines: number[]; faults: Fault[]; inEach: boolean };
/** A node of the parser, which counts lines from 1 and columns from 0. */
export type Located = { loc: { start: Position; end: Position } };
type Position = { line: number; column: number };

export function complain(
  reader: Reader,
  node: Located,
  message: string,
  fix: string,
  code: ProblemCode = "bad-template",
) {
  reader.faults.push(fault(code, message, { ...placeOf(reader, node), fix }));
}

export function placeOf(reader: Reader, { loc }: Located): { offset: number; length: number } {
  const at = ({ line, column }: Position) => (reader.lines[line - 1] ?? 0) + column;
  const offset = at(loc.start);
  return { offset, length: Math.max(0, at(loc.end) - offset) };
}

export function lineStarts(source: string): number[] {
  return [0, ...Array.from(source.matchAll(/\r\n?|\n/g), (match) => match.index + match[0].length)];
}
