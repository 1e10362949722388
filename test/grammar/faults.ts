import { expect } from "vitest";
import type { Fault, Reading } from "../../src/grammar/problem.ts";

/** The faults that nobody could act on: without words or a way out, or with a place outside the text. */
export function uselessFaults(reading: Reading<unknown>, text: string): Fault[] {
  if (reading.ok) return [];
  return reading.faults.filter(
    ({ message, fix, offset, length }) =>
      message === "" || fix === null || offset < 0 || offset + length > text.length,
  );
}

/** Some way out; there always is one. */
export const someFix: unknown = expect.any(String);
