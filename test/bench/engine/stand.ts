import { startPostgres } from "../../../src/local/postgres/start.ts";
import { createLog } from "../../../src/log.ts";
import { temporaryFolder } from "../../support/folder.ts";

/** A Postgres of its own, for one bench. */
export async function startServer() {
  const folder = temporaryFolder();
  const postgres = await startPostgres({
    folder: folder.path,
    log: createLog({ level: "error" }),
  });
  return {
    url: postgres.url,
    async [Symbol.asyncDispose]() {
      await postgres.stop();
      folder[Symbol.dispose]();
    },
  };
}
