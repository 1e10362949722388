/** What can be wrong in something a person or a model wrote; tests and repairs match these, never the prose. */
export const problemCodes = {
  // the text as YAML
  "too-large": "the text is longer, deeper or wider than a playbook may be",
  "not-yaml": "the text cannot be read as YAML",
  "tab-indent": "a tab is used to indent",
  "duplicate-key": "the same field stands twice",
  "no-directives": "a % line, which would change how the rest is read",
  "no-aliases": "an anchor (&) or alias (*)",
  "no-tags": "a tag (!), or an unquoted text that begins with !",
  "several-documents": "more than one document in the text",
  "forbidden-key": "a field name that is never allowed",
  "forbidden-character": "an invisible or control character",
  "hash-comment": "an unquoted # turned the value into a comment",
  "unquoted-braces": "unquoted {{ }} became an object",
  "unquoted-colon": "a text with ': ' was read as a field",
  "flow-comma": "a comma inside { } or [ ] split one text in two",
  "lossy-number": "a number that would lose digits, zeros or its plus sign",
  // the shape
  "unknown-field": "a field that does not exist",
  "missing-field": "a field that is needed",
  "wrong-type": "a value of the wrong kind",
  "not-allowed": "a value outside the allowed ones",
  "unknown-step-type": "a `do` that does not exist",
  "unknown-trigger-type": "a `by` that does not exist",
  "unknown-format": "a format this program does not read",
  // the small languages inside fields
  "bad-duration": "a duration that cannot be read",
  "bad-date": "a date phrase that cannot be read",
  "bad-schedule": "a schedule that cannot be read",
  "bad-expression": "a condition that cannot be read",
  "bad-template": "a {{ }} text that cannot be read",
  "unknown-name": "a name that does not exist here",
  "type-mismatch": "two kinds of value that cannot be compared or combined",
  "not-a-condition": "an expression that does not answer yes or no",
  // the playbook as a whole
  "duplicate-id": "two steps with the same id",
  "reserved-id": "an id that means something else",
  "not-yet-known": "a result used before the step that makes it",
  "not-always-known": "a result of a step that may have been left out",
  unreachable: "a step or path that can never be taken",
  "unknown-agent": "an agent that does not exist",
  "unknown-person": "a person or role that does not exist",
  "unknown-playbook": "a playbook that does not exist",
  "playbook-cycle": "playbooks that run each other without end",
  "too-many-steps": "more steps than a playbook may have",
} as const;

export type ProblemCode = keyof typeof problemCodes;

/** A problem inside one text, before anybody knows where that text stands in a document. */
export type Fault = {
  code: ProblemCode;
  /** plain words for the person: what is wrong, and with `fix` the nearest way out */
  message: string;
  fix: string | null;
  /** UTF-16 position in the text, and how much of it is meant */
  offset: number;
  length: number;
};

/** A fault of one field, found by what owns the field. */
export type FaultAt = {
  code: ProblemCode;
  path: (string | number)[];
  message: string;
  fix?: string;
};

/** A fault with its place: the same for the person in Slack and for the model that repairs. */
export type Problem = {
  code: ProblemCode;
  message: string;
  fix: string | null;
  /** dotted path of the field, as `steps.0.body`; empty for the whole text */
  path: string;
  /** one-based */
  line: number;
  column: number;
  /** the line with a caret under the place */
  excerpt: string;
};

/** What reading a text gives: its meaning, or every fault found. */
export type Reading<T> = { ok: true; value: T } | { ok: false; faults: Fault[] };

export function read<T>(value: T): Reading<T> {
  return { ok: true, value };
}

export function unreadable(
  code: ProblemCode,
  message: string,
  place: { offset?: number; length?: number; fix?: string | null } = {},
): Reading<never> {
  return { ok: false, faults: [fault(code, message, place)] };
}

export function fault(
  code: ProblemCode,
  message: string,
  {
    offset = 0,
    length = 0,
    fix = null,
  }: { offset?: number; length?: number; fix?: string | null } = {},
): Fault {
  return { code, message, fix, offset, length };
}
