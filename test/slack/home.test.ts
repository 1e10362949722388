import { expect, test } from "vitest";
import type { HomeShown } from "../../src/chat/replies.ts";
import { UserError } from "../../src/errors.ts";
import { actionIdOf } from "../../src/slack/action-id.ts";
import { createReach } from "../../src/slack/reach.ts";
import { silent } from "../../src/log.ts";
import { bot, elsewhere, hidden, maya, renewals, startStand, tom, workspaceId } from "./stand.ts";
import { emptyHome, words } from "./test-chat.ts";

test("Home is drawn when it is opened, and anew after what is done on it", async () => {
  const waiting: HomeShown["approvals"] = [
    {
      text: "Your renewal → Dana Fox",
      link: null,
      late: null,
      buttons: [{ label: "Approve", act: "approve", value: "1 a" }],
    },
    {
      text: "Welcome → Ben Hart",
      link: null,
      late: null,
      buttons: [{ label: "Approve", act: "approve", value: "2 b" }],
    },
  ];
  const pressed: unknown[] = [];
  await using stand = await startStand({
    chat: {
      home: async () => ({ ...emptyHome, approvals: waiting }),
      async press({ value, place }) {
        pressed.push({ value, place });
        waiting.pop();
        return { reply: words("Approved.") };
      },
    },
  });

  await stand.act("open_home", { user: maya });
  await stand.quiet();
  const first = (await stand.state()).homes[maya];
  expect(JSON.stringify(first)).toContain("Welcome → Ben Hart");
  await stand.act("click", { user: maya, view_id: "home", action_id: actionIdOf("approve", 1) });
  await stand.quiet();

  expect(pressed).toEqual([{ value: "2 b", place: { channel: maya, thread: null, direct: true } }]);
  const home = JSON.stringify((await stand.state()).homes[maya]);
  expect(home).toContain("Your renewal");
  expect(home).not.toContain("Welcome");
  expect(await stand.posted()).toMatchObject([{ text: "Approved." }]);
  expect((await stand.posted())[0]?.channel).toMatch(/^D/);
});

test("who is not known is told so on Home, and the messages tab is left alone", async () => {
  await using stand = await startStand({
    chat: {
      home: async () => {
        throw new UserError("I do not know you yet.");
      },
    },
  });

  await stand.act("open_home", { user: tom, tab: "messages" });
  await stand.act("open_home", { user: maya });
  await stand.quiet();

  const { homes } = await stand.state();
  expect(Object.keys(homes)).toEqual([maya]);
  expect(JSON.stringify(homes[maya])).toContain("I do not know you yet.");
});

test("the program can ask where it may post, for links, and for the channels", async () => {
  await using stand = await startStand({ start: false });
  const reach = createReach(stand.settings, silent);
  const { ts } = await stand.act("say", { user: maya, channel: renewals, text: "Hi" });

  expect(await reach.mayPost(workspaceId, "renewals")).toBeNull();
  expect(await reach.mayPost(workspaceId, maya)).toBeNull();
  expect(await reach.mayPost(workspaceId, elsewhere)).toMatchObject({
    because: expect.stringContaining("/invite @Playbooks"),
    mayJoin: true,
  });
  expect(await reach.join(workspaceId, "#nowhere")).toContain("If it is private");
  expect(await reach.join(workspaceId, elsewhere)).toBeNull();
  expect(await reach.mayPost(workspaceId, elsewhere)).toBeNull();
  expect(await reach.mayPost(workspaceId, "#nowhere")).toMatchObject({
    because: expect.stringContaining("no channel #nowhere"),
    mayJoin: false,
  });
  expect(await reach.channels(workspaceId)).toEqual(["renewals", "customer-success", "elsewhere"]);
  expect(await reach.permalink(workspaceId, renewals, ts)).toContain(ts.replace(".", ""));
  expect(await reach.permalink(workspaceId, renewals, "1.000000")).toBeNull();
  await stand.fault({ method: "conversations.info", status: 500 });
  expect(await reach.mayPost(workspaceId, "renewals")).toBeNull();
});

test("what waits for an invitation hears of it, and the channel is seen at once", async () => {
  const entered: string[] = [];
  const chat = { entered: async (id: string) => void entered.push(id) };
  await using stand = await startStand({ chat });
  const reach = createReach(stand.settings, silent);
  expect(await reach.mayPost(workspaceId, "hidden")).toMatchObject({ mayJoin: false });

  await stand.act("invite", { user: maya, channel: hidden, invited: bot });
  await stand.act("invite", { user: maya, channel: hidden, invited: bot });
  await stand.quiet();

  expect(entered).toEqual([workspaceId]);
  reach.renew(workspaceId);
  expect(await reach.mayPost(workspaceId, "hidden")).toBeNull();
});
