// what takes the place of a setting that was left out

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Config } from "./config.ts";
import { type Known, WorkspaceData } from "./connect/import-workspace.ts";
import type { Made } from "./local/keep.ts";

/** The stand-ins, loaded only where one is needed: an installation without them has not their packages. */
export function standIns() {
  return import("./local/stand-ins.ts");
}

/** People and customers as a file gives them; without a Slack of one's own, the sample's. */
export async function knownData(config: Config, now: Date): Promise<Known> {
  const { WORKSPACE_FILE: file, SLACK_BOT_TOKEN: token } = config;
  if (file !== undefined)
    return { data: WorkspaceData.parse(JSON.parse(readFileSync(file, "utf8"))), isSample: false };
  const data = token === undefined ? (await standIns()).sampleWorkspace(now) : {};
  return { data: WorkspaceData.parse(data), isSample: true };
}

/** A secret: the setting's, else with local Slack one that is made once and stays. */
export async function secretOf(
  config: Config,
  given: string | undefined,
  file: string,
  made: Made,
) {
  if (given !== undefined) return given;
  if (config.SLACK_BOT_TOKEN !== undefined) return null;
  return (await standIns()).madeOnce(join(resolve(config.DATA_DIR), file), made);
}
