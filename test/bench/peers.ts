import { execFile } from "node:child_process";
import { cpSync, existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { reasonOf } from "../../src/errors.ts";
import { temporaryFolder } from "../support/folder.ts";
import { startServer } from "./engine/stand.ts";
import type { Figure } from "./figure.ts";

const run = promisify(execFile);
const rounds = 3;

// as each is quickest, and the smallest program of the shape ours has
const runners = [
  { name: "bare shape", file: "reference.mjs", env: { VARIANT: "direct-fused" } },
  { name: "DBOS", file: "dbos.mjs", env: { MODE: "direct" } },
  { name: "OpenWorkflow", file: "openworkflow.mjs", env: { CONC: "32" } },
  { name: "Absurd", file: "absurd.mjs", env: { POLL_MS: "20" }, needs: "ABSURD_SQL" },
];

const Result = z.looseObject({
  test: z.string(),
  steps: z.number().optional(),
  runsPerSec: z.number().optional(),
  done: z.object({ p50: z.number(), p99: z.number() }).optional(),
});
type Result = z.infer<typeof Result>;

/** The same work by the engines people would embed instead, on the same Postgres, by the runners in this folder. */
export async function measurePeers(from: string): Promise<Figure[]> {
  using folder = temporaryFolder();
  for (const name of readdirSync(from).filter((it) => /\.(mjs|json)$/.test(it)))
    cpSync(join(from, name), join(folder.path, name));
  const path = `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`;
  const settings = { cwd: folder.path, timeout: 900_000, maxBuffer: 64 * 1024 * 1024 };
  const environment = { ...process.env, PATH: path };
  await run("npm", ["install", "--no-audit", "--no-fund"], { ...settings, env: environment });
  await using server = await startServer();
  const figures: Figure[] = [];
  for (const { name, file, env, needs } of runners) {
    if (needs !== undefined && process.env[needs] === undefined) {
      console.log(`${name} was not measured: it needs ${needs}`);
      continue;
    }
    const out = join(folder.path, `${name}.jsonl`);
    const more = {
      BENCH_PG: server.url.replace(/\/postgres$/, ""),
      BENCH_OUT: out,
      BENCH_QUIET_MS: "20000",
      ROUNDS: String(rounds),
    };
    try {
      await run(process.execPath, [file], {
        ...settings,
        env: { ...environment, ...env, ...more },
      });
    } catch (error) {
      console.log(`${name} could not be measured: ${reasonOf(error)}`);
    }
    if (existsSync(out)) figures.push(...figuresOf(name, readFileSync(out, "utf8")));
  }
  return figures;
}

function figuresOf(name: string, lines: string): Figure[] {
  const results = lines
    .trim()
    .split("\n")
    .map((line) => Result.parse(JSON.parse(line)));
  const rates = (steps: number) =>
    results.flatMap((it: Result) => (it.steps === steps && it.runsPerSec ? it.runsPerSec : []));
  const idle = results.filter((it) => it.test === "latency-idle" && it.done).map((it) => it.done);
  return [
    { name: `${name}: 10-step runs`, values: rates(10), unit: "/s" },
    { name: `${name}: 3-step runs`, values: rates(3), unit: "/s" },
    {
      name: `${name}: start → 3-step run ended, idle p50`,
      values: idle.flatMap((it) => it?.p50 ?? []),
      unit: "ms",
    },
  ];
}
