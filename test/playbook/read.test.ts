import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { problemCodes } from "../../src/grammar/problem.ts";
import { readPlaybook } from "../../src/playbook/read.ts";

const folder = join(import.meta.dirname, "broken");
const surroundings = {
  people: ["maya", "tom", "priya", "alex"],
  agents: ["renewal", "risk", "onboarding", "adoption", "relationship"],
  customerFields: {},
  playbooks: [
    { id: "at-risk", calls: ["win-back"] },
    { id: "win-back", calls: ["review"] },
    { id: "onboarding", calls: [] },
    {
      id: "save-call",
      calls: [],
      asks: {
        reason: { type: "text" },
        discount: { type: "number", default: 5 },
        until: { type: "date", default: "2027-01-31" },
        mood: { type: ["calm", "angry"], default: "calm" },
      },
    },
  ],
};
const Expected = z.array(z.object({ code: z.string(), line: z.number(), column: z.number() }));

const broken = readdirSync(folder)
  .filter((name) => name.endsWith(".yml"))
  .map((name) => ({
    name: name.replace(".yml", ""),
    source: readFileSync(join(folder, name), "utf8"),
    expected: Expected.parse(
      JSON.parse(readFileSync(join(folder, name.replace(".yml", ".json")), "utf8")),
    ),
  }));

describe("a broken playbook is told what is wrong, at its line and column", () => {
  test.each(broken)("$name", ({ source, expected }) => {
    const reading = readPlaybook(source, surroundings);

    const found = reading.ok ? [] : reading.problems;
    expect(found.map(({ code, line, column }) => ({ code, line, column }))).toEqual(expected);
    for (const { message, excerpt } of found) {
      expect(message).not.toBe("");
      expect(excerpt).toContain("^");
    }
  });

  test("every code is met by at least one of them", () => {
    const met = new Set(broken.flatMap(({ expected }) => expected.map(({ code }) => code)));
    expect(Object.keys(problemCodes).filter((code) => !met.has(code))).toEqual([]);
  });
});

test.each(readdirSync("prompts/library"))("the library's %s is accepted", (name) => {
  const reading = readPlaybook(readFileSync(join("prompts/library", name), "utf8"), surroundings);

  expect(reading.ok ? [] : reading.problems).toEqual([]);
});
