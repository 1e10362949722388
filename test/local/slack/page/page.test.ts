import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, type TestBrowser } from "../../../support/browser.ts";
import { eventually } from "../../../support/eventually.ts";
import { ana, ben, general, plain, random, startStand } from "../stand.ts";
import { demoApp, form } from "./demo-app.ts";

const output = join(import.meta.dirname, "../../../output");
const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

let browser: TestBrowser;
beforeAll(async () => {
  mkdirSync(output, { recursive: true });
  browser = await openBrowser();
});
afterAll(() => browser[Symbol.asyncDispose]());

async function write(page: Page, text: string, box = "#composer") {
  await page.locator(`${box} textarea`).fill(text);
  await page.keyboard.press("Enter");
}

const shot = (page: Page, name: string) =>
  page.screenshot({ path: join(output, `local-slack-${name}.png`) });

async function openAs(url: string, as: string, place: string, size = desktop) {
  const opened = await browser.open(`${url}/?as=${as}&place=${place}`, size);
  opened.page.setDefaultTimeout(5000);
  return opened;
}

test("a person talks with the app, confirms a button, fills a form and answers in a thread", async () => {
  await using stand = await startStand();
  const submitted: unknown[] = [];
  await stand.connect(demoApp(submitted));
  await using opened = await openAs(stand.url, ana, general);
  const { page, errors } = opened;

  await write(page, "Show the card of @Ben Okafor & co");
  const cardMessage = page.locator(".message", { hasText: "Renewal, 90 days out" });
  await cardMessage.waitFor();
  // 16:00 UTC, as Ana reads it in Lisbon
  await expect(cardMessage.innerText()).resolves.toContain(
    "Friday, November 20th, 2026 at 4:00 PM",
  );
  await shot(page, "channel");

  await cardMessage.getByRole("button", { name: "Edit" }).click();
  const modal = page.locator("#modal");
  await modal.getByLabel("Name").fill("Taken");
  await modal.getByRole("button", { name: "Create" }).click();
  await modal.getByText("Please complete this required field.").first().waitFor();
  await shot(page, "form-errors");
  await fillForm(page);
  await modal.getByRole("button", { name: "Create" }).click();
  await modal.getByText("That name is taken.").waitFor();
  await modal.getByLabel("Name").fill("Renewal");
  await shot(page, "form");
  await page.keyboard.press("Enter");
  await modal.waitFor({ state: "hidden" });
  expect(submitted.at(-1)).toMatchObject({
    name: { value: { value: "Renewal" } },
    goal: { value: { value: "Two\nlines" } },
    category: { value: { selected_option: { value: "risk" } } },
    segments: { value: { selected_options: [{ value: "enterprise" }, { value: "smb" }] } },
    owner: { value: { selected_user: ben } },
    reviewers: { value: { selected_users: [ana] } },
    channel: { value: { selected_conversation: random } },
    customer: { customer: { selected_option: { value: "acme" } } },
    start: { value: { selected_date: "2026-12-24" } },
    hour: { value: { selected_time: "09:00" } },
    deadline: { value: { selected_date_time: 1_782_894_600 } },
    discount: { value: { value: "12" } },
    approver: { value: { selected_option: { value: "manager" } } },
    options: { value: { selected_options: [{ value: "weekdays" }] } },
    attachment: { value: { files: [{ name: "note.txt" }] } },
  });

  await cardMessage.getByRole("button", { name: "Approve" }).click();
  await page.locator("#confirm").getByRole("button", { name: "Send" }).click();
  await page.getByText("Approved by Ana").waitFor();

  await page.locator(".message").first().hover();
  await page.getByRole("button", { name: "Reply in thread" }).first().click();
  await write(page, "An answer in the thread", "#thread-composer");
  await page.locator("#thread .message", { hasText: "An answer" }).waitFor();
  await page
    .locator("main")
    .getByRole("button", { name: /1 reply/ })
    .waitFor();
  await shot(page, "thread");
  await page.keyboard.press("Escape");
  await page.locator("#thread").waitFor({ state: "hidden" });
  expect(errors).toEqual([]);
}, 60_000);

