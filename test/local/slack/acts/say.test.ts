import { expect, test } from "vitest";
import { ana, ben, bot, general, random, startStand } from "../stand.ts";

const typed: [string, string, string][] = [
  ["a mention of the app", "@App run", `<@${bot}> run`],
  ["a mention by full name", "ask @Ben Okafor now", `ask <@${ben}> now`],
  ["a mention by handle", "ask @ben, please", `ask <@${ben}>, please`],
  ["a channel", "see #general", `see <#${general}|general>`],
  ["a link", "see https://a.test/x?y=1.", "see <https://a.test/x?y=1>."],
  ["an address", "mail dana@acme.test", "mail <mailto:dana@acme.test|dana@acme.test>"],
  ["marks of HTML", "a < b & c > d", "a &lt; b &amp; c &gt; d"],
  ["tokens as they are", `hi <@${ben}> and <!here>`, `hi <@${ben}> and <!here>`],
  ["everyone here", "@here look", "<!here> look"],
  ["no one", "@nobody @bench", "@nobody @bench"],
];

test.each(typed)("%s is sent as Slack sends it", async (_name, text, sent) => {
  await using stand = await startStand({ redelivery: { delaysMs: [] } });

  await stand.act("say", { user: ana, channel: general, text });

  expect((await stand.state()).messages[0]).toMatchObject({
    text: sent,
    blocks: [{ type: "rich_text" }],
  });
});

test("pasted code is a block of its own, as Slack's composer makes it", async () => {
  await using stand = await startStand({ redelivery: { delaysMs: [] } });

  await stand.act("say", { user: ana, channel: general, text: "@App ```\na: 1\n  b: 2\n```" });

  const [message] = (await stand.state()).messages;
  expect(message?.text).toBe(`<@${bot}> \`\`\`\na: 1\n  b: 2\n\`\`\``);
  expect(message?.blocks).toMatchObject([
    {
      elements: [
        { type: "rich_text_section", elements: [{ type: "user" }, { text: " " }] },
        { type: "rich_text_preformatted", elements: [{ type: "text", text: "a: 1\n  b: 2" }] },
      ],
    },
  ]);
});

test("a person writes only where they are, and answers only what is there", async () => {
  await using stand = await startStand();
  await stand.act("leave", { user: ana, channel: random });

  await expect(stand.act("say", { user: ana, channel: random, text: "a" })).rejects.toThrow(
    "Ana Lima is not in #random",
  );
  await expect(
    stand.act("say", { user: ana, channel: general, text: "a", thread_ts: "1.000001" }),
  ).rejects.toThrow("There is no message 1.000001");
  await expect(stand.act("say", { user: ana, channel: general, text: " " })).rejects.toThrow(
    "nothing to send",
  );
});

test("people are named in any way and channels too", async () => {
  await using stand = await startStand({ redelivery: { delaysMs: [] } });
  const names = ["Ana", "ana", "Ana Lima", "@ana", "ana@local.test", ana];

  for (const user of names) await stand.act("say", { user, channel: "#general", text: user });

  const { messages } = await stand.state();
  expect(new Set(messages.map((one) => `${one.user} ${one.channel}`))).toEqual(
    new Set([`${ana} ${general}`]),
  );
});

test("a direct message is the same from both sides, and apart from the one with the app", async () => {
  await using stand = await startStand({ redelivery: { delaysMs: [] } });

  const there = await stand.act("say", { user: "ana", channel: "@ben", text: "a" });
  const back = await stand.act("say", { user: "ben", channel: "@ana", text: "b" });
  const app = await stand.act("say", { user: "ana", channel: "App", text: "c" });

  expect(back.channel).toBe(there.channel);
  expect(app.channel).not.toBe(there.channel);
  expect([there.delivered, app.delivered]).toEqual([0, 1]);
});

test("only its author changes a message", async () => {
  await using stand = await startStand({ redelivery: { delaysMs: [] } });
  const { ts } = await stand.act("say", { user: ana, channel: general, text: "a" });

  await expect(stand.act("edit", { user: ben, channel: general, ts, text: "b" })).rejects.toThrow(
    "only what they wrote",
  );
});

test("a message with a file is a file_share", async () => {
  await using stand = await startStand({ redelivery: { delaysMs: [] } });

  await stand.act("say", {
    user: ana,
    channel: general,
    text: "look",
    files: [{ name: "a.csv", content: "a,b" }],
  });

  expect((await stand.log("message"))[0]?.arguments).toMatchObject({
    event: {
      subtype: "file_share",
      text: "look",
      files: [{ name: "a.csv", mimetype: "text/csv" }],
    },
  });
});
