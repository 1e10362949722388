import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import chromium from "@sparticuz/chromium";
import type { LaunchOptions } from "playwright-core";
import { z } from "zod";

// it ships for small cloud functions: these would end it with its first tab, or switch off what we test
const unwanted = new Set(["--single-process", "--no-zygote", "--disable-web-security"]);

/** How to launch a browser that comes from npm; only on other systems than its own it must be installed. */
export async function chromiumFromNpm(): Promise<LaunchOptions> {
  if (process.platform !== "linux" || process.arch !== "x64") return { channel: "chrome" };
  const home = await unpacked();
  return {
    executablePath: join(home, "chromium"),
    args: chromium.args.filter((argument) => !unwanted.has(argument)),
    // four: it adds two more while its threads read them, and where the list is odd the second one moves
    // it under their eyes, which ended every tenth start (0 of 800 with even numbers)
    env: {
      HOME: home,
      PATH: "/usr/bin:/bin",
      LD_LIBRARY_PATH: join(home, "al2023/lib"),
      FONTCONFIG_FILE: join(home, "fonts.conf"),
    },
  };
}

const manifest = new URL("../package.json", import.meta.resolve("@sparticuz/chromium"));

/** Unpacks it once for each user and version. Others may do so at the same time: the first one stays. */
async function unpacked(): Promise<string> {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(manifest, "utf8")));
  const home = join(tmpdir(), `playbooks-chromium-${version}-${process.getuid?.()}`);
  if (existsSync(home)) return home;
  const partial = mkdtempSync(`${home}.`);
  const program = fileURLToPath(new URL("./unpack-chromium.ts", import.meta.url));
  await promisify(execFile)(process.execPath, [program, partial, home], {
    env: { ...process.env, TMPDIR: partial },
  });
  try {
    renameSync(partial, home);
  } catch (error) {
    rmSync(partial, { recursive: true });
    if (!existsSync(home)) throw error;
  }
  return home;
}
