import { expect, test } from "vitest";
import { z } from "zod";
import { sampleApp } from "../../../../src/local/slack/sample.ts";
import { eventually } from "../../../support/eventually.ts";
import { ana, ben, bot, general, startStand } from "../stand.ts";

test("a command carries what Slack sends with it", async () => {
  await using stand = await startStand({ redelivery: { ackMs: 50 } });

  await stand.act("slash", {
    user: ana,
    channel: general,
    command: "/app",
    text: "run @ben #general",
  });

  expect((await stand.log("slash_commands"))[0]?.arguments).toMatchObject({
    command: "/app",
    text: `run <@${ben}|ben> <#${general}|general>`,
    user_id: ana,
    user_name: "ana",
    channel_id: general,
    channel_name: "general",
    team_domain: "local",
    response_url: expect.stringContaining(`${stand.url}/response/`),
    trigger_id: expect.any(String),
  });
});

test("without should_escape, names stay words", async () => {
  const manifest = { ...Manifest.parse(sampleApp.manifest) };
  manifest.features.slash_commands = [{ command: "/app" }];
  await using stand = await startStand({ app: { manifest }, redelivery: { ackMs: 50 } });

  await stand.act("slash", { user: ana, channel: "@App", command: "app", text: "run @ben" });

  expect((await stand.log("slash_commands"))[0]?.arguments).toMatchObject({
    text: "run @ben",
    channel_name: "directmessage",
  });
});

const Manifest = z.looseObject({
  features: z.looseObject({ slash_commands: z.array(z.looseObject({ command: z.string() })) }),
});

test("the acknowledgement's text is whispered, or said in the channel", async () => {
  await using stand = await startStand();
  await stand.connect((app) => {
    app.command("/app", async ({ ack, command }) => {
      if (command.text === "loud") await ack({ response_type: "in_channel", text: "For all" });
      else await ack("For you");
    });
  });

  await stand.act("slash", { user: ana, channel: general, command: "/app", text: "quiet" });
  await stand.act("slash", { user: ana, channel: general, command: "/app", text: "loud" });

  const { ephemerals, messages } = await stand.state();
  expect(ephemerals[ana]?.map((one) => one.text)).toEqual(["For you"]);
  expect(messages).toMatchObject([{ text: "For all", user: bot }]);
});

test("without an acknowledgement the person is told operation_timeout", async () => {
  await using stand = await startStand({ redelivery: { ackMs: 100 } });
  await stand.connect((app) => app.command("/app", async () => {}));

  const outcome = await stand.act("slash", { user: ana, channel: general, command: "/app" });

  expect(outcome).toMatchObject({ ok: false, acknowledged: false });
  expect((await stand.state()).ephemerals[ana]).toMatchObject([
    { text: '/app failed with the error "operation_timeout"', user: "USLACKBOT" },
  ]);
});

test("with no app connected the person is told dispatch_failed", async () => {
  await using stand = await startStand();

  await stand.act("slash", { user: ana, channel: general, command: "/app" });

  expect((await stand.state()).ephemerals[ana]?.[0]?.text).toContain("dispatch_failed");
});

test("an answer Slack refuses does not fail the command silently", async () => {
  await using stand = await startStand();
  await stand.connect((app) => {
    app.command("/app", async ({ ack }) => ack({ text: "a", blocks: [{ type: "foo" }] }));
  });

  const outcome = await stand.act("slash", { user: ana, channel: general, command: "/app" });

  expect(outcome).toMatchObject({ ok: false, problem: expect.stringContaining("invalid_blocks") });
});

test("a command that is not there is named with the nearest", async () => {
  await using stand = await startStand();

  const command = stand.act("slash", { user: ana, channel: general, command: "/ap" });

  await expect(command).rejects.toThrow("/app");
});

test("respond works after the acknowledgement, five times and not a sixth", async () => {
  await using stand = await startStand();
  const results: string[] = [];
  await stand.connect((app) => {
    app.command("/app", async ({ ack, respond }) => {
      await ack();
      for (let count = 1; count <= 6; count += 1)
        await respond({ text: String(count), response_type: "in_channel" }).then(
          (response) => results.push(String(response.status)),
          (error: Error) => results.push(error.name),
        );
    });
  });

  await stand.act("slash", { user: ana, channel: general, command: "/app" });

  await eventually(() => expect(results).toHaveLength(6));
  expect(results.slice(0, 5)).toEqual(["200", "200", "200", "200", "200"]);
  expect(results[5]).not.toBe("200");
  expect((await stand.state()).messages.map((one) => one.text).join("")).toBe("12345");
  expect((await stand.log("response_url")).at(-1)?.answer).toMatchObject({ error: "used_url" });
});

test("replace_original does nothing to a command's own reply", async () => {
  await using stand = await startStand();
  await stand.connect((app) => {
    app.command("/app", async ({ ack, respond }) => {
      await ack("first");
      await respond({ text: "second", replace_original: true });
    });
  });

  await stand.act("slash", { user: ana, channel: general, command: "/app" });

  await eventually(async () => {
    const { ephemerals } = await stand.state();
    expect(ephemerals[ana]?.map((one) => one.text)).toEqual(["first", "second"]);
  });
});
