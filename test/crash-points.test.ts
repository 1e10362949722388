import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readConfig } from "../src/config.ts";
import { crashPoints } from "../src/crash-points.ts";

const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && name !== "crash-points.ts")
  .map((name) => readFileSync(join("src", name), "utf8"))
  .join("\n");

test("every crash point lies somewhere in the program", () => {
  const passed = [...sources.matchAll(/atPoint\(["`]([^"`]+)["`]\)/g)].map(([, name = ""]) => name);
  const found = passed.flatMap((name) =>
    name.startsWith("${next.is}")
      ? ["hold", "park", "end"].map((next) => name.replace("${next.is}", next))
      : [name],
  );

  expect([...new Set(found)].toSorted()).toEqual([...crashPoints].toSorted());
});

test("a point is armed by its name and the passing that kills, and by nothing else", () => {
  expect(readConfig({ CRASH_AT: "send answered:3" }).CRASH_AT).toEqual({
    point: "send answered",
    passing: 3,
  });
  expect(readConfig({ CRASH_AT: "send answered" }).CRASH_AT?.passing).toBe(1);
  expect(readConfig({}).CRASH_AT).toBeUndefined();
  expect(() => readConfig({ CRASH_AT: "send" })).toThrow("CRASH_AT: there is no point “send”");
});
