import { expect, test } from "vitest";
import { z } from "zod";
import { eventually } from "../../../support/eventually.ts";
import { ana, ben, general, plain, random, section, type Stand, startStand } from "../stand.ts";

const option = (value: string) => ({ text: plain(value.toUpperCase()), value });
const options = [option("a"), option("b")];
const input = (block_id: string, element: object, more: object = {}) => ({
  type: "input",
  block_id,
  label: plain(block_id),
  element: { action_id: "value", ...element },
  ...more,
});
const modal = (blocks: object[], more: object = {}) => ({
  type: "modal",
  callback_id: "form",
  title: plain("Form"),
  submit: plain("Send"),
  private_metadata: "secret",
  blocks,
  ...more,
});

type Answer = (values: unknown) => object | undefined;

/** A modal that Ana has open, and an app that answers its submission. */
async function openForm(stand: Stand, view: object, answer: Answer = () => undefined) {
  await stand.connect((app) => {
    app.shortcut("send_to_app", async ({ ack, client, body }) => {
      await ack();
      await client.apiCall("views.open", { trigger_id: body.trigger_id, view });
    });
    app.view({ callback_id: "form", type: "view_submission" }, async ({ ack, view: sent }) => {
      const say = answer(sent.state.values);
      await (say ? ack(Response.parse(say)) : ack());
    });
    app.view({ callback_id: "form", type: "view_closed" }, async ({ ack }) => ack());
    app.action(/.*/, async ({ ack }) => ack());
  });
  const { ts } = await stand.act("say", { user: ana, channel: general, text: "a" });
  await stand.act("shortcut", { user: ana, channel: general, ts, callback_id: "send_to_app" });
  return eventually(async () => {
    const top = (await stand.state()).views[ana]?.at(-1);
    if (!top) throw new Error("no modal yet");
    return top.id;
  });
}

const Response = z.custom<{ response_action: "clear" }>((value) => typeof value === "object");

test("all kinds of input are submitted in Slack's own form", async () => {
  await using stand = await startStand();
  const view_id = await openForm(
    stand,
    modal([
      input("text", { type: "plain_text_input" }),
      input("mail", { type: "email_text_input" }),
      input("link", { type: "url_text_input" }),
      input("number", { type: "number_input", is_decimal_allowed: false, max_value: "20" }),
      input("select", { type: "static_select", options }),
      input("several", { type: "multi_static_select", options }),
      input("person", { type: "users_select" }),
      input("people", { type: "multi_users_select" }),
      input("channel", { type: "conversations_select" }),
      input("date", { type: "datepicker" }),
      input("time", { type: "timepicker", initial_time: "09:00", timezone: "Europe/Paris" }),
      input("moment", { type: "datetimepicker" }),
      input("radio", { type: "radio_buttons", options }),
      input("ticks", { type: "checkboxes", options }, { optional: true }),
      input("file", { type: "file_input" }),
      input("rich", { type: "rich_text_input" }),
      {
        type: "actions",
        block_id: "inline",
        elements: [
          { type: "static_select", action_id: "pick", options, initial_option: option("a") },
        ],
      },
    ]),
  );

  const submitted = await stand.act("submit", {
    user: ana,
    view_id,
    values: {
      text: "Acme",
      mail: "dana@acme.test",
      link: "https://acme.test",
      number: 12,
      select: "b",
      several: ["a", "b"],
      person: "Ben",
      people: ["ana", "ben"],
      channel: "#random",
      date: { value: { type: "datepicker", selected_date: "2026-12-24" } },
      moment: "2026-12-24T09:00",
      radio: { selected_option: option("a") },
      file: [{ name: "a.txt", content: "hi" }],
      rich: "bold words",
    },
  });

  expect(submitted).toMatchObject({ ok: true, acknowledged: true });
  const payload = (await stand.log("view_submission"))[0]?.arguments;
  expect(payload).toMatchObject({
    type: "view_submission",
    user: { id: ana, name: "ana" },
    view: {
      id: view_id,
      callback_id: "form",
      private_metadata: "secret",
      state: {
        values: {
          text: { value: { type: "plain_text_input", value: "Acme" } },
          mail: { value: { value: "dana@acme.test" } },
          link: { value: { value: "https://acme.test" } },
          number: { value: { type: "number_input", value: "12" } },
          select: { value: { selected_option: option("b") } },
          several: { value: { selected_options: options } },
          person: { value: { selected_user: ben } },
          people: { value: { selected_users: [ana, ben] } },
          channel: { value: { selected_conversation: random } },
          date: { value: { selected_date: "2026-12-24" } },
          time: { value: { selected_time: "09:00", timezone: "Europe/Paris" } },
          moment: { value: { selected_date_time: 1_798_102_800 } },
          radio: { value: { selected_option: option("a") } },
          ticks: { value: { type: "checkboxes", selected_options: [] } },
          file: { value: { files: [{ name: "a.txt", size: 2 }] } },
          rich: { value: { rich_text_value: { type: "rich_text" } } },
          inline: { pick: { selected_option: option("a") } },
        },
      },
    },
  });
  expect((await stand.state()).views[ana]).toBeUndefined();
});

