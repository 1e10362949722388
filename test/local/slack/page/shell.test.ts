import { expect, test } from "vitest";
import { startStand } from "../stand.ts";

const top = async (url: string) => (await fetch(url)).text();

test("the page leads to the mailbox and the phone where there are any, and only there", async () => {
  await using alone = await startStand();
  await using both = await startStand({ mailbox: "/mail", phone: "/phone" });

  expect(await top(alone.url)).not.toMatch(/Mailbox|Phone/);
  expect(await top(both.url)).toMatch(
    /class="beside"\s+href="\/mail"[^]*class="beside"\s+href="\/phone"/,
  );
});
