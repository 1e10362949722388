import { expect, test } from "vitest";
import { z } from "zod";
import { sampleWorkspace } from "../../../../src/local/slack/sample.ts";
import { ana, bot, general, startStand } from "../stand.ts";

test("a person comes with their zone, its offset on that day, and their email", async () => {
  await using stand = await startStand();
  const { client } = await stand.connect();

  const winter = await client.users.info({ user: "U0BEN0001" });
  stand.clock.moveTo(new Date("2027-07-01T10:00:00Z"));
  const summer = await client.users.info({ user: "U0BEN0001" });

  expect(winter.user).toMatchObject({
    name: "ben",
    real_name: "Ben Okafor",
    tz: "America/New_York",
    tz_offset: -18_000,
    profile: { email: "ben@local.test", title: "Head of Customer Success" },
  });
  expect(summer.user?.tz_offset).toBe(-14_400);
});

test("without users:read.email nobody has an email", async () => {
  const manifest = {
    display_information: { name: "App" },
    oauth_config: { scopes: { bot: ["users:read"] } },
  };
  await using stand = await startStand({ app: { manifest } });

  const { user } = await stand.call("users.info", { user: ana });

  expect(z.object({ profile: z.looseObject({}) }).parse(user).profile).not.toHaveProperty("email");
});

test("people are found by email, and everyone is listed", async () => {
  await using stand = await startStand();

  const found = await stand.call("users.lookupByEmail", { email: "ANA@local.test" });
  const list = await stand.call("users.list");

  expect(found).toMatchObject({ user: { id: ana } });
  expect(list).toMatchObject({
    members: [{ name: "ana" }, { name: "ben" }, { is_admin: true }, { is_bot: true, id: bot }, {}],
  });
  expect(await stand.call("users.lookupByEmail", { email: "x@y.z" })).toMatchObject({
    error: "users_not_found",
  });
  expect(await stand.call("users.info", { user: "U9" })).toMatchObject({ error: "user_not_found" });
});

test("the app learns who it is", async () => {
  await using stand = await startStand();

  const auth = await stand.call("auth.test");

  expect(auth).toMatchObject({
    user_id: bot,
    bot_id: "B0APP0001",
    team: "Local",
    url: `${stand.url}/`,
  });
  expect(await stand.call("bots.info", { bot: auth["bot_id"] })).toMatchObject({
    bot: { id: "B0APP0001", app_id: "A0LOCAL01" },
  });
  expect(await stand.call("bots.info", { bot: "B9" })).toMatchObject({ error: "bot_not_found" });
});

test("user groups are those of the workspace", async () => {
  const usergroups = [{ id: "S01", handle: "leads", name: "Leads", users: [ana] }];
  await using stand = await startStand({ workspace: { ...sampleWorkspace, usergroups } });

  expect(await stand.call("usergroups.list", { include_users: true })).toMatchObject({
    usergroups: [{ id: "S01", handle: "leads", users: [ana] }],
  });
  expect(await stand.call("usergroups.users.list", { usergroup: "S01" })).toMatchObject({
    users: [ana],
  });
  expect(await stand.call("usergroups.users.list", { usergroup: "S9" })).toMatchObject({
    error: "no_such_subteam",
  });
});

test("a permalink leads to the page, in its thread", async () => {
  await using stand = await startStand();
  const { ts } = await stand.act("say", { user: ana, channel: general, text: "a" });

  const { permalink } = await stand.call("chat.getPermalink", { channel: general, message_ts: ts });
  const answer = await fetch(z.string().parse(permalink), { redirect: "manual" });

  expect(permalink).toBe(`${stand.url}/archives/${general}/p${ts.replace(".", "")}`);
  expect(answer.headers.get("location")).toBe(`/?place=${general}#${ts}`);
});
