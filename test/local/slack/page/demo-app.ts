// an app that shows one of everything, for the page's tests
import type { App } from "@slack/bolt";
import { mrkdwn, plain, section } from "../stand.ts";

const option = (text: string) => ({ text: plain(text), value: text.toLowerCase() });
const input = (name: string, element: object, more: object = {}) => ({
  type: "input",
  block_id: name.toLowerCase(),
  label: plain(name),
  element: { action_id: "value", ...element },
  ...more,
});
const optional = { optional: true };

const card = [
  { type: "header", text: plain("Renewal, 90 days out") },
  {
    ...section("*Acme Corp* renews <!date^1795190400^{date_long} at {time}|soon>"),
    accessory: { type: "overflow", action_id: "more", options: [option("Pause"), option("Stop")] },
  },
  { type: "section", fields: [mrkdwn("*Step*\n3 of 7"), mrkdwn("*Owner*\n<@U0BEN0001>")] },
  { type: "context", elements: [mrkdwn("You can approve: you are Acme's CSM.")] },
  {
    type: "actions",
    elements: [
      {
        type: "button",
        action_id: "approve",
        text: plain("Approve"),
        style: "primary",
        value: "1",
        confirm: {
          title: plain("Send the email?"),
          text: plain("It goes out now."),
          confirm: plain("Send"),
          deny: plain("Not yet"),
        },
      },
      { type: "button", action_id: "edit", text: plain("Edit"), value: "1" },
      { type: "button", action_id: "silent", text: plain("Reject"), style: "danger", value: "1" },
    ],
  },
];

export const form = {
  type: "modal",
  callback_id: "form",
  title: plain("New playbook"),
  submit: plain("Create"),
  close: plain("Cancel"),
  blocks: [
    section("Tell us what you need. _Everything can be changed later._"),
    input("Name", { type: "plain_text_input" }, { hint: plain("What your colleagues will see.") }),
    input("Goal", { type: "plain_text_input", multiline: true }, optional),
    input("Category", { type: "static_select", options: [option("Renewal"), option("Risk")] }),
    input("Segments", {
      type: "multi_static_select",
      options: [option("Enterprise"), option("SMB")],
    }),
    input("Owner", { type: "users_select" }),
    input("Reviewers", { type: "multi_users_select" }, optional),
    input("Channel", { type: "conversations_select" }),
    input("Customer", { type: "external_select", action_id: "customer", min_query_length: 1 }),
    input("Start", { type: "datepicker" }),
    input("Hour", { type: "timepicker", initial_time: "09:00" }),
    input("Deadline", { type: "datetimepicker" }, optional),
    input("Discount", { type: "number_input", is_decimal_allowed: false, max_value: "20" }),
    input("Email", { type: "email_text_input" }, optional),
    input("Link", { type: "url_text_input" }, optional),
    input("Approver", { type: "radio_buttons", options: [option("CSM"), option("Manager")] }),
    input(
      "Options",
      { type: "checkboxes", options: [option("Weekdays"), option("Second person")] },
      optional,
    ),
    input("Attachment", { type: "file_input" }, optional),
  ],
};

const home = {
  type: "home",
  blocks: [
    { type: "header", text: plain("Your playbooks") },
    {
      ...section("*Acme Corp* · Renewal, 90 days out"),
      accessory: { type: "button", action_id: "edit", text: plain("Review"), value: "1" },
    },
    { type: "divider" },
    {
      type: "actions",
      elements: [
        {
          type: "static_select",
          action_id: "filter",
          placeholder: plain("Filter"),
          options: [option("All"), option("Mine")],
        },
      ],
    },
  ],
};

const many = [
  {
    type: "markdown",
    text: "### Plan\n1. Kick-off\n2. Review\n\n| Step | Done |\n|--|--|\n| Kick-off | 92% |",
  },
  {
    type: "table",
    rows: [
      [
        { type: "raw_text", text: "Playbook" },
        { type: "raw_text", text: "Runs" },
      ],
      [
        { type: "raw_text", text: "Renewal" },
        { type: "raw_text", text: "34" },
      ],
    ],
  },
  {
    type: "data_visualization",
    title: "Runs per week",
    chart: {
      type: "bar",
      axis_config: { categories: ["W1", "W2"] },
      series: [
        {
          name: "Done",
          data: [
            { label: "W1", value: 4 },
            { label: "W2", value: 9 },
          ],
        },
      ],
    },
  },
  {
    type: "plan",
    title: "Writing",
    tasks: [{ type: "task_card", task_id: "1", title: "Looking", status: "complete" }],
  },
];

/** What was submitted is kept here. */
export function demoApp(submitted: unknown[]) {
  return (app: App) => {
    const post = (channel: string, given: object) =>
      app.client.apiCall("chat.postMessage", { channel, ...given });
    app.message(
      "card",
      async ({ message }) => void (await post(message.channel, { text: "A run", blocks: card })),
    );
    app.message(
      "many",
      async ({ message }) => void (await post(message.channel, { text: "Many", blocks: many })),
    );
    app.message("status", async ({ message, client }) => {
      await client.assistant.threads.setStatus({
        channel_id: message.channel,
        thread_ts: message.ts,
        status: "is thinking…",
      });
    });
    app.action("approve", async ({ ack, respond }) => {
      await ack();
      await respond({ replace_original: true, text: "Approved by Ana" });
    });
    app.action("edit", async ({ ack, body, client }) => {
      await ack();
      const trigger_id = "trigger_id" in body ? body.trigger_id : "";
      await client.apiCall("views.open", { trigger_id, view: form });
    });
    app.action(/more|filter/, async ({ ack }) => ack());
    app.options("customer", async ({ ack }) =>
      ack({ options: [{ text: { type: "plain_text", text: "Acme" }, value: "acme" }] }),
    );
    app.view("form", async ({ ack, view }) => {
      submitted.push(view.state.values);
      const taken = view.state.values["name"]?.["value"]?.value === "Taken";
      if (taken) await ack({ response_action: "errors", errors: { name: "That name is taken." } });
      else await ack();
    });
    app.command("/app", async ({ ack, command }) => ack(`You said ${command.text}`));
    app.event("app_home_opened", async ({ event, client }) => {
      if (event.tab === "home")
        await client.apiCall("views.publish", { user_id: event.user, view: home });
      else
        await client.apiCall("assistant.threads.setSuggestedPrompts", {
          channel_id: event.channel,
          title: "Try one of these",
          prompts: [{ title: "Show a card", message: "Show me a card" }],
        });
    });
  };
}
