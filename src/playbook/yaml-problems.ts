import { type Document, visit, type YAMLError } from "yaml";
import { type Fault, fault, type ProblemCode } from "../grammar/problem.ts";

/** What the YAML parser complains of, in people's words. */
export function fromYaml(source: string, document: Document, error: YAMLError): Fault {
  const [offset] = error.pos;
  const said = error.message.split("\n", 1)[0]?.replace(/ at line \d+, column \d+:?$/, "") ?? "";
  // a line that is out of line with its list is reported as a list entry without its dash
  const code = said.includes("without - indicator") ? "BAD_INDENT" : error.code;
  const known = words[code];
  if (!known) return fault("not-yaml", `This cannot be read: ${said}.`, { offset });
  const { message, fix } = known;
  return fault(known.code, message, { offset: pointedAt(source, document, code, offset), fix });
}

// the parser points at where it gave up; a person looks for what began it
function pointedAt(
  source: string,
  document: Document,
  code: YAMLError["code"],
  offset: number,
): number {
  if (code === "TAB_AS_INDENT") return Math.max(offset, source.indexOf("\t", offset));
  if (code === "BAD_INDENT") return offset + (/^ */.exec(source.slice(offset))?.[0].length ?? 0);
  return code === "MISSING_CHAR" ? (openQuoteBefore(source, document, offset) ?? offset) : offset;
}

function openQuoteBefore(source: string, document: Document, offset: number): number | null {
  let open: number | null = null;
  visit(document, {
    Scalar: (_key, { type, range }) => {
      if (!range || !type?.startsWith("QUOTE") || range[0] >= offset) return;
      const written = source.slice(range[0], range[1]);
      if (written.length < 2 || written.at(-1) !== written[0]) [open] = range;
    },
  });
  return open;
}

export const noDocument = fault("not-yaml", "There is nothing here to read.", {
  fix: "Begin with format: 1 and a name.",
});

export function severalDocuments(source: string): Fault {
  const [first, second] = source.matchAll(/^---/gm);
  return fault("several-documents", "A playbook is one document, but --- begins a second one.", {
    offset:
      (first?.index === 0 || /^\s*(#[^\n]*\n\s*)*$/.test(source.slice(0, first?.index))
        ? second
        : first
      )?.index ?? 0,
    fix: "Delete the line --- or keep each playbook in a text of its own.",
  });
}

const words: Partial<
  Record<YAMLError["code"], { code: ProblemCode; message: string; fix: string }>
> = {
  TAB_AS_INDENT: {
    code: "tab-indent",
    message: "A tab stands in the indentation.",
    fix: "Use spaces.",
  },
  DUPLICATE_KEY: {
    code: "duplicate-key",
    message: "This field stands here twice.",
    fix: "Keep one of the two.",
  },
  TAG_RESOLVE_FAILED: {
    code: "no-tags",
    message: "Without quotes, ! at the beginning is read as a tag and not as text.",
    fix: "Put quotes round the whole value.",
  },
  BAD_ALIAS: {
    code: "no-aliases",
    message: "Anchors (&) and aliases (*) are not used here.",
    fix: "Put quotes round the text.",
  },
  BAD_INDENT: {
    code: "not-yaml",
    message: "This line is not indented like its neighbours.",
    fix: "Line it up with the lines of the same group.",
  },
  MISSING_CHAR: {
    code: "not-yaml",
    message: "A quote or bracket is not closed.",
    fix: "Close it, or put quotes round the whole value.",
  },
  BLOCK_AS_IMPLICIT_KEY: {
    code: "not-yaml",
    message: "A field cannot stand inside the value of another one like this.",
    fix: "Put quotes round the value, or begin a new line.",
  },
  MULTILINE_IMPLICIT_KEY: {
    code: "not-yaml",
    message: "This text runs over several lines.",
    fix: "Put | after the colon and indent the text below it.",
  },
};
