import type { YAMLError } from "yaml";
import { type Fault, fault, type ProblemCode } from "../grammar/problem.ts";

/** What the YAML parser complains of, in people's words. */
export function fromYaml(source: string, error: YAMLError): Fault {
  const [offset] = error.pos;
  const known = words[error.code];
  const said = error.message.split("\n", 1)[0]?.replace(/ at line \d+, column \d+:?$/, "") ?? "";
  if (!known) return fault("not-yaml", `This cannot be read: ${said}.`, { offset });
  const { code, message, fix } = known;
  return fault(code, message, {
    offset: code === "tab-indent" ? tabAfter(source, offset) : offset,
    fix,
  });
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

function tabAfter(source: string, offset: number): number {
  const tab = source.indexOf("\t", offset);
  return tab === -1 ? offset : tab;
}
