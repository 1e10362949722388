/**
 * A failure whose message is written for the person in Slack: one plain sentence with what to do next.
 * Anything else that is thrown is a bug or an outage.
 */
export class UserError extends Error {
  override name = "UserError";
}

/** A failure that trying again cannot mend; the step fails at once instead of backing off. */
export class PermanentError extends Error {
  override name = "PermanentError";
}

/** The text of whatever was thrown, for a log or a step's reason. */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message || thrown.name;
  return String(thrown);
}
