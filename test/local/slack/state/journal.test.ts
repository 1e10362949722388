import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openJournal } from "../../../../src/local/slack/state/journal.ts";
import { temporaryFolder } from "../../../support/folder.ts";

function read(file: string) {
  const journal = openJournal(file);
  journal.close();
  return journal.entries;
}

test("the last word on each key is what is read back, in the order the keys came", () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "a/b/slack.jsonl");
  const journal = openJournal(file);

  journal.append(["messages", "1", "one"]);
  journal.append(["messages", "2", "two"]);
  journal.append(["messages", "1", "uno"]);
  journal.append(["files", "1", "other"]);
  journal.append(["messages", "3", "three"]);
  journal.append(["messages", "3"]);
  journal.close();

  expect(read(file)).toEqual([
    ["messages", "1", "uno"],
    ["messages", "2", "two"],
    ["files", "1", "other"],
  ]);
});

test("a line cut by a kill is dropped, and the next one starts afresh", () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "slack.jsonl");
  writeFileSync(file, '["a","1","one"]\n["a","2","tw');

  const journal = openJournal(file);
  journal.append(["a", "3", "three"]);
  journal.close();

  expect(read(file)).toEqual([
    ["a", "1", "one"],
    ["a", "3", "three"],
  ]);
});

test("damage in the middle is named with its line", () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "slack.jsonl");
  writeFileSync(file, '["a","1","one"]\n{}\n["a","2","two"]\n');

  expect(() => openJournal(file)).toThrow(/slack\.jsonl:2/);
});

test("a journal that is mostly history is rewritten when it is opened", () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "slack.jsonl");
  for (let count = 0; count < 1500; count += 1) appendFileSync(file, `["a","1",${count}]\n`);

  expect(read(file)).toEqual([["a", "1", 1499]]);
  expect(readFileSync(file, "utf8")).toBe('["a","1",1499]\n');
});
