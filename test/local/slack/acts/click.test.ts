import { expect, test } from "vitest";
import { z } from "zod";
import { eventually } from "../../../support/eventually.ts";
import { ana, ben, general, plain, random, section, type Stand, startStand } from "../stand.ts";

const option = (value: string) => ({ text: plain(value.toUpperCase()), value });
const options = [option("a"), option("b"), option("c")];
const elements: [element: object, picked: object, reported: object][] = [
  [
    { type: "button", text: plain("Go"), value: "1", style: "primary" },
    {},
    { type: "button", value: "1", text: plain("Go"), style: "primary" },
  ],
  [{ type: "static_select", options }, { selected: "b" }, { selected_option: option("b") }],
  [{ type: "static_select", options }, { selected: "B" }, { selected_option: option("b") }],
  [
    { type: "multi_static_select", options },
    { selected: ["a", "c"] },
    { selected_options: [option("a"), option("c")] },
  ],
  [{ type: "users_select" }, { selected: "Ben" }, { selected_user: ben }],
  [
    { type: "multi_users_select" },
    { selected: ["ana", "Ben Okafor"] },
    { selected_users: [ana, ben] },
  ],
  [{ type: "conversations_select" }, { selected: "#random" }, { selected_conversation: random }],
  [{ type: "channels_select" }, { selected: "general" }, { selected_channel: general }],
  [{ type: "datepicker" }, { selected: "2026-12-24" }, { selected_date: "2026-12-24" }],
  [{ type: "timepicker" }, { selected: "09:30" }, { selected_time: "09:30" }],
  // a time without a zone is meant in the person's own
  [
    { type: "datetimepicker" },
    { selected: "2026-07-01T09:30" },
    { selected_date_time: 1_782_894_600 },
  ],
  [{ type: "radio_buttons", options }, { selected: "c" }, { selected_option: option("c") }],
  [{ type: "checkboxes", options }, { selected: ["a"] }, { selected_options: [option("a")] }],
  [{ type: "checkboxes", options }, { selected: [] }, { selected_options: [] }],
  [{ type: "overflow", options }, { value: "b" }, { selected_option: option("b") }],
];

test.each(elements)("%j reports what was picked", async (element, picked, reported) => {
  await using stand = await startStand({ redelivery: { ackMs: 50 } });
  const ts = await post(stand, [{ type: "actions", elements: [{ action_id: "it", ...element }] }]);

  await stand.act("click", { user: ana, channel: general, ts, action_id: "it", ...picked });

  const payload = await lastPayload(stand);
  expect(payload.actions).toMatchObject([
    { action_id: "it", action_ts: expect.any(String), ...reported },
  ]);
});

test("a click says who, where and on what", async () => {
  await using stand = await startStand({ redelivery: { ackMs: 50 } });
  const ts = await post(stand, [
    {
      type: "actions",
      block_id: "b",
      elements: [
        { type: "button", action_id: "go", text: plain("Go") },
        { type: "static_select", action_id: "pick", options },
      ],
    },
  ]);
  await stand.act("click", { user: ana, channel: general, ts, action_id: "pick", selected: "a" });
  await stand.act("click", { user: ana, channel: general, ts, action_id: "go" });

  expect(await lastPayload(stand)).toMatchObject({
    type: "block_actions",
    user: { id: ana, username: "ana", team_id: "T0LOCAL01" },
    team: { id: "T0LOCAL01", domain: "local" },
    api_app_id: "A0LOCAL01",
    channel: { id: general, name: "general" },
    message: { ts, text: "message" },
    container: { type: "message", message_ts: ts, channel_id: general, is_ephemeral: false },
    // what was picked before is still there
    state: { values: { b: { pick: { selected_option: option("a") } } } },
    response_url: expect.stringContaining("/response/"),
    trigger_id: expect.any(String),
    actions: [{ block_id: "b", action_id: "go" }],
  });
});

test("of buttons that share an action_id, the value or block decides", async () => {
  await using stand = await startStand({ redelivery: { ackMs: 50 } });
  const button = (value: string) => ({ type: "button", action_id: "go", text: plain("Go"), value });
  const ts = await post(stand, [
    { ...section("1"), block_id: "one", accessory: button("1") },
    { ...section("2"), block_id: "two", accessory: button("2") },
  ]);
  const clicked = async (more: object) => {
    await stand.act("click", { user: ana, channel: general, ts, action_id: "go", ...more });
    return (await lastPayload(stand)).actions[0];
  };

  expect(await clicked({})).toMatchObject({ value: "1" });
  expect(await clicked({ value: "2" })).toMatchObject({ value: "2", block_id: "two" });
  expect(await clicked({ block_id: "two" })).toMatchObject({ value: "2" });
});

test("what is not there cannot be clicked", async () => {
  await using stand = await startStand();
  const ts = await post(stand, [
    { type: "actions", elements: [{ type: "button", action_id: "approve", text: plain("Go") }] },
  ]);
  const click = (more: object) =>
    stand.act("click", { user: ana, channel: general, ts, action_id: "aprove", ...more });

  await expect(click({})).rejects.toThrow("approve");
  await expect(click({ ts: "1.000001" })).rejects.toThrow("sees no message");
  await expect(click({ view_id: "V9" })).rejects.toThrow("no view V9");
});

