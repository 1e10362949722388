import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestBrowser, openBrowser } from "../../support/browser.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { openMailbox } from "./open-mailbox.ts";

const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

let browser: TestBrowser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser[Symbol.asyncDispose]());

const invitation = `BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
SUMMARY:QBR with Acme
DTSTART:20270315T150000Z
DTEND:20270315T154500Z
LOCATION:https://meet.test/acme
ORGANIZER;CN=Ana Ruiz:mailto:ana@cs.test
ATTENDEE;CN=Bo Ek;RSVP=TRUE:mailto:bo@acme.test
ATTENDEE;CN="Cy Lund":mailto:cy@acme.test
END:VEVENT
END:VCALENDAR
`.replaceAll("\n", "\r\n");

const letter = `<h2 style="color:#1f5fbf">Your renewal, 90 days out</h2>
<p>Hi Bo,</p>
<p>Acme used <b>92 %</b> of its seats this year. Shall we talk about the next one?</p>
<p><a href="https://cs.test/renew">Look at the offer</a></p>
<script>document.title = "stolen"; parent.document.title = "stolen";</script>
<img src="https://tracker.test/pixel.png" alt="" />`;

const welcome = {
  to: "Gus Holm <gus@globex.test>",
  subject: "Welcome to Globex's onboarding",
  text: "Hi Gus,\n\nyour kickoff is booked for Tuesday. Before that, please name a sponsor.\n\nAna",
};

const meeting = {
  to: "Bo Ek <bo@acme.test>, Cy Lund <cy@acme.test>",
  bcc: "crm@cs.test",
  subject: "QBR with Acme",
  text: "Forty-five minutes about the year behind us and the one ahead.",
  icalEvent: { method: "REQUEST", content: invitation, filename: "invite.ics" },
  attachments: [{ filename: "acme-2026.pdf", content: "x".repeat(48_000) }],
};

const renewal = {
  to: "Bo Ek <bo@acme.test>",
  subject: "Your renewal",
  text: "Hi Bo, Acme used 92 % of its seats this year.",
  html: letter,
  messageId: "<run-7-offer-0@cs.test>",
  headers: { "X-Playbooks-Key": "run-7:offer:0" },
};

const all = [welcome, meeting, renewal, renewal];

test("mails appear on the open page, are found by recipient and can be read", async () => {
  using folder = temporaryFolder();
  await using mailbox = await openMailbox(folder.path);
  await using shown = await browser.open(`${mailbox.url}/mail`, desktop);
  const { page } = shown;
  await page.getByText("No mail yet").waitFor();

  await mailbox.sendAll(all);

  await expect.poll(() => page.locator(".row").count()).toBe(4);
  await page.screenshot({ path: "test/output/mailbox-list-1280.png" });
  await page.getByRole("searchbox").fill("globex");
  await expect.poll(() => page.locator(".row").count()).toBe(1);
  await page.getByRole("searchbox").fill("acme.test");
  await expect.poll(() => page.locator(".row").count()).toBe(3);
  await page.getByText("QBR with Acme").first().click();
  await page.getByRole("heading", { name: "QBR with Acme" }).first().waitFor();
  expect(await page.locator(".invitation").innerText()).toContain("15 Mar 2027, 15:00–15:45");
  expect(await page.locator("article dl").first().innerText()).toContain("crm@cs.test");
  await page.screenshot({ path: "test/output/mailbox-invitation-1280.png" });
  const download = page.waitForEvent("download");
  await page.getByText("acme-2026.pdf").click();
  expect((await download).suggestedFilename()).toBe("acme-2026.pdf");
  expect(shown.errors).toEqual([]);
});

test("a mail's html is shown, but runs nothing and fetches nothing", async () => {
  using folder = temporaryFolder();
  await using mailbox = await openMailbox(folder.path);
  await mailbox.sendAll(all);
  await using shown = await browser.open(`${mailbox.url}/mail`, desktop);
  const { page } = shown;
  const failed: [string, string | undefined][] = [];
  page.on("requestfailed", (it) => failed.push([it.url(), it.failure()?.errorText]));

  await page.getByText("Your renewal").first().click();

  const body = page.frameLocator("iframe");
  await body.getByText("Hi Bo,").waitFor();
  expect(await page.title()).toBe("Your renewal – Mailbox");
  expect(await page.locator(".twice").innerText()).toContain("Sent twice");
  await expect.poll(() => failed).toContainEqual(["https://tracker.test/pixel.png", "csp"]);
  await page.screenshot({ path: "test/output/mailbox-html-1280.png" });
  await page.getByText("All headers").click();
  await page.getByText("run-7:offer:0").waitFor();
});

test("on a phone one sees the list, then a mail, and the way back", async () => {
  using folder = temporaryFolder();
  await using mailbox = await openMailbox(folder.path);
  await mailbox.sendAll(all);
  await using shown = await browser.open(`${mailbox.url}/mail`, phone);
  const { page } = shown;
  const fits = () => page.evaluate("document.documentElement.scrollWidth <= innerWidth");
  await page.screenshot({ path: "test/output/mailbox-list-390.png" });
  expect(await fits()).toBe(true);

  for (const [name, subject] of [
    ["html", "Your renewal"],
    ["invitation", "QBR with Acme"],
    ["text", "Welcome to Globex"],
  ] as const) {
    await page.getByText(subject).first().click();
    await page.locator(".back").waitFor();
    await page.locator("#list").waitFor({ state: "hidden" });
    expect(await fits(), name).toBe(true);
    await page.screenshot({ path: `test/output/mailbox-${name}-390.png` });
    await page.locator(".back").click();
    await page.locator("#list").waitFor();
  }
  expect(shown.errors).toEqual([]);
});