const incomplete: [string, object, unknown, string][] = [
  [
    "nothing in a required field",
    { type: "plain_text_input" },
    "",
    "Please complete this required field.",
  ],
  [
    "too short",
    { type: "plain_text_input", min_length: 3 },
    "ab",
    "Please enter at least 3 characters.",
  ],
  [
    "too long",
    { type: "plain_text_input", max_length: 3 },
    "abcd",
    "Please enter no more than 3 characters.",
  ],
  ["no email", { type: "email_text_input" }, "dana", "Enter a valid email address."],
  ["no link", { type: "url_text_input" }, "acme", "Enter a valid URL."],
  [
    "a broken number",
    { type: "number_input", is_decimal_allowed: false },
    "1.5",
    "Enter a whole number.",
  ],
  [
    "too large a number",
    { type: "number_input", is_decimal_allowed: true, max_value: "20" },
    "21",
    "Enter a number of at most 20.",
  ],
];

test.each(incomplete)("%s does not leave Slack's client", async (_name, element, value, error) => {
  await using stand = await startStand();
  const view_id = await openForm(stand, modal([input("field", element)]));

  const submitted = await stand.act("submit", { user: ana, view_id, values: { field: value } });

  expect(submitted).toMatchObject({ ok: false, delivered: 0, errors: { field: error } });
  expect(await stand.log("view_submission")).toEqual([]);
  expect((await stand.state()).views[ana]).toHaveLength(1);
});

test("the app's errors come back, and what was entered stays", async () => {
  await using stand = await startStand();
  let refuse = true;
  const view_id = await openForm(stand, modal([input("name", { type: "plain_text_input" })]), () =>
    refuse ? { response_action: "errors", errors: { name: "Taken" } } : undefined,
  );

  const first = await stand.act("submit", { user: ana, view_id, values: { name: "Acme" } });
  refuse = false;
  const second = await stand.act("submit", { user: ana, view_id });

  expect(first).toMatchObject({ ok: false, acknowledged: true, errors: { name: "Taken" } });
  expect(second).toMatchObject({ ok: true });
  expect((await stand.log("view_submission"))[1]?.arguments).toMatchObject({
    view: { state: { values: { name: { value: { value: "Acme" } } } } },
  });
});

test("an answer can update the view, push another, or clear them all", async () => {
  await using stand = await startStand();
  const answers = [
    { response_action: "update", view: modal([section("Two")], { title: plain("Two") }) },
    { response_action: "push", view: modal([section("Three")], { title: plain("Three") }) },
    { response_action: "clear" },
  ];
  const view_id = await openForm(stand, modal([section("One")]), () => answers.shift());
  const titles = async () => (await stand.state()).views[ana]?.map((view) => view.title.text);

  await stand.act("submit", { user: ana, view_id });
  expect(await titles()).toEqual(["Two"]);
  await stand.act("submit", { user: ana, view_id });
  expect(await titles()).toEqual(["Two", "Three"]);
  const top = (await stand.state()).views[ana]?.at(-1)?.id;
  await stand.act("submit", { user: ana, view_id: top });
  expect(await titles()).toBeUndefined();
});

