import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { loadRoster } from "../src/agents/roster.ts";
import { settings } from "../src/config.ts";
import { WorkspaceData } from "../src/connect/import-workspace.ts";
import { readPlaybook } from "../src/playbook/read.ts";
import { stepTypes } from "../src/steps/all.ts";
import { triggerTypes } from "../src/triggers/all.ts";
import { surroundings } from "./support/library.ts";

const readme = readFileSync("README.md", "utf8");

const known = Object.entries(settings).map(([name, { schema, about }]) => {
  const { data } = z.union([z.string(), z.number()]).safeParse(schema.safeParse(undefined).data);
  return { name, about, initial: data === undefined ? null : String(data) };
});

/** The cells of every table that has this head. */
function rowsUnder(...head: string[]): string[][] {
  const lines = readme.split("\n").map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const start = lines.findIndex((cells) => cells.join("|") === head.join("|"));
  const rest = start === -1 ? [] : lines.slice(start + 2);
  const end = rest.findIndex((cells) => cells.length === 0);
  return rest.slice(0, end);
}

/** The fenced blocks of one language. */
function blocksOf(language: string): string[] {
  const found = readme.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, "gm"));
  return [...found].map(([, text = ""]) => text);
}

test("the README's table of settings is what the program reads", () => {
  const rows = known.map(({ name, about, initial }) => [
    `\`${name}\``,
    initial === null ? "" : `\`${initial}\``,
    about,
  ]);

  expect(rowsUnder("setting", "default", "what for")).toEqual(rows);
});

test(".env.example has every setting, with its default or left out", () => {
  const parts = known.map(({ name, about, initial }) =>
    [`# ${about}`, initial === null ? `# ${name}=` : `${name}=${initial}`, ""].join("\n"),
  );

  expect(readFileSync(".env.example", "utf8")).toBe(parts.join("\n"));
});

test("the README lists every step type, trigger and agent there is", () => {
  const row = (kind: string, name: string, about: string) => [kind, `\`${name}\``, about];
  const agents = [...loadRoster().specialists.values()];

  expect(rowsUnder("kind", "name", "about")).toEqual([
    ...stepTypes.map((type) => row("step", type.do, type.about)),
    ...triggerTypes.map((type) => row("trigger", type.by, type.about)),
    ...agents.map(({ id, whenToUse }) => row("agent", id, whenToUse)),
  ]);
});

test("every file and folder the README names exists", () => {
  const named = readme.matchAll(
    /(?:^|[\s`(])((?:src|test|prompts|migrations|\.github)\/[\w./-]*\w|[\w-]+\.(?:yml|json)|\.env\.example)(?=[`\s),;*]|$)/gm,
  );
  const paths = [...named].map(([, path = ""]) => path);

  expect(paths.length).toBeGreaterThan(30);
  expect([...new Set(paths)].filter((path) => !existsSync(path))).toEqual([]);
});

test("every part in the README's drawing exists", () => {
  const parts = blocksOf("text").flatMap((text) => text.match(/\b[a-z]+\/[a-z-]+/g) ?? []);

  expect(parts.length).toBeGreaterThan(4);
  expect(
    parts.filter((part) => !existsSync(`src/${part}`) && !existsSync(`src/${part}.ts`)),
  ).toEqual([]);
});

const Package = z.object({ scripts: z.record(z.string(), z.string()) });

test("every npm script and command the README names exists", () => {
  const { scripts } = Package.parse(JSON.parse(readFileSync("package.json", "utf8")));
  const named = [...readme.matchAll(/npm (?:run ([\w:-]+)|(start|test)\b)/g)];
  const commands = [...readme.matchAll(/npm run playbooks -- (\w+)/g)].map(([, name]) => name);

  const missing = named.filter(([, run, own]) => !((run ?? own ?? "") in scripts));
  expect(missing.map(([all]) => all)).toEqual([]);
  expect(new Set(commands)).toEqual(new Set(["doctor", "schema", "validate"]));
  const cli = readFileSync("src/cli.ts", "utf8");
  expect(commands.filter((name) => !cli.includes(`case "${name}":`))).toEqual([]);
});

test("every table the README names is made by a migration", () => {
  const made = readFileSync("migrations/001_playbooks.sql", "utf8").concat(
    readFileSync("migrations/002_runs.sql", "utf8"),
    readFileSync("migrations/003_slack.sql", "utf8"),
  );
  const named = blocksOf("text").flatMap((text) => text.match(/\b[a-z]+_[a-z]+\b/g) ?? []);

  expect(named).toContain("trigger_firings");
  expect(named.filter((name) => !made.includes(`create table ${name} `))).toEqual([]);
});

test("the README's playbook is one", () => {
  const [source = ""] = blocksOf("yaml");

  expect(readPlaybook(source, surroundings)).toMatchObject({ ok: true });
});

test("the README's workspace file is one, and all in it is understood", () => {
  const [source = ""] = blocksOf("json");
  const given: unknown = JSON.parse(source);

  const read = WorkspaceData.parse(given);

  expect(read).toMatchObject({ people: [{ role: "manager" }, { role: "csm" }] });
  expect(read.customers[0]?.contacts[0]?.role).toBe("champion");
  expect(read).toMatchObject(z.record(z.string(), z.unknown()).parse(given));
});
