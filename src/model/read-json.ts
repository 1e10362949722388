import { storable } from "../grammar/storable.ts";

/** The JSON in a model's text: alone, in a fence, or with prose around it. undefined when there is none. */
export function readJson(text: string): unknown {
  // what a model thought aloud is not its answer
  const said = text.replace(/^\s*<think>[^]*?<\/think>/, "").trim();
  for (const candidate of candidates(said)) {
    const value = parse(candidate);
    if (typeof value === "object" && value !== null) return value;
  }
  return undefined;
}

function* candidates(text: string): Generator<string> {
  yield text;
  for (const [, inside = ""] of text.matchAll(/```\w*\s*\n([^]*?)\n\s*```/g)) yield inside;
  const start = text.indexOf("{");
  const end = text.lastIndexOf("}");
  if (start >= 0 && end > start) yield text.slice(start, end + 1);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, storable);
  } catch {
    return undefined;
  }
}