const badAnswers: [string, object, string][] = [
  [
    "errors for a field that is not there",
    { response_action: "errors", errors: { nope: "x" } },
    "nope",
  ],
  [
    "a view that is not valid",
    { response_action: "update", view: { type: "modal" } },
    "invalid_arguments",
  ],
  ["an action Slack does not know", { response_action: "explode" }, "invalid_response_action"],
];

test.each(badAnswers)("%s is reported and keeps the modal open", async (_name, answer, said) => {
  await using stand = await startStand();
  const view_id = await openForm(stand, modal([section("One")]), () => answer);

  const submitted = await stand.act("submit", { user: ana, view_id });

  expect(submitted).toMatchObject({ ok: false, problem: expect.stringContaining(said) });
  expect((await stand.state()).views[ana]).toHaveLength(1);
});

test("a submission nobody acknowledges keeps the modal open", async () => {
  await using stand = await startStand({ redelivery: { ackMs: 150 } });
  const silence = new Promise<undefined>(() => {});
  await stand.connect((app) => {
    app.shortcut("send_to_app", async ({ ack, client, body }) => {
      await ack();
      await client.apiCall("views.open", {
        trigger_id: body.trigger_id,
        view: modal([section("a")]),
      });
    });
    app.view("form", async () => silence);
  });
  const { ts } = await stand.act("say", { user: ana, channel: general, text: "a" });
  await stand.act("shortcut", { user: ana, channel: general, ts, callback_id: "send_to_app" });
  await eventually(async () => expect((await stand.state()).views[ana]).toHaveLength(1));

  const submitted = await stand.act("submit", { user: ana, view_id: "form" });

  expect(submitted).toMatchObject({ ok: false, acknowledged: false });
  expect((await stand.state()).views[ana]).toHaveLength(1);
});

test("closing is told only to who asked for it", async () => {
  await using stand = await startStand();
  const view_id = await openForm(stand, modal([section("a")], { notify_on_close: true }));

  const closed = await stand.act("close", { user: ana, view_id });

  expect(closed).toMatchObject({ ok: true, delivered: 1 });
  expect((await stand.log("view_closed"))[0]?.arguments).toMatchObject({
    type: "view_closed",
    is_cleared: false,
    view: { id: view_id },
  });
  expect((await stand.state()).views[ana]).toBeUndefined();
});

test("a field with dispatch_action reports while the form is open", async () => {
  await using stand = await startStand();
  const view_id = await openForm(
    stand,
    modal([
      input("quiet", { type: "plain_text_input", action_id: "quiet" }),
      input("loud", { type: "plain_text_input", action_id: "loud" }, { dispatch_action: true }),
    ]),
  );

  const quiet = await stand.act("click", { user: ana, view_id, action_id: "quiet", value: "a" });
  const loud = await stand.act("click", { user: ana, view_id, action_id: "loud", value: "b" });

  expect([quiet.delivered, loud.delivered]).toEqual([0, 1]);
  expect((await stand.log("block_actions"))[0]?.arguments).toMatchObject({
    container: { type: "view", view_id },
    view: {
      state: { values: { quiet: { quiet: { value: "a" } }, loud: { loud: { value: "b" } } } },
    },
    actions: [{ type: "plain_text_input", value: "b" }],
  });
});

test("a field the modal does not have is an error of the caller", async () => {
  await using stand = await startStand();
  const view_id = await openForm(stand, modal([section("a")]));

  const submit = stand.act("submit", { user: ana, view_id, values: { nope: "x" } });

  await expect(submit).rejects.toThrow("no field nope");
});
