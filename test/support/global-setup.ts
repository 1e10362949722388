import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startPostgres } from "../../src/local/postgres/start.ts";
import { createLog } from "../../src/log.ts";
import { administer, createTemplate } from "./template.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** the server that every test database is on */
    postgresUrl: string;
  }
}

/** One Postgres for the whole suite; what the tests leave in it goes with its folder. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "playbooks-test-"));
  const postgres = await startPostgres({ folder, log: createLog({ level: "warn" }) });
  const heir = leaveTo(postgres.home, folder);
  // what is in it outlives no crash of the machine, and need not
  for (const setting of ["fsync", "full_page_writes", "synchronous_commit"])
    await administer(postgres.url, `alter system set ${setting} = off`);
  await administer(postgres.url, "select pg_reload_conf()");
  await createTemplate(postgres.url);
  project.provide("postgresUrl", postgres.url);
  // the server ends and its folder goes while nobody waits for it
  return async () => void heir.stdin.end();
}

// a suite that is killed runs no teardown: this shell sees its input close and tidies up, as it does after any other
function leaveTo(home: string, folder: string) {
  const [pid = ""] = readFileSync(join(home, "data/postmaster.pid"), "utf8").split("\n");
  const script = `cat > /dev/null
    kill -QUIT "$1"; while kill -0 "$1"; do sleep 0.1; done
    rm -rf "$2" "$3"`;
  const heir = spawn("/bin/sh", ["-c", script, "sh", pid, home, folder], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  heir.unref();
  return heir;
}
