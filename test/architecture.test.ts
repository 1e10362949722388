import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

// Who may import what, besides itself, node's own modules, zod, and config log errors clock crash-points.
// The order is the path of data: a folder names only folders below it.
const mayImport: Record<string, string[]> = {
  local: ["smtp-server", "mailparser", "ws", "react", "react-dom", "slack-blocks-to-jsx"],
  slack: [
    "chat",
    "author",
    "stats",
    "engine",
    "approvals",
    "connect",
    "store",
    "run",
    "playbook",
    "steps",
    "triggers",
    "grammar",
    "@slack/bolt",
    "@slack/types",
    "@slack/web-api",
    "undici",
  ],
  http: [
    "chat",
    "author",
    "stats",
    "engine",
    "approvals",
    "connect",
    "store",
    "run",
    "playbook",
    "triggers",
    "grammar",
    "standardwebhooks",
  ],
  chat: [
    "author",
    "stats",
    "engine",
    "approvals",
    "agents",
    "connect",
    "model",
    "store",
    "run",
    "playbook",
    "steps",
    "triggers",
    "grammar",
  ],
  author: [
    "agents",
    "model",
    "store",
    "run",
    "playbook",
    "steps",
    "triggers",
    "grammar",
    "minisearch",
  ],
  stats: ["store", "run", "playbook", "grammar"],
  engine: [
    "approvals",
    "agents",
    "connect",
    "model",
    "store",
    "run",
    "playbook",
    "steps",
    "triggers",
    "grammar",
    "pg-boss",
  ],
  approvals: ["connect", "store", "run", "playbook", "steps", "grammar"],
  agents: [
    "model",
    "store",
    "run",
    "playbook",
    "grammar",
    "langchain",
    "@langchain/core",
    "@langchain/openai",
  ],
  connect: ["store", "grammar", "ical-generator", "nodemailer", "undici"],
  model: ["store", "grammar", "openai", "yaml"],
  store: ["run", "playbook", "steps", "triggers", "grammar", "pg", "pg-boss"],
  run: ["playbook", "steps", "triggers", "grammar"],
  playbook: ["steps", "triggers", "grammar", "yaml"],
  steps: ["grammar"],
  triggers: ["grammar"],
  grammar: ["date-holidays", "@bufbuild/cel", "handlebars", "temporal-polyfill", "croner"],
};
const order = Object.keys(mayImport);
const shared = ["config", "log", "errors", "clock", "crash-points"];
const source = resolve(import.meta.dirname, "../src");

function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  const found = text.matchAll(/(?<!["'])(?:from|import)\s*\(?\s*["']([^"']+)["']/g);
  return [...found].map(([, name = ""]) => name);
}

function packageOf(name: string): string {
  return name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");
}

/** the folder of src a file belongs to, or its own name when it lies at the top */
function placeOf(file: string): string {
  const [first = ""] = relative(source, file).split("/");
  return first.replace(/\.ts$/, "");
}

function violations(file: string): string[] {
  const place = placeOf(file);
  const allowed = mayImport[place];
  if (!allowed) return [];
  return importsOf(file).flatMap((name) => {
    if (name.startsWith("node:") || builtinModules.includes(name)) return [];
    if (!name.startsWith(".")) {
      const known = packageOf(name) === "zod" || allowed.includes(packageOf(name));
      return known ? [] : [`${place} must not import ${name}`];
    }
    const target = placeOf(resolve(dirname(file), name));
    if (target === place || allowed.includes(target)) return [];
    const ours = place === "local" ? ["log", "errors", "clock"] : shared;
    return ours.includes(target) ? [] : [`${relative(source, file)} must not import ${target}`];
  });
}

const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => join(source, name));

test("a file imports only what its folder may", () => {
  expect(files.flatMap(violations)).toEqual([]);
});

test("a folder may name only folders below it", () => {
  for (const [place, names] of Object.entries(mayImport)) {
    const upward = names.filter(
      (name) => order.includes(name) && order.indexOf(name) <= order.indexOf(place),
    );
    expect(upward, place).toEqual([]);
  }
});

test("every folder of src has a row", () => {
  const folders = files
    .map((file) => relative(source, file).split("/"))
    .filter((parts) => parts.length > 1);
  expect(
    [...new Set(folders.map(([first]) => first))].filter((name) => !order.includes(name ?? "")),
  ).toEqual([]);
});

test("only main and cli, and the stand-ins' own starter, read the environment", () => {
  const readers = files.filter((file) => /process\.env\b/.test(readFileSync(file, "utf8")));
  const allowed = ["main.ts", "cli.ts", "local/slack/serve.ts", "local/mailbox/serve.ts"];
  expect(
    readers.map((file) => relative(source, file)).filter((name) => !allowed.includes(name)),
  ).toEqual([]);
});

test("the database is told the time and is asked for it in one place, so that time can be skipped", () => {
  const migrations = resolve(source, "../migrations");
  const statements = [
    ...readdirSync(migrations).map((name) => join(migrations, name)),
    ...files.filter((file) => placeOf(file) === "store"),
  ];
  const asksForTime = /\bnow\(\)|\b(?:current|local)_?(?:timestamp|date|time)\b|clock_timestamp/i;
  const asking = statements.filter((file) => asksForTime.test(readFileSync(file, "utf8")));
  // what all processes go by, whatever their machines say
  expect(asking).toEqual([join(source, "store/shared-time.ts")]);
});

test("every statement is about one workspace, but for the few that look through all of them", () => {
  const statement = /`((?:[^`$]|\$(?!\{)|\$\{(?:[^`{}]|\{[^{}]*\}|`[^`]*`)*\})*)`/g;
  const verb = /\b(?:select|update|delete from|insert into)\b/;
  const table =
    /\b(?:from|update|into|join)\s+(?:playbook|slack|customer|people|approval|trigger|audit|connector|provider|prerun|draft|agent|rehears)/;
  const bound = /workspace_id = (?:\$|[ce]\.)|workspace_id, /;
  const unbound = files
    .filter((file) => placeOf(file) === "store")
    .flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(statement)]
        .filter(([, text = ""]) => verb.test(text) && table.test(text) && !bound.test(text))
        .map(() => relative(join(source, "store"), file)),
    );

  // runs and events left behind, reminders and triggers that are due, old arrivals, and who has connected anything
  expect(unbound.toSorted()).toEqual([
    "checkpoint.ts",
    "connectors.ts",
    "control.ts",
    "events.ts",
    "inbox.ts",
    "nudges.ts",
    "triggers.ts",
    "triggers.ts",
  ]);
});