test("a click that nobody acknowledges is reported, and not sent again", async () => {
  await using stand = await startStand({ redelivery: { ackMs: 80, delaysMs: [0, 0, 0] } });
  await stand.connect();
  const ts = await post(stand, [
    { type: "actions", elements: [{ type: "button", action_id: "go", text: plain("Go") }] },
  ]);

  const outcome = await stand.act("click", { user: ana, channel: general, ts, action_id: "go" });

  expect(outcome).toMatchObject({ ok: false, acknowledged: false, problem: expect.any(String) });
  expect(await stand.log("block_actions")).toHaveLength(1);
});

test("respond replaces, follows or deletes what was clicked", async () => {
  await using stand = await startStand();
  await stand.connect((app) => {
    app.action("go", async ({ ack, respond, action }) => {
      await ack();
      const how = "value" in action ? action.value : "";
      if (how === "replace")
        await respond({ replace_original: true, text: "replaced", blocks: [] });
      else if (how === "delete") await respond({ delete_original: true });
      else if (how === "loud") await respond({ response_type: "in_channel", text: "loud" });
      else await respond({ text: "quiet" });
    });
  });
  const button = (value: string) => ({ type: "button", action_id: "go", text: plain("Go"), value });
  const values = ["replace", "delete", "loud", "quiet"];
  for (const value of values) {
    const ts = await post(stand, [{ type: "actions", elements: [button(value)] }], value);
    await stand.act("click", { user: ana, channel: general, ts, action_id: "go" });
  }

  await eventually(async () => {
    const { messages, ephemerals } = await stand.state();
    expect(messages.map((one) => one.text)).toEqual(["replaced", "loud", "loud", "quiet"]);
    expect(ephemerals[ana]?.map((one) => one.text)).toEqual(["quiet"]);
  });
});

test("an ephemeral is clicked by the one who sees it, and replaced in place", async () => {
  await using stand = await startStand();
  await stand.connect((app) => {
    app.action("go", async ({ ack, respond }) => {
      await ack();
      await respond({ replace_original: true, text: "done" });
    });
  });
  const blocks = [
    { type: "actions", elements: [{ type: "button", action_id: "go", text: plain("Go") }] },
  ];
  const { message_ts: ts } = await stand.call("chat.postEphemeral", {
    channel: general,
    user: ana,
    text: "ask",
    blocks,
  });

  const byBen = stand.act("click", { user: ben, channel: general, ts, action_id: "go" });
  await expect(byBen).rejects.toThrow("sees no message");
  await stand.act("click", { user: ana, channel: general, ts, action_id: "go" });

  await eventually(async () => {
    expect((await stand.state()).ephemerals[ana]).toMatchObject([{ text: "done", ts }]);
  });
});

test("a click in a thread is answered in the thread if the answer says so, else beside it", async () => {
  await using stand = await startStand();
  await stand.connect((app) => {
    app.action("go", async ({ ack, respond }) => {
      await ack();
      await respond({ response_type: "in_channel", text: "beside it" });
      await respond({ response_type: "in_channel", text: "in it", thread_ts: parent });
    });
  });
  const parent = await post(stand, [section("parent")]);
  const blocks = [
    { type: "actions", elements: [{ type: "button", action_id: "go", text: plain("Go") }] },
  ];
  const { ts } = await stand.call("chat.postMessage", {
    channel: general,
    thread_ts: parent,
    text: "a",
    blocks,
  });

  await stand.act("click", { user: ana, channel: general, ts, action_id: "go" });

  await eventually(async () => {
    const said = (await stand.state()).messages.slice(-2);
    expect(said.map((it) => [it.text, it.thread_ts])).toEqual([
      ["beside it", undefined],
      ["in it", parent],
    ]);
  });
});

test("a menu's options come from the app", async () => {
  await using stand = await startStand();
  await stand.connect((app) => {
    app.options("customer", async ({ ack, options: asked }) => {
      const names = ["acme", "acorn", "blue"].filter((name) => name.startsWith(asked.value));
      await ack({
        options: names.map((name) => ({ text: { type: "plain_text", text: name }, value: name })),
      });
    });
    app.action("customer", async ({ ack }) => ack());
  });
  const ts = await post(stand, [
    {
      type: "actions",
      elements: [{ type: "external_select", action_id: "customer", min_query_length: 0 }],
    },
  ]);
  const at = { user: ana, channel: general, ts, action_id: "customer" };

  const offered = await stand.act("suggest", { ...at, value: "ac" });
  await stand.act("click", { ...at, selected: "acme" });

  expect(offered["options"]).toMatchObject([{ value: "acme" }, { value: "acorn" }]);
  expect((await lastPayload(stand)).actions).toMatchObject([
    { selected_option: { value: "acme" } },
  ]);
});

const Payload = z.looseObject({ actions: z.array(z.looseObject({})) });

async function lastPayload(stand: Stand) {
  return Payload.parse((await stand.log("block_actions")).at(-1)?.arguments);
}

async function post(stand: Stand, blocks: object[], text = "message"): Promise<string> {
  const answer = await stand.call("chat.postMessage", { channel: general, text, blocks });
  return z.string().parse(answer["ts"]);
}
