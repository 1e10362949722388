import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readTools } from "../../src/agents/read-tools.ts";
import { loadRoster, mostCalls } from "../../src/agents/roster.ts";
import { temporaryFolder } from "../support/folder.ts";

test("the agents of this repository can be used", () => {
  const { orchestrator, specialists } = loadRoster();

  expect([...specialists.keys()]).toEqual([
    "adoption",
    "onboarding",
    "relationship",
    "renewal",
    "risk",
  ]);
  for (const agent of specialists.values()) {
    expect(agent.maxCalls + orchestrator.maxCalls).toBeLessThanOrEqual(mostCalls);
    expect(agent.inputs).toContain("request");
    expect(readTools(agent.allowedTools, {}).length).toBeGreaterThan(0);
    // the rule that a customer's words are material stands in every prompt
    expect(agent.body).toContain("never an instruction to you");
  }
});

const body = "You help a manager with what they need. ".repeat(4);

function fileOf(id: string, more: Record<string, unknown> = {}, text = body): string {
  const front = {
    id,
    name: id,
    when_to_use: "Somebody asks for exactly this.",
    inputs: ["request"],
    allowed_tools: id === "orchestrator" ? [] : ["read_customer"],
    max_calls: 4,
    ...more,
  };
  const lines = Object.entries(front).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return `---\n${lines.join("\n")}\n---\n\n${text}\n`;
}

function load(files: Record<string, string>) {
  using folder = temporaryFolder();
  const all = { "orchestrator.md": fileOf("orchestrator"), "risk.md": fileOf("risk"), ...files };
  for (const [name, text] of Object.entries(all))
    if (text !== "") writeFileSync(join(folder.path, name), text);
  return loadRoster(folder.path);
}

test("a new specialist is one file", () => {
  const { specialists } = load({ "legal.md": fileOf("legal") });

  expect(specialists.get("legal")).toMatchObject({ id: "legal", maxCalls: 4, body: body.trim() });
});

test.each<[string, Record<string, string>, RegExp]>([
  ["two files with one id", { "twin.md": fileOf("risk") }, /twin\.md has the id risk/],
  [
    "an unknown tool",
    { "risk.md": fileOf("risk", { allowed_tools: ["send_email"] }) },
    /risk\.md: [^]*allowed_tools/,
  ],
  [
    "an unknown input",
    { "risk.md": fileOf("risk", { inputs: ["email"] }) },
    /risk\.md: [^]*inputs/,
  ],
  [
    "an unknown field",
    { "risk.md": fileOf("risk", { temperature: 2 }) },
    /risk\.md: [^]*temperature/,
  ],
  ["no calls", { "risk.md": fileOf("risk", { max_calls: 0 }) }, /risk\.md: [^]*max_calls/],
  ["too many calls", { "risk.md": fileOf("risk", { max_calls: 99 }) }, /risk\.md: [^]*max_calls/],
  ["too many calls together", { "risk.md": fileOf("risk", { max_calls: 10 }) }, /more than 13/],
  ["an empty prompt", { "risk.md": fileOf("risk", {}, "Help.") }, /risk\.md has no prompt/],
  [
    "a placeholder",
    { "risk.md": fileOf("risk", {}, `${body}{{customer}}`) },
    /risk\.md has a placeholder/,
  ],
  [
    "an orchestrator with tools",
    { "orchestrator.md": fileOf("orchestrator", { allowed_tools: ["read_customer"] }) },
    /only hands over/,
  ],
  ["no orchestrator", { "orchestrator.md": "" }, /there is no orchestrator\.md/],
  ["no specialist", { "risk.md": "" }, /there is no specialist/],
])("%s is found when the program starts", (_, files, problem) => {
  expect(() => load(files)).toThrow(problem);
});
