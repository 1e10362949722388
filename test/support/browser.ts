import { type Page, chromium } from "playwright-core";
import { chromiumFromNpm } from "./chromium.ts";

export type TestBrowser = AsyncDisposable & {
  /** A page of its own, as a phone or a desktop would show it; its script errors are collected. */
  open(url: string, size: { width: number; height: number }): Promise<TestPage>;
};

type TestPage = AsyncDisposable & { page: Page; errors: string[] };

/** A browser out of a package, so a test needs nothing installed. */
export async function openBrowser(): Promise<TestBrowser> {
  const browser = await chromium.launch({ ...(await chromiumFromNpm()), headless: true });
  return {
    async open(url, viewport) {
      const context = await browser.newContext({
        viewport,
        locale: "en-GB",
        timezoneId: "UTC",
        reducedMotion: "reduce",
      });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      await page.goto(url);
      return { page, errors, [Symbol.asyncDispose]: () => context.close() };
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
