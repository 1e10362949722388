import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import packageJson from "../../package.json" with { type: "json" };

type Ended = { code: number | null; signal: NodeJS.Signals | null };

export type Started = AsyncDisposable & {
  pid: number;
  /** what the ready line said; its groups carry ports and the like */
  ready: RegExpExecArray;
  /** all it wrote so far, both streams */
  output(): string;
  kill(signal: NodeJS.Signals): void;
  exited: Promise<Ended>;
};

type Options = {
  file: string;
  args?: string[];
  /** flags of Node's beside those of `npm start` */
  flags?: string[];
  env: Record<string, string>;
  ready: RegExp;
  within?: number;
};

// as `npm start` says, so that nothing is tried in another way than people run it; but not with somebody's own settings
const start = packageJson.scripts.start.split(" ");
const startFlags = start.filter((word) => /^--(?!env-file)/.test(word));
const startEnv: Record<string, string> = Object.fromEntries(
  start.filter((word) => /^[A-Z_]+=/.test(word)).map((word) => word.split("=")),
);

/** Runs a file as a program of its own, with no more of our environment than it is given. */
export async function startProcess(options: Options): Promise<Started> {
  const { file, args = [], flags = [], env, ready, within = 15_000 } = options;
  const { PATH = "", TMPDIR = "/tmp" } = process.env;
  const child = spawn(process.execPath, [...startFlags, ...flags, file, ...args], {
    env: { PATH, TMPDIR, ...startEnv, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const found = Promise.withResolvers<RegExpExecArray>();
  const whole = Promise.withResolvers<Ended>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const match = ready.exec(output);
      if (match) found.resolve(match);
    });
  child.once("error", found.reject);
  child.once("close", (code, signal) => {
    whole.resolve({ code, signal });
    found.reject(new Error(`${file} ended with ${signal ?? code} before it was ready:\n${output}`));
  });
  const timer = setTimeout(() => {
    found.reject(new Error(`${file} was not ready within ${within} ms:\n${output}`));
  }, within);

  async function end() {
    child.kill("SIGTERM");
    // what it started in turn needs the chance to be stopped, too
    await Promise.race([whole.promise, sleep(5000, null, { ref: false })]);
    child.kill("SIGKILL");
    await whole.promise;
  }

  const match = await found.promise.catch(async (error: unknown) => {
    if (child.pid) await end();
    throw error;
  });
  clearTimeout(timer);
  return {
    pid: child.pid ?? 0,
    ready: match,
    output: () => output,
    kill: (signal) => void child.kill(signal),
    exited: whole.promise,
    [Symbol.asyncDispose]: end,
  };
}
