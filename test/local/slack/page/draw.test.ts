import { expect, test } from "vitest";
import { createDraw } from "../../../../src/local/slack/page/draw.ts";
import { sampleApp, sampleWorkspace } from "../../../../src/local/slack/sample.ts";
import { openState } from "../../../../src/local/slack/state/state.ts";
import { standingClock } from "../../../support/clock.ts";
import { temporaryFolder } from "../../../support/folder.ts";
import { ana } from "../stand.ts";

/** A section's words, as the page's HTML has them. */
function drawn(type: string, text: string): string {
  using folder = temporaryFolder();
  const clock = standingClock("2026-11-21T10:00:00Z");
  const { path } = folder;
  const state = openState({ folder: path, workspace: sampleWorkspace, app: sampleApp, clock });
  const draw = createDraw(state, { id: ana, tz: "UTC", now: clock.now() });
  const { html } = draw([{ type: "section", text: { type, text } }]);
  state.close();
  return html
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll(/[\s\u200B]+/g, " ")
    .trim();
}

test.each([
  ["mrkdwn", "paused by &lt;@U0ANA0001&gt; now", "paused by &lt;@U0ANA0001&gt; now"],
  ["mrkdwn", "To Bo &lt;bo@x.test&gt; &amp; co", "To Bo &lt;bo@x.test&gt; &amp; co"],
  ["mrkdwn", "&lt;!channel&gt; &amp;lt;", "&lt;!channel&gt; &amp;lt;"],
  ["plain_text", ":sunny: <@U0ANA0001> &lt;b&gt; & c", "☀️ &lt;@U0ANA0001&gt; &lt;b&gt; &amp; c"],
  ["mrkdwn", "<@U0ANA0001> wrote & left", "@Ana Lima wrote &amp; left"],
  ["mrkdwn", "```\na: 1\n\n\nb: 2\n\n```", "a: 1 b: 2"],
])("%s “%s” says what it says in Slack: what is escaped is no markup", (type, text, said) => {
  expect(drawn(type, text)).toBe(said);
});
