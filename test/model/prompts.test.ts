import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { fillable, loadPrompts } from "../../src/model/prompts.ts";
import { temporaryFolder } from "../support/folder.ts";

const Meta = z.strictObject({ title: z.string() });

function folderWith(files: Record<string, string>) {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder.path, name), text);
  return folder;
}

function promptOf(body: string) {
  using folder = folderWith({ "plan.md": `---\ntitle: Plan\n---\n${body}\n` });
  const prompt = loadPrompts(folder.path, Meta).get("plan");
  if (!prompt) throw new Error("no prompt");
  return prompt;
}

test("a folder of prompts is read with front matter, text and a hash of the text", () => {
  using folder = folderWith({
    "plan.md": "---\ntitle: Plan\n---\n\nHello {{name}}\n\n---\n\nMore\n",
    "windows.md": "---\r\ntitle: Plan\r\n---\r\nHello {{name}}\r\n\r\n---\r\n\r\nMore\r\n",
    "notes.txt": "not a prompt",
  });

  const prompts = loadPrompts(folder.path, Meta);

  expect([...prompts.keys()]).toEqual(["plan", "windows"]);
  expect(prompts.get("plan")).toEqual({
    name: "plan",
    meta: { title: "Plan" },
    body: "Hello {{name}}\n\n---\n\nMore",
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(prompts.get("windows")?.sha256).toBe(prompts.get("plan")?.sha256);
});

test.each<[string, string, RegExp]>([
  ["no front matter", "Hello", /bad\.md does not begin with front matter/],
  ["an unknown field", "---\ntitle: a\nmodle: b\n---\nHello", /bad\.md: [^]*modle/],
  ["a missing field", "---\n{}\n---\nHello", /bad\.md: [^]*title/],
])("%s is an error that names the file", (_, text, message) => {
  using folder = folderWith({ "bad.md": text });

  expect(() => loadPrompts(folder.path, Meta)).toThrow(message);
});

test("placeholders are filled, and what fills them is not looked at again", () => {
  const fill = fillable(promptOf("{{ a }} and {{b}} and {{a}}"), ["a", "b"]);

  expect(fill({ a: "{{b}} $& $1", b: "x" })).toBe("{{b}} $& $1 and x and {{b}} $& $1");
});

test("a prompt and the code that fills it must agree when the code is set up", () => {
  const prompt = promptOf("{{a}} and {{b}}");

  expect(() => fillable(prompt, ["a"])).toThrow("prompt plan: nobody fills {{b}}");
  expect(() => fillable(prompt, ["a", "b", "c"])).toThrow("prompt plan: it has no {{c}}");
});
