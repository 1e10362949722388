import { createLog, type Log } from "../../src/log.ts";
import { restoreArrival } from "../../src/slack/offline.ts";
import type { Pool } from "../../src/store/db.ts";
import { type Outage, watchOutage } from "../../src/store/outage.ts";
import { openSpool, type Spool } from "../../src/store/spool.ts";
import { temporaryFolder } from "./folder.ts";

const quiet = createLog({ level: "error" });

/** What keeps Slack's arrivals while the database is away; it has begun. */
export async function startIntake(
  { pool, url }: { pool: Pool; url: string },
  log: Log = quiet,
): Promise<{ outage: Outage; spool: Spool } & Disposable> {
  const folder = temporaryFolder();
  const spool = openSpool(folder.path, { most: 1024 * 1024, log });
  const take = ({ body }: { body: unknown }) => restoreArrival(pool, body);
  const outage = watchOutage({ connectionString: url, spool, take, log });
  await outage.begin(async () => {});
  return {
    outage,
    spool,
    [Symbol.dispose]() {
      outage.stop();
      folder[Symbol.dispose]();
    },
  };
}
