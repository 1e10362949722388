import { expect, test } from "vitest";
import { storable } from "../../src/grammar/storable.ts";

test("what a database cannot store is left out of texts and names, and nothing else is touched", () => {
  const sent = { "a\0b": ["c\0", { d: "\ud800e" }, 1, null, true], f: "\\u0000 👋" };

  const kept: unknown = JSON.parse(JSON.stringify(sent), storable);

  expect(kept).toEqual({ ab: ["c", { d: "\ufffde" }, 1, null, true], f: "\\u0000 👋" });
});
