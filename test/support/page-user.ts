// a person at local Slack's page: clicks, types and reads, as with a mouse or a thumb

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { eventually } from "./eventually.ts";

const output = join(import.meta.dirname, "../output");

/** `pictures` and `width` make the names of the pictures that are kept. */
export function pageUser(page: Page, { pictures, width }: { pictures: string; width: number }) {
  mkdirSync(output, { recursive: true });
  page.setDefaultTimeout(15_000);
  const modal = page.locator("#modal");
  const skipControl = page.locator(".skip");

  async function write(box: string, text: string) {
    const area = page.locator(`${box} textarea`);
    await area.pressSequentially(text);
    await area.press("Enter");
  }

  /** Waits for a message on the screen with all these words, the newest of them. */
  async function reads(...words: (string | RegExp)[]): Promise<Locator> {
    const visible = page.locator(".message:visible");
    const found = words.reduce((all, hasText) => all.filter({ hasText }), visible).last();
    await found.waitFor();
    return found;
  }

  /** The date that the top line shows, as the skip control says it: "28 Nov 2026, 00:32". */
  async function shownTime(): Promise<string> {
    const shown = await skipControl.locator("summary").textContent();
    const [, month, day, year, hour, minute, half] =
      /(\w{3}) (\d+), (\d{4})\s+(\d+):(\d\d)\s([AP]M)/.exec(shown ?? "") ?? [];
    const hours = (Number(hour) % 12) + (half === "PM" ? 12 : 0);
    return `${day} ${month} ${year}, ${String(hours).padStart(2, "0")}:${minute}`;
  }

  async function skipAhead(how: string): Promise<string> {
    const said = skipControl.locator(".skip-said");
    await skipControl.locator("summary").click();
    await skipControl.getByRole("button", { name: how }).click();
    const answer = await eventually(
      async () => {
        const text = await said.innerText();
        // the window shows the new time together with everything that happened until then
        if (!text.startsWith(`It is ${await shownTime()}`))
          throw new Error(`skipping says ${text}`);
        return text;
      },
      { within: 15_000 },
    );
    await skipControl.locator("summary").click();
    return answer;
  }

  return {
    page,
    reads,
    say: (text: string) => write("#composer", text),
    /** what was written elsewhere, in one go */
    async paste(text: string) {
      const area = page.locator("#composer textarea");
      await area.fill(text);
      await area.press("Enter");
    },
    /** clicks a conversation at the left; on a phone it is in the drawer */
    async goTo(place: string) {
      const drawer = page.getByRole("button", { name: "Open the list of conversations" });
      const name = page.getByText(place, { exact: true });
      const entry = page.locator("#sidebar .place", { has: name });
      await eventually(
        async () => {
          if (!(await entry.isVisible()) && (await drawer.isVisible())) await drawer.click();
          await entry.waitFor({ timeout: 1000 });
        },
        { within: 15_000 },
      );
      await entry.click();
      await page.locator("#place-header h1", { hasText: place }).waitFor();
    },
    async press(on: Locator, label: string) {
      await on.getByRole("button", { name: label, exact: true }).click();
    },
    async openThread(under: Locator) {
      await under.getByRole("button", { name: /\d repl/ }).click();
      await page.locator("#thread .message").first().waitFor();
    },
    /** a choice of the menu behind a message's buttons */
    async choose(on: Locator, label: string) {
      await on.locator(".overflow summary").last().click();
      await on.getByRole("menuitem", { name: label, exact: true }).click();
    },
    async leaveThread() {
      await page.getByRole("button", { name: "Back to the conversation" }).click();
      await page.locator("#thread").waitFor({ state: "hidden" });
    },
    async actAs(person: string) {
      await page.getByLabel("Act as another person").click();
      await page.getByRole("menuitem", { name: person }).click();
      await page.locator("#acting", { hasText: person.split(" ")[0] ?? person }).waitFor();
    },
    seesForm: (title: string) => modal.getByRole("heading", { name: title }).waitFor(),
    /** Fills in the open form: a text by its label, a choice by what it says. */
    async fillIn(answers: Record<string, string>) {
      for (const [label, answer] of Object.entries(answers)) {
        const group = modal.getByRole("radiogroup", { name: label });
        const field = modal.getByLabel(label, { exact: true });
        await field.or(group).first().waitFor();
        if (await group.isVisible()) await group.getByLabel(answer, { exact: true }).check();
        else await field.fill(answer);
      }
    },
    async send(label: string) {
      await modal.getByRole("button", { name: label, exact: true }).click();
    },
    /** waits until the form has been taken */
    formTaken: () => modal.waitFor({ state: "hidden" }),
    /** waits until the open form says what is wrong with an answer */
    async formRefuses(label: string): Promise<string> {
      const wrong = modal.locator(".wrong", { hasText: label });
      await wrong.waitFor();
      return wrong.locator(".error").innerText();
    },
    skipAhead,
    /** Skips by weeks until the screen shows these words. */
    async skipUntil(words: string) {
      for (let weeks = 0; weeks < 12; weeks += 1) {
        if (await page.locator(".message:visible", { hasText: words }).last().isVisible()) return;
        await skipAhead("One week");
      }
      throw new Error(`nothing said ${words} in twelve weeks`);
    },
    /** Opens the mailbox by its link, in the tab the link opens. */
    async openMailbox(): Promise<Page> {
      const opening = page.context().waitForEvent("page");
      await page.getByRole("link", { name: "Mailbox" }).click();
      return opening;
    },
    shot: (what: string, of: Page = page) =>
      of.screenshot({ path: join(output, `${pictures}-${what}-${width}.png`) }),
  };
}
