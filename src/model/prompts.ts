import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

/** A prompt as it lies in its file: what its front matter says, and the text for the model. */
export type Prompt<Meta> = {
  /** the file's name without `.md` */
  name: string;
  meta: Meta;
  body: string;
  /** of the body as written, before anything is filled in */
  sha256: string;
};

/**
 * Reads all Markdown files of a folder, once.
 * @throws naming the file whose front matter is not what `Meta` asks for
 */
export function loadPrompts<Meta extends z.ZodType>(
  folder: string,
  Meta: Meta,
): Map<string, Prompt<z.output<Meta>>> {
  const names = readdirSync(folder).filter((name) => name.endsWith(".md"));
  const prompts = names.toSorted().map((file) => {
    const path = join(folder, file);
    return readPrompt(path, file.slice(0, -".md".length), readFileSync(path, "utf8"), Meta);
  });
  return new Map(prompts.map((prompt) => [prompt.name, prompt]));
}

function readPrompt<Meta extends z.ZodType>(
  path: string,
  name: string,
  text: string,
  Meta: Meta,
): Prompt<z.output<Meta>> {
  const parts = /^---\r?\n([^]*?)\r?\n---\r?\n([^]*)$/.exec(text);
  if (!parts) throw new Error(`${path} does not begin with front matter between two lines of ---`);
  const [, front = "", rest = ""] = parts;
  const meta = Meta.safeParse(parse(front));
  if (!meta.success) throw new Error(`${path}: ${z.prettifyError(meta.error)}`);
  const body = rest.replaceAll("\r\n", "\n").trim();
  const sha256 = createHash("sha256").update(body).digest("hex");
  return { name, meta: meta.data, body, sha256 };
}

const placeholder = /\{\{\s*([\w.-]+)\s*\}\}/g;

/**
 * A prompt whose `{{placeholders}}` are exactly these; call it where the code that fills them is set up.
 * What is filled in is not looked at again, so it may hold braces of its own.
 * @throws when the body names others, or not all of them
 */
export function fillable<Name extends string>(
  prompt: Prompt<unknown>,
  names: readonly Name[],
): (values: Record<Name, string>) => string {
  const found = new Set([...prompt.body.matchAll(placeholder)].map(([, name = ""]) => name));
  const given = new Set<string>(names);
  const missing = [...found.difference(given)].map((name) => `nobody fills {{${name}}}`);
  const unused = [...given.difference(found)].map((name) => `it has no {{${name}}}`);
  const problems = [...missing, ...unused];
  if (problems.length > 0) throw new Error(`prompt ${prompt.name}: ${problems.join(", ")}`);
  return (values) => {
    const known = new Map<string, string>(Object.entries(values));
    return prompt.body.replace(placeholder, (_, name: string) => {
      const value = known.get(name);
      if (value === undefined) throw new Error(`prompt ${prompt.name}: no value for {{${name}}}`);
      return value;
    });
  };
}
