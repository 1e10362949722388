import { lineOf, type Problem } from "./blocks/problem.ts";

/** What Slack says instead of doing it: an error code, and what the code comes with. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly code: string;
  readonly more: Record<string, unknown>;
  constructor(code: string, more: Record<string, unknown> = {}) {
    super(code);
    this.code = code;
    this.more = more;
  }
}

export function refusalOf(code: string, problems: readonly Problem[]): Refusal {
  const lines = problems.map(lineOf);
  return new Refusal(code, {
    errors: lines.map((line) => line.replace("[ERROR] ", "")),
    response_metadata: { messages: lines },
  });
}
