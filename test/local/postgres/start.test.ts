import { chmodSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { expect, test } from "vitest";
import { silent } from "../../../src/log.ts";
import { isRoot } from "../../../src/local/postgres/account.ts";
import { alive, readPostmaster } from "../../../src/local/postgres/postmaster.ts";
import { startPostgres } from "../../../src/local/postgres/start.ts";
import { eventually } from "../../support/eventually.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { startProcess } from "../../support/processes.ts";

async function ask(url: string, ...statements: string[]): Promise<unknown> {
  const client = new pg.Client(url);
  // a server that is killed takes its sessions along
  client.on("error", () => {});
  await client.connect();
  try {
    let rows: unknown[][] = [];
    for (const text of statements) ({ rows } = await client.query({ text, rowMode: "array" }));
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

const file = fileURLToPath(new URL("./program.ts", import.meta.url));
const program = (folder: string, ...args: string[]) =>
  startProcess({ file, args: [folder, ...args], env: {}, ready: /up (?<url>\S+) / });

const urlOf = (started: { ready: RegExpExecArray }) => started.ready.groups?.["url"] ?? "";

function postmasterOf(home: string) {
  const found = readPostmaster(join(home, "data"));
  if (!found) throw new Error("no server runs here");
  return found;
}

test("the data, the port and the password outlive a stop", async () => {
  using folder = temporaryFolder();
  const first = await startPostgres({ folder: folder.path, log: silent });
  await ask(first.url, "create table note (said text)", "insert into note values ('kept')");
  await first.stop();

  const began = performance.now();
  await using second = await startPostgres({ folder: folder.path, log: silent });

  expect(performance.now() - began, "milliseconds").toBeLessThan(1000);
  expect(second.url).toBe(first.url);
  expect(await ask(second.url, "select said from note")).toBe("kept");
});

test("what was committed is on disk and only the password lets in", async () => {
  using folder = temporaryFolder();
  await using postgres = await startPostgres({ folder: folder.path, log: silent });

  for (const name of ["fsync", "synchronous_commit", "full_page_writes"])
    expect(await ask(postgres.url, `show ${name}`), name).toBe("on");
  expect(await ask(postgres.url, "show server_encoding")).toBe("UTF8");
  expect(await ask(postgres.url, "show listen_addresses")).toBe("127.0.0.1");
  expect(await ask(postgres.url, "select rolpassword from pg_authid where rolcanlogin")).toMatch(
    /^SCRAM-SHA-256/,
  );
  const stranger = Object.assign(new URL(postgres.url), { password: "guess" }).href;
  await expect(ask(stranger, "select 1")).rejects.toMatchObject({ code: "28P01" });
  expect(statSync(join(postgres.home, "password")).mode & 0o777).toBe(0o600);
});

test("a second program on the folder is told so, also while the first is starting", async () => {
  using folder = temporaryFolder();
  const both = [1, 2].map(() => startPostgres({ folder: folder.path, log: silent }));

  const results = await Promise.allSettled(both);

  await using started = new AsyncDisposableStack();
  for (const it of results) if (it.status === "fulfilled") started.use(it.value);
  expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  await expect(program(folder.path)).rejects.toThrow(/UserError: Another program already uses/);
});

test("a server that outlived its killed program is taken over", async () => {
  using folder = temporaryFolder();
  await using first = await program(folder.path);
  await ask(urlOf(first), "create table note ()");
  const { pid } = postmasterOf(folder.path);
  first.kill("SIGKILL");
  await first.exited;
  expect(alive(pid)).toBe(true);

  await using second = await startPostgres({ folder: folder.path, log: silent });

  expect(postmasterOf(folder.path).pid).toBe(pid);
  expect(second.url).toBe(urlOf(first));
  expect(await ask(second.url, "select count(*)::int from note")).toBe(0);
  await second.stop();
  expect(alive(pid)).toBe(false);
});

test("commits survive when program and server are killed together", async () => {
  using folder = temporaryFolder();
  await using first = await program(folder.path);
  await ask(urlOf(first), "create table note as select 'kept' as said");
  const { pid } = postmasterOf(folder.path);
  first.kill("SIGKILL");
  process.kill(pid, "SIGKILL");
  await first.exited;

  await using second = await startPostgres({ folder: folder.path, log: silent });

  expect(postmasterOf(folder.path).pid).not.toBe(pid);
  expect(await ask(second.url, "select said from note")).toBe("kept");
});

test("a process that happens to have the number of a dead server is left alone", async () => {
  using folder = temporaryFolder();
  await (await startPostgres({ folder: folder.path, log: silent })).stop();
  const lines = [process.ppid, join(folder.path, "data"), 0, 1, "", "127.0.0.1", "0 0", "ready"];
  writeFileSync(join(folder.path, "data/postmaster.pid"), lines.join("\n"));

  await using postgres = await startPostgres({ folder: folder.path, log: silent });

  expect(await ask(postgres.url, "select 1")).toBe(1);
  expect(alive(process.ppid)).toBe(true);
});

test("a first start that was killed half way is begun again", async () => {
  using folder = temporaryFolder();
  await using cut = await startProcess({
    file,
    args: [folder.path],
    env: {},
    ready: /starting/,
  });
  const partial = () => readdirSync(folder.path).find((name) => name.startsWith("partial-"));
  await eventually(() => statSync(join(folder.path, partial() ?? "", "data/base")));
  cut.kill("SIGKILL");
  await cut.exited;

  await using postgres = await startPostgres({ folder: folder.path, log: silent });

  expect(await ask(postgres.url, "select 1")).toBe(1);
});

test("the server ends with a program that just exits", async () => {
  using folder = temporaryFolder();
  await using ending = await program(folder.path, "exit");

  expect(await ending.exited).toEqual({ code: 3, signal: null });

  const pidFile = join(folder.path, "data/postmaster.pid");
  await eventually(() => expect(existsSync(pidFile)).toBe(false));
});

test("another port is chosen when the old one is taken", async () => {
  using folder = temporaryFolder();
  await (await startPostgres({ folder: folder.path, log: silent })).stop();
  const taken = Number(readFileSync(join(folder.path, "port"), "utf8"));
  const squatter = createServer().listen(taken, "127.0.0.1");

  await using postgres = await startPostgres({ folder: folder.path, log: silent });

  squatter.close();
  expect(new URL(postgres.url).port).not.toBe(String(taken));
  expect(await ask(postgres.url, "select 1")).toBe(1);
});

test("in a folder that the server's account cannot enter the data is kept elsewhere", async () => {
  using folder = temporaryFolder();
  chmodSync(folder.path, 0o700);
  using shelter = temporaryFolder();
  const options = {
    folder: join(folder.path, "postgres"),
    shelters: [join(shelter.path, "playbooks")],
    log: silent,
  };
  const first = await startPostgres(options);
  await ask(first.url, "create table note as select 'kept' as said");
  await first.stop();

  await using second = await startPostgres(options);

  expect(second.home === options.folder).toBe(!isRoot());
  expect(await ask(second.url, "select said from note")).toBe("kept");
});
