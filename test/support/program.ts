import { join } from "node:path";
import { startProcess, type Started } from "./processes.ts";
import { type SlackUsers, slackUsers } from "./slack-user.ts";

export type Program = { users: SlackUsers; process: Started; url: string };

const main = join(import.meta.dirname, "../../src/main.ts");

/** The whole program as `npm start` runs it, on a folder of its own. */
export async function startProgram(
  folder: string,
  env: Record<string, string> = {},
): Promise<Program & AsyncDisposable> {
  const process = await startProcess({
    file: main,
    env: { PORT: "0", DATA_DIR: folder, LOG_LEVEL: "info", ...env },
    ready: /"message":"ready","port":(\d+)/,
    within: 30_000,
  });
  const url = `http://127.0.0.1:${process.ready[1]}`;
  return {
    users: slackUsers(url),
    process,
    url,
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}