async function fillForm(page: Page) {
  const modal = page.locator("#modal");
  await modal.getByLabel("Goal").fill("Two\nlines");
  await modal.getByLabel("Category").selectOption({ label: "Risk" });
  await tick(page, "segments", ["Enterprise", "SMB"]);
  await modal.getByLabel("Owner").selectOption({ label: "Ben Okafor" });
  await tick(page, "reviewers", ["Ana Lima"]);
  await modal.getByLabel("Channel").selectOption({ label: "#random" });
  await modal.getByLabel("Customer").fill("ac");
  await modal.getByRole("option", { name: "Acme" }).click();
  await modal.getByLabel("Start").fill("2026-12-24");
  await modal.getByLabel("Deadline").fill("2026-07-01T09:30");
  await modal.getByLabel("Discount").fill("12");
  await modal.getByRole("radiogroup").getByLabel("Manager").check();
  await modal.getByLabel("Weekdays").check();
  await modal
    .getByLabel("Attachment")
    .setInputFiles({ name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("hi") });
}

async function tick(page: Page, block: string, names: string[]) {
  const menu = page.locator(`#modal [data-block="${block}"]`);
  await menu.locator("summary").click();
  for (const name of names) await menu.getByLabel(name).check();
  await menu.locator("summary").click();
}

