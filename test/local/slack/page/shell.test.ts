import { expect, test } from "vitest";
import { startStand } from "../stand.ts";

const top = async (url: string) => (await fetch(url)).text();

test("the page leads to the mailbox where there is one, and only there", async () => {
  await using alone = await startStand();
  await using both = await startStand({ mailbox: "/mail" });

  expect(await top(alone.url)).not.toContain("Mailbox");
  expect(await top(both.url)).toMatch(/class="mailbox"\s+href="\/mail"/);
});
