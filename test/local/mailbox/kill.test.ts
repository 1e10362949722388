import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../support/folder.ts";
import { startProcess } from "../../support/processes.ts";
import { clientOf, openMailbox } from "./open-mailbox.ts";

const serve = new URL("../../../src/local/mailbox/serve.ts", import.meta.url);

async function startMailbox(folder: string) {
  const program = await startProcess({
    file: fileURLToPath(serve),
    env: { PORT: "0", SMTP_PORT: "0", DATA_DIR: folder },
    ready: /(?<url>http:\S+)\/mail, takes mail at (?<smtp>smtp:\S+)/,
  });
  const { url = "", smtp = "" } = program.ready.groups ?? {};
  return { ...program, ...clientOf(url, smtp) };
}

test("no mail that was accepted is lost when the mailbox is killed", async () => {
  using folder = temporaryFolder();
  const accepted: string[] = [];
  for (const round of [1, 2, 3]) {
    await using mailbox = await startMailbox(folder.path);
    const sent = Array.from({ length: 40 }, async (_, i) => {
      await sleep(i * 5);
      await mailbox.send({ to: "a@x.test", subject: `${round}-${i}` });
      accepted.push(`${round}-${i}`);
      // amid the others, wherever they are
      if (accepted.length >= round * 10) mailbox.kill("SIGKILL");
    });
    await Promise.allSettled(sent);
  }

  await using mailbox = await startMailbox(folder.path);

  const kept = (await mailbox.messages()).map(({ subject }) => subject);
  expect(accepted.length).toBeGreaterThanOrEqual(30);
  expect(accepted.length).toBeLessThan(120);
  expect(accepted.filter((subject) => !kept.includes(subject))).toEqual([]);
  expect(new Set(kept).size).toBe(kept.length);
});

test("a line that was cut short is overwritten, and the mails around it stay", async () => {
  using folder = temporaryFolder();
  {
    await using mailbox = await openMailbox(folder.path);
    await mailbox.send({ to: "a@x.test", subject: "before" });
  }
  appendFileSync(join(folder.path, "mail.jsonl"), '{"is":"arrived","id":2,"raw":"U3Vi');

  for (const subject of ["after", "later"]) {
    await using mailbox = await openMailbox(folder.path);
    await mailbox.send({ to: "a@x.test", subject });
  }

  await using mailbox = await openMailbox(folder.path);
  const subjects = (await mailbox.messages()).map(({ subject }) => subject);
  expect(subjects).toEqual(["before", "after", "later"]);
});