test("commands, mentions, whispers and the app's silence look as in Slack", async () => {
  await using stand = await startStand({ redelivery: { ackMs: 1000 } });
  await stand.connect(demoApp([]));
  await using opened = await openAs(stand.url, ana, general);
  const { page, errors } = opened;
  const composer = page.locator("#composer textarea");

  await composer.pressSequentially("/ap");
  await page.getByRole("option", { name: /\/app/ }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.type("list");
  await page.keyboard.press("Enter");
  const whisper = page.locator(".message.ephemeral", { hasText: "You said list" });
  await expect(whisper.innerText()).resolves.toContain("Only visible to you");
  await shot(page, "whisper");
  await whisper.getByRole("button", { name: "Dismiss message" }).click();
  await whisper.waitFor({ state: "detached" });

  await composer.pressSequentially("@chl");
  await page.getByRole("option", { name: /Chloe/ }).click();
  await page.keyboard.type("see the card");
  await page.keyboard.press("Enter");
  await page.locator(".slack_user", { hasText: "@Chloe Martin" }).waitFor();

  await page.getByRole("button", { name: "Reject" }).click();
  await page.locator('.el.unanswered[data-action-id="silent"]').waitFor();
  await expect(page.locator("#toast").innerText()).resolves.toContain("did not answer");

  await write(page, "/nope");
  await page.locator("#toast", { hasText: "There is no command" }).waitFor();
  await expect(composer.inputValue()).resolves.toBe("/nope");
  await write(page, "show the status");
  await page.getByText("App is thinking…").waitFor();
  await write(page, "many blocks");
  await page.locator("svg.slack_blocks_to_jsx__data_visualization_chart").waitFor();
  await shot(page, "blocks");
  expect(errors).toEqual([]);
});

test("acting as another person, one sees their unread, their Home and their time", async () => {
  const skips: object[] = [];
  await using stand = await startStand({
    skip: {
      now: () => new Date(`2026-11-2${skips.length}T10:00:00Z`),
      async skip(to) {
        skips.push(to);
        return { now: "", said: "Nothing was due." };
      },
    },
  });
  await stand.connect(demoApp([]));
  await using opened = await openAs(stand.url, ana, random);
  const { page, errors } = opened;
  await stand.act("say", { user: ben, channel: general, text: "Good morning" });
  const place = page.locator(`[data-place="${general}"]`);

  await place.locator(".dot").waitFor();
  await place.click();
  await place.locator(".dot").waitFor({ state: "detached" });
  await expect(page.locator(".message time").innerText()).resolves.toBe("10:00 AM");
  await page.getByLabel("Act as another person").click();
  await shot(page, "act-as");
  await page.getByRole("menuitem", { name: /Ben Okafor/ }).click();
  await eventually(async () => {
    expect(await page.locator(".message time").innerText()).toBe("5:00 AM");
  });

  await page.locator("#sidebar").getByRole("button", { name: "App", exact: true }).click();
  await page.getByText("Your playbooks").waitFor();
  await page.getByLabel("Filter").selectOption({ label: "Mine" });
  await eventually(async () => expect(await stand.log("block_actions")).toHaveLength(1));
  await shot(page, "home");
  await page.getByRole("tab", { name: "Messages" }).click();
  await page.getByRole("button", { name: "Show a card" }).click();
  await page.locator(".message", { hasText: "Renewal, 90 days out" }).waitFor();

  await page.locator(".skip summary").click();
  await page.getByRole("button", { name: "One week" }).click();
  await page.getByText("Nothing was due.").waitFor();
  // the time is another, though nothing else is
  await page.locator(".skip summary", { hasText: "Sat, Nov 21, 2026" }).waitFor();
  await page.getByRole("button", { name: "To the next due moment" }).click();
  await eventually(() => expect(skips).toEqual([{ by: "1 week" }, { to: "next" }]));
  await shot(page, "skip");
  expect(errors).toEqual([]);
});

test("what a person has typed and attached stays when the app updates the form", async () => {
  await using stand = await startStand();
  await stand.connect(demoApp([]));
  await using opened = await openAs(stand.url, ana, general);
  const { page, errors } = opened;
  await write(page, "card");
  await page.getByRole("button", { name: "Edit" }).click();
  const modal = page.locator("#modal");
  await modal.getByLabel("Goal").fill("Keep me");
  await modal.getByLabel("Category").selectOption({ label: "Risk" });
  const file = { name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("hi") };
  await modal.getByLabel("Attachment").setInputFiles(file);

  const view_id = (await stand.state()).views[ana]?.[0]?.id;
  await stand.call("views.update", { view_id, view: { ...form, title: plain("Updated") } });
  await modal.getByRole("heading", { name: "Updated" }).waitFor();

  expect(await modal.getByLabel("Goal").inputValue()).toBe("Keep me");
  expect(await modal.getByLabel("Category").inputValue()).toBe("risk");
  expect(await modal.locator("input[type=file]").inputValue()).toContain("note.txt");
  await page.keyboard.press("Escape");
  await modal.waitFor({ state: "hidden" });
  expect((await stand.state()).views[ana]).toBeUndefined();
  expect(errors).toEqual([]);
});

test("files are sent and fetched, and what the app writes in private is announced", async () => {
  await using stand = await startStand();
  await stand.connect(demoApp([]));
  await using opened = await openAs(stand.url, ana, random);
  const { page, errors } = opened;
  const file = { name: "list.csv", mimeType: "text/csv", buffer: Buffer.from("a,b") };

  await page.locator("#composer").getByLabel("Attach files").setInputFiles(file);
  await write(page, "@App look");
  const link = page.getByRole("link", { name: /list\.csv/ });
  const fetched = await fetch(stand.url + (await link.getAttribute("href")));
  await page.locator(".message.ephemeral", { hasText: "is not in this channel" }).waitFor();
  await write(page, "/invite @App");
  await eventually(async () => {
    const channel = (await stand.state()).channels.find((one) => one.id === random);
    expect(channel?.members).toContain("U0APP0001");
  });
  await stand.call("chat.postMessage", { channel: ana, text: "Psst" });
  const app = page.locator("#sidebar .place", { hasText: "App" });
  await app.locator(".dot").waitFor();
  await shot(page, "files");
  await app.click();

  await page.locator(".message", { hasText: "Psst" }).waitFor();
  expect(await fetched.text()).toBe("a,b");
  expect(fetched.headers.get("content-disposition")).toContain("attachment");
  await app.locator(".dot").waitFor({ state: "detached" });
  expect(errors).toEqual([]);
});

test("on a phone the sidebar is a drawer, the thread a screen, and nothing is wider than the screen", async () => {
  await using stand = await startStand();
  await stand.connect(demoApp([]));
  const { ts } = await stand.act("say", { user: ben, channel: general, text: "Show the card" });
  await stand.act("say", { user: ana, channel: general, text: "Yes", thread_ts: ts });
  await using opened = await openAs(stand.url, ana, random, phone);
  const { page, errors } = opened;
  const fits = async () => {
    const width = await page.evaluate("document.documentElement.scrollWidth");
    expect(width).toBeLessThanOrEqual(phone.width);
  };

  await page.getByRole("button", { name: "Open the list of conversations" }).click();
  await shot(page, "phone-drawer");
  await page.locator(`[data-place="${general}"]`).click();
  await page.locator(".message", { hasText: "Renewal, 90 days out" }).waitFor();
  await fits();
  await shot(page, "phone-channel");
  await page.getByRole("button", { name: /1 reply/ }).click();
  await page.locator("#thread .message", { hasText: "Yes" }).waitFor();
  await fits();
  await shot(page, "phone-thread");
  await page.getByRole("button", { name: "Back to the conversation" }).click();
  await page.getByRole("button", { name: "Edit" }).click();
  await page.locator("#modal").getByLabel("Name").waitFor();
  await fits();
  await shot(page, "phone-form");
  expect(errors).toEqual([]);
});

test("a long conversation opens at its end, and shows more when asked", async () => {
  await using stand = await startStand({ redelivery: { delaysMs: [] } });
  for (let count = 1; count <= 130; count += 1)
    await stand.call("chat.postMessage", { channel: general, text: `Number ${count}.` });
  await using opened = await openAs(stand.url, ana, general);
  const { page, errors } = opened;

  await page.getByText("Number 130.").waitFor();
  expect(await page.locator("#messages .message").count()).toBe(100);
  const atEnd =
    "(({scrollTop, scrollHeight, clientHeight}) => scrollHeight - scrollTop - clientHeight)(document.querySelector('#messages'))";
  expect(await page.evaluate(atEnd)).toBeLessThan(5);
  await page.getByRole("button", { name: "Show earlier messages" }).click();

  await page.getByText("Number 1.", { exact: true }).waitFor();
  expect(await page.locator("#messages .message").count()).toBe(130);
  expect(errors).toEqual([]);
});

test("nothing that people or apps write is run by the page", async () => {
  await using stand = await startStand({ redelivery: { delaysMs: [] } });
  const evil = `<img src=x onerror="window.evil=1"><script>window.evil=1</script>`;
  const text = { type: "plain_text", text: evil };
  await stand.act("say", {
    user: ana,
    channel: general,
    text: `${evil} <javascript:window.evil=1|x>`,
  });
  await stand.call("chat.postMessage", {
    channel: general,
    text: evil,
    blocks: [
      {
        type: "section",
        text: { type: "mrkdwn", text: `${evil} <javascript:window.evil=1|click>` },
      },
      { type: "markdown", text: `${evil}\n\n[x](javascript:window.evil=1)` },
      { type: "header", text },
      {
        type: "actions",
        elements: [
          {
            type: "button",
            action_id: `a"><b>`,
            text: { type: "plain_text", text: evil.slice(0, 75) },
            value: `"><script>`,
          },
          {
            type: "static_select",
            action_id: "s",
            placeholder: text,
            options: [{ text: { type: "plain_text", text: evil.slice(0, 75) }, value: `"><i>` }],
          },
        ],
      },
    ],
    attachments: [
      {
        title: evil,
        title_link: "javascript:window.evil=1",
        text: evil,
        color: `red" onload="window.evil=1`,
      },
    ],
  });
  await using opened = await openAs(stand.url, ana, general);
  const { page, errors } = opened;
  await page.locator(".message").nth(1).waitFor();

  for (const link of await page.locator(".message a").all())
    expect((await link.getAttribute("href")) ?? "").not.toContain("javascript");

  expect(await page.evaluate('"evil" in window')).toBe(false);
  expect(await page.locator(".message script, .message img").count()).toBe(0);
  const policy = (await fetch(stand.url)).headers.get("content-security-policy");
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(errors).toEqual([]);
});
