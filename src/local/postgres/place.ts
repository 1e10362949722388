import { createHash } from "node:crypto";
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { UserError, reasonOf } from "../../errors.ts";
import type { Log } from "../../log.ts";
import {
  type Account,
  canWorkIn,
  findAccount,
  isOnlyRoots,
  isRoot,
  ownerOfData,
} from "./account.ts";
import { type Binaries, copyBinaries, whyNotRunning } from "./binaries.ts";

/** where the database really is, whom it runs as and from which binaries */
export type Place = { home: string; native: string; account: Account };

type Wanted = { folder: string; shelters: string[]; binaries: Binaries; log: Log };

/** Folders that outlive a checkout and that any account may pass through, the lasting ones first. */
export const usualShelters = [
  "/var/lib/playbooks",
  "/var/db/playbooks",
  join(tmpdir(), "playbooks"),
];

/** Root must hand the server to an account that may be unable to enter the folder it was given. */
export function choosePlace(wanted: Wanted): Place {
  const { folder, binaries } = wanted;
  if (!isRoot()) {
    mustBeOurs(folder);
    chmodSync(folder, 0o700);
    mustRun(binaries.native, null);
    return { home: folder, native: binaries.native, account: null };
  }
  const moved = readPointer(wanted);
  const account = ownerOfData(moved ?? folder) ?? findAccount();
  const home = moved ?? (opens(folder, account) ? folder : moveAway(wanted, account));
  return { home, native: nativeFor(wanted, account), account };
}

function mustBeOurs(folder: string) {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const hint = "Start the program as the user it belongs to, or choose another DATA_DIR.";
    throw new UserError(`The database folder ${folder} cannot be used. ${hint}`, { cause });
  }
}

function mustRun(native: string, account: Account) {
  const reason = whyNotRunning(native, account);
  if (reason === null) return;
  const hint = "Set DATABASE_URL to a PostgreSQL 15 or later instead.";
  throw new UserError(`The Postgres in ${native} does not run here (${reason}). ${hint}`);
}

function opens(home: string, account: Account): boolean {
  // others may pass through, only root lists and writes
  chmodSync(home, 0o711);
  return canWorkIn(home, account);
}

function readPointer({ folder, shelters }: Wanted): string | null {
  const pointer = join(folder, "moved-to");
  if (!existsSync(pointer)) return null;
  const home = readFileSync(pointer, "utf8").trim();
  // whoever may write here must not make root give away a folder of the system
  if (shelters.includes(dirname(home)) && isOnlyRoots(home)) return home;
  const hint = "Delete it to begin with an empty database.";
  throw new UserError(`${pointer} names ${home}, which is gone or not ours. ${hint}`);
}

function moveAway({ folder, shelters, log }: Wanted, account: Account): string {
  if (existsSync(join(folder, "data")))
    throw new UserError(
      `The account that owns the database in ${folder} can no longer enter it. Allow others to pass through the folders above it, or move it back.`,
    );
  const name = createHash("sha256").update(folder).digest("hex").slice(0, 12);
  const home = join(shelterFor(shelters, account), name);
  mkdirSync(home, { recursive: true });
  chmodSync(home, 0o711);
  writeFileSync(join(folder, "moved-to"), `${home}\n`);
  log.warn("the database is kept elsewhere, its account cannot enter the data folder", {
    folder,
    home,
  });
  return home;
}

function nativeFor({ binaries, shelters, log }: Wanted, account: Account): string {
  if (whyNotRunning(binaries.native, account) === null) return binaries.native;
  const native = copyBinaries(binaries, shelterFor(shelters, account), account);
  mustRun(native, account);
  log.info("the database runs from a copy of its binaries", { native });
  return native;
}

function shelterFor(shelters: string[], account: Account): string {
  const reasons: string[] = [];
  for (const shelter of shelters) {
    const reason = whyUnfit(shelter, account);
    if (reason === null) return shelter;
    reasons.push(`${shelter}: ${reason}`);
  }
  throw new UserError(
    `Postgres cannot run as root, and no folder was found where another account could run it (${reasons.join("; ")}). Start the program as another user, or set DATABASE_URL.`,
  );
}

function whyUnfit(shelter: string, account: Account): string | null {
  if (!existsSync(dirname(shelter))) return "no such folder";
  try {
    if (!existsSync(shelter)) mkdirSync(shelter);
    if (!isOnlyRoots(shelter)) return "others can change it";
    return opens(shelter, account) ? null : "the account cannot enter it";
  } catch (error) {
    return reasonOf(error);
  }
}
