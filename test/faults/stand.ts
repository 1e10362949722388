import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sampleWorkspace } from "../../src/local/sample/sample-workspace.ts";
import { type Postgres, startPostgres } from "../../src/local/postgres/start.ts";
import { createLog } from "../../src/log.ts";
import { createPool } from "../../src/store/db.ts";
import { temporaryFolder } from "../support/folder.ts";
import { startSeparately } from "../support/separate.ts";

export type FaultStand = Awaited<ReturnType<typeof startFaultStand>>;

/** Postgres, Slack and the mailbox as processes that live on, whatever happens to the program. */
export async function startFaultStand() {
  await using starting = new AsyncDisposableStack();
  const folder = starting.use(temporaryFolder()).path;
  let postgres: Postgres = await startPostgres({ folder, log: createLog({ level: "error" }) });
  starting.defer(() => postgres.stop());
  const pool = starting.adopt(createPool(postgres.url, 6), (it) => it.end());
  const around = starting.use(await startSeparately({ program: { DATABASE_URL: postgres.url } }));
  const stack = starting.move();
  return {
    ...around,
    pool,
    server: {
      folder,
      url: postgres.url,
      pid: () =>
        Number(readFileSync(join(postgres.home, "data/postmaster.pid"), "utf8").split("\n")[0]),
      stop: () => postgres.stop(),
      /** on the same data, at the same address */
      async start() {
        postgres = await startPostgres({ folder, log: createLog({ level: "error" }) });
      },
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** The sample's customers, by their names. */
export const customers = sampleWorkspace(new Date()).customers.map((it) => it.name);
