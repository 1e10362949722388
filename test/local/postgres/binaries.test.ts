import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findAccount, isRoot } from "../../../src/local/postgres/account.ts";
import { copyBinaries, findBinaries, whyNotRunning } from "../../../src/local/postgres/binaries.ts";
import { temporaryFolder } from "../../support/folder.ts";

const account = isRoot() ? findAccount() : null;

test("a copy of the binaries runs, and is made once", () => {
  using folder = temporaryFolder();

  const copy = copyBinaries(findBinaries(), folder.path, account);
  const made = readdirSync(folder.path);
  const again = copyBinaries(findBinaries(), folder.path, account);

  expect(whyNotRunning(copy, account)).toBeNull();
  expect(again).toBe(copy);
  expect(readdirSync(folder.path)).toEqual(made);
});

test("a copy that misses a library is made again", () => {
  using folder = temporaryFolder();
  const copy = copyBinaries(findBinaries(), folder.path, account);
  rmSync(join(copy, "lib"), { recursive: true });

  copyBinaries(findBinaries(), folder.path, account);

  expect(whyNotRunning(copy, account)).toBeNull();
});

test("what a copy that was killed left behind is removed", () => {
  using folder = temporaryFolder();
  // no system gives out a number as high
  const left = join(folder.path, "binaries-18.4.0-0123456789ab.partial-99999999");
  mkdirSync(left);

  copyBinaries(findBinaries(), folder.path, account);

  expect(existsSync(left)).toBe(false);
});
