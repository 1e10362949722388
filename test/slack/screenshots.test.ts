import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { silent } from "../../src/log.ts";
import { actionIdOf } from "../../src/slack/action-id.ts";
import { createClients } from "../../src/slack/clients.ts";
import { drawCard, drawReply } from "../../src/slack/draw.ts";
import { post } from "../../src/slack/post.ts";
import type { Drawn } from "../../src/slack/views/blocks.ts";
import { homeView } from "../../src/slack/views/home.ts";
import { standingClock } from "../support/clock.ts";
import { openBrowser, type TestBrowser } from "../support/browser.ts";
import { approvalCards, editForm, invitationForm } from "./gallery/approvals.ts";
import { checklistCards } from "./gallery/checklists.ts";
import { connectForm, connections, doctor } from "./gallery/connectors.ts";
import { draftCards } from "./gallery/drafts.ts";
import { now } from "./gallery/parts.ts";
import { homes, replies } from "./gallery/replies.ts";
import { runCards } from "./gallery/runs.ts";
import { stepCards } from "./gallery/steps.ts";
import { maya, renewals, type Stand, startStand } from "./stand.ts";
import { words } from "./test-chat.ts";

const output = join(import.meta.dirname, "../output");
const sizes = [
  { name: "1280", width: 1280 },
  { name: "390", width: 390 },
] as const;

let browser: TestBrowser;
beforeAll(async () => {
  mkdirSync(output, { recursive: true });
  browser = await openBrowser();
});
afterAll(() => browser[Symbol.asyncDispose]());

const draw = <T>(all: Record<string, T>, one: (it: T) => Drawn): Drawn[] =>
  Object.values(all).map((it) => one(it));
const galleries: [string, Drawn[]][] = [
  ["runs", draw(runCards, (it) => drawCard(it, now))],
  ["approvals", draw(approvalCards, (it) => drawCard(it, now)).slice(0, -1)],
  ["checklists", draw(checklistCards, (it) => drawCard(it, now))],
  ["steps", draw(stepCards, (it) => drawCard(it, now))],
  ["drafts", draw(draftCards, (it) => drawCard(it, now))],
  ["connections", [connections, doctor].flatMap((reply) => (reply ? [drawReply(reply, now)] : []))],
  ["replies", draw(replies, (it) => drawReply(it, now))],
];

const stand = () => startStand({ start: false, slack: { clock: standingClock(now) } });

type Shot = { place: string; name: string; wait: string; scrolls?: string };

// a taller picture takes a busy machine longer than one would wait, and nobody can read it
const height = 2000;

/** What is wrong with how it looks, as far as a program can tell. */
async function shoot(its: Stand, { place, name, wait, scrolls }: Shot): Promise<string[]> {
  const wrong: string[] = [];
  for (const { name: size, width } of sizes) {
    const url = `${its.url}/?as=${maya}&place=${place}`;
    await using opened = await browser.open(url, { width, height });
    const { page, errors } = opened;
    page.setDefaultTimeout(15_000);
    await page.locator(wait).first().waitFor();
    const scrolled = `document.querySelector("${scrolls ?? "body"}")`;
    const tall = Number(await page.evaluate(`${scrolled}.scrollHeight / ${scrolled}.clientHeight`));
    const screens = scrolls === undefined ? 1 : Math.ceil(tall);
    for (let i = 0; i < screens; i += 1) {
      await page.evaluate(`${scrolled}.scrollTo(0, ${i} * ${scrolled}.clientHeight)`);
      const part = screens > 1 ? `-${i + 1}` : "";
      await page.screenshot({ path: join(output, `slack-${name}${part}-${size}.png`) });
    }
    const wide = Number(await page.evaluate("document.documentElement.scrollWidth"));
    if (wide > width) wrong.push(`${name} is ${wide} wide at ${size}`);
    wrong.push(...errors);
  }
  return wrong;
}

test.each(galleries)("%s look right on a desk and on a phone", async (name, messages) => {
  await using its = await stand();
  const { background } = createClients(its.settings, silent);

  for (const [i, message] of messages.entries())
    await post(background, { channel: renewals, thread: null, message, key: `${name}${i}` });

  const wait = ".message .actions, .message .section";
  expect(await shoot(its, { place: renewals, name, wait, scrolls: "#messages" })).toEqual([]);
});

test("Home looks right on a desk and on a phone", async () => {
  await using its = await stand();
  const { interactive } = createClients(its.settings, silent);
  for (const [name, shown] of Object.entries(homes)) {
    const view = homeView(shown, now);
    await interactive.apiCall("views.publish", { user_id: maya, view });
    const home = { place: "home", name: `home-${name}`, wait: "#home .block" };
    expect(await shoot(its, home)).toEqual([]);
  }
});

test.each([
  ["form", editForm],
  ["form-invitation", invitationForm],
  ["form-connect", connectForm],
])("a %s looks right on a desk and on a phone", async (name, opened) => {
  const button = { label: "Edit", act: "edit", value: "1" };
  await using its = await startStand({
    slack: { clock: standingClock(now) },
    chat: {
      hear: async () => ({ reply: words("Edit it?", button), everybody: true }),
      press: async () => ({ form: opened }),
    },
  });
  await its.act("say", { user: maya, channel: "@Playbooks", text: "edit" });
  await its.quiet();
  const [message] = await its.posted();
  const { channel, ts } = message ?? { channel: "", ts: "" };
  await its.act("click", { user: maya, channel, ts, action_id: actionIdOf("edit", 0) });
  await its.quiet();

  const form = { place: channel, name, wait: "#modal .block" };
  expect(await shoot(its, form)).toEqual([]);
});
