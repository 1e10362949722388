import { once } from "node:events";
import { createServer } from "node:http";
import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { createTwilio } from "../../../src/connect/twilio.ts";
import { createPhone } from "../../../src/local/phone/phone.ts";
import { silent } from "../../../src/log.ts";
import { openBrowser } from "../../support/browser.ts";
import { standingClock } from "../../support/clock.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { getJson, postJson } from "../../support/http.ts";

const desktop = { width: 1280, height: 800 };
const pocket = { width: 390, height: 844 };

const browser = await openBrowser();
afterAll(() => browser[Symbol.asyncDispose]());

const Messages = z.object({ messages: z.array(z.object({ to: z.string(), body: z.string() })) });
const dana = { key: "run:nudge:1", to: { address: "+12025550101" }, body: "Hi Dana <b>&</b> all" };

async function openPhone(folder: string) {
  const clock = standingClock("2027-03-01T09:00:00Z");
  const phone = await createPhone({ folder, log: silent, clock });
  const server = createServer((request, response) => void phone.handle(request, response));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  const account = { accountSid: "ACLOCAL", authToken: "local", from: "+15005550006" };
  return {
    url,
    twilio: createTwilio({ ...account, url: `${url}/phone`, patience: 500 }),
    messages: async () => (await getJson(`${url}/_control/phone`, Messages)).messages,
    fail: (fault: object) => postJson(`${url}/_control/phone/fault`, fault, z.object({})),
    async [Symbol.asyncDispose]() {
      await phone.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

test("what the true adapter sends is on the phone, also after a restart", async () => {
  using folder = temporaryFolder();
  {
    await using phone = await openPhone(folder.path);
    expect(await phone.twilio.send(dana)).toMatchObject({
      is: "sent",
      receipt: expect.any(String),
    });
  }
  await using phone = await openPhone(folder.path);
  expect(await phone.messages()).toMatchObject([{ to: "+12025550101", body: dana.body }]);
});

test("its faults are those of a network: refused, lost before, lost after", async () => {
  using folder = temporaryFolder();
  await using phone = await openPhone(folder.path);
  await phone.fail({ status: 503 });
  await phone.fail({ drop: true });
  await phone.fail({ drop: true, kept: true });

  expect(await phone.twilio.send(dana)).toMatchObject({ is: "refused", again: true });
  expect(await phone.twilio.send(dana)).toMatchObject({ is: "unknown" });
  expect(await phone.messages()).toEqual([]);
  expect(await phone.twilio.send(dana)).toMatchObject({ is: "unknown" });
  expect(await phone.messages()).toHaveLength(1);
});

test.each([
  ["desk", desktop],
  ["phone", pocket],
])("its page shows messages as they come, and STOP is answered there (%s)", async (name, size) => {
  using folder = temporaryFolder();
  await using phone = await openPhone(folder.path);
  await using shown = await browser.open(`${phone.url}/phone`, size);
  const { page } = shown;
  await page.getByText("No text message yet").waitFor();

  await phone.twilio.send(dana);
  await page.getByText("Hi Dana").waitFor();
  await page.getByText("+12025550101").click();
  await page.getByText("Hi Dana <b>&</b> all").waitFor();
  expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  await page.getByRole("button", { name: "Answer STOP" }).click();
  await page.getByText("This number answered STOP").waitFor();
  await page.screenshot({ path: `test/output/phone-${name}.png` });

  expect(await phone.twilio.send(dana)).toMatchObject({
    is: "refused",
    again: false,
    reason: expect.stringContaining("answered STOP"),
  });
  expect(shown.errors).toEqual([]);
});
