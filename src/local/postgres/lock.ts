import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { UserError } from "../../errors.ts";

/**
 * Holds this folder for one program. SQLite takes the lock from the kernel, which gives it back when the
 * program ends in whatever way: no process number is left behind to be judged.
 */
export function lock(folder: string): () => void {
  const file = new DatabaseSync(join(folder, "lock"));
  try {
    file.exec("pragma journal_mode = memory; begin exclusive");
  } catch (cause) {
    file.close();
    if (!isBusy(cause)) throw cause;
    const hint = "Stop that one first, or choose another DATA_DIR.";
    throw new UserError(`Another program already uses the database in ${folder}. ${hint}`, {
      cause,
    });
  }
  return () => file.close();
}

// SQLITE_BUSY
function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === 5;
}
