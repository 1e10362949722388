import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { z } from "zod";
import { eventually } from "../../../support/eventually.ts";
import { ana, general, plain, section, type Stand, startStand } from "../stand.ts";

const modal = (more: object = {}) => ({
  type: "modal",
  callback_id: "form",
  title: plain("Title"),
  blocks: [section("Hello")],
  ...more,
});
const home = (text: string) => ({ type: "home", blocks: [section(text)] });
const View = z.object({ view: z.looseObject({ id: z.string(), hash: z.string() }) });

// a shortcut gives a trigger without the app doing anything by itself
async function trigger(stand: Stand): Promise<string> {
  const { ts } = await stand.act("say", { user: ana, channel: general, text: "a" });
  await stand.act("shortcut", { user: ana, channel: general, ts, callback_id: "send_to_app" });
  const last = (await stand.log("message_action")).at(-1);
  return z.object({ trigger_id: z.string() }).parse(last?.arguments).trigger_id;
}

async function openIn(stand: Stand, view: object = modal()) {
  const answer = await stand.call("views.open", { trigger_id: await trigger(stand), view });
  return View.parse(answer).view;
}

test("a trigger opens one view, within three seconds", async () => {
  await using stand = await startStand();
  const trigger_id = await trigger(stand);
  const late = await trigger(stand);

  const opened = await stand.call("views.open", { trigger_id, view: modal() });
  const again = await stand.call("views.open", { trigger_id, view: modal() });
  const strange = await stand.call("views.open", { trigger_id: "1.2.3", view: modal() });
  await sleep(3050);
  const expired = await stand.call("views.open", { trigger_id: late, view: modal() });

  expect(opened).toMatchObject({
    view: {
      type: "modal",
      callback_id: "form",
      title: { text: "Title" },
      state: { values: {} },
      team_id: "T0LOCAL01",
      app_id: "A0LOCAL01",
      previous_view_id: null,
    },
  });
  expect(again).toMatchObject({ error: "exchanged_trigger_id" });
  expect(strange).toMatchObject({ error: "invalid_trigger_id" });
  expect(expired).toMatchObject({ error: "expired_trigger_id" });
});

const wrong: [string, object, string][] = [
  ["a long title", modal({ title: plain("x".repeat(25)) }), "must be less than 25 characters"],
  ["a long submit", modal({ submit: plain("x".repeat(25)) }), "must be less than 25 characters"],
  [
    "long private_metadata",
    modal({ private_metadata: "x".repeat(3001) }),
    "must be less than 3001 characters",
  ],
  ["no title", modal({ title: undefined }), "missing required field: title"],
  ["a home view", home("a"), "unsupported type: home"],
  ["an unknown block", modal({ blocks: [{ type: "foo" }] }), "unsupported type: foo"],
  [
    "an input without submit",
    modal({
      blocks: [{ type: "input", label: plain("a"), element: { type: "plain_text_input" } }],
    }),
    "missing required field: submit",
  ],
  ["an extra field", modal({ color: "red" }), "invalid additional property: color"],
];

test.each(wrong)("%s is invalid_arguments and costs no trigger", async (_name, view, said) => {
  await using stand = await startStand();
  const trigger_id = await trigger(stand);

  const refused = await stand.call("views.open", { trigger_id, view });

  expect(refused).toMatchObject({ error: "invalid_arguments" });
  expect(refused.response_metadata?.messages?.[0]).toContain(said);
  expect(await stand.call("views.open", { trigger_id, view: modal() })).toMatchObject({ ok: true });
});

test("a view of more than 250 kB is view_too_large", async () => {
  await using stand = await startStand();

  const blocks = Array.from({ length: 90 }, () => section("x".repeat(2900)));
  const answer = await stand.call("views.open", {
    trigger_id: await trigger(stand),
    view: modal({ blocks }),
  });

  expect(answer).toMatchObject({ error: "view_too_large" });
});

const next = {
  type: "actions" as const,
  elements: [
    {
      type: "button" as const,
      action_id: "next",
      text: { type: "plain_text" as const, text: "Next" },
    },
  ],
};

test("views stack three deep, and only upon an open modal", async () => {
  await using stand = await startStand({ redelivery: { ackMs: 100 } });
  const pushed: string[] = [];
  await stand.connect((app) => {
    app.action("next", async ({ ack, client, body }) => {
      await ack();
      const trigger_id = "trigger_id" in body ? body.trigger_id : "";
      const title = { type: "plain_text" as const, text: "Next" };
      await client.views.push({ trigger_id, view: { type: "modal", title, blocks: [next] } }).then(
        () => pushed.push("ok"),
        (error: unknown) => pushed.push(String(error)),
      );
    });
  });
  const trigger_id = await trigger(stand);
  const outside = await stand.call("views.push", { trigger_id, view: modal() });
  await openIn(stand, modal({ blocks: [next] }));

  for (let depth = 1; depth <= 3; depth += 1) {
    const top = (await stand.state()).views[ana]?.at(-1);
    await stand.act("click", { user: ana, view_id: top?.id, action_id: "next" });
    await eventually(() => expect(pushed).toHaveLength(depth));
  }

  expect(outside).toMatchObject({ error: "not_found" });
  expect(pushed).toEqual(["ok", "ok", expect.stringContaining("push_limit_reached")]);
  const [root, second, third] = (await stand.state()).views[ana] ?? [];
  expect(second).toMatchObject({ previous_view_id: root?.id, root_view_id: root?.id });
  expect(third).toMatchObject({ previous_view_id: second?.id, root_view_id: root?.id });
});

test("an update needs the latest hash, where one is given", async () => {
  await using stand = await startStand();
  const { id, hash } = await openIn(stand);

  const first = await stand.call("views.update", {
    view_id: id,
    hash,
    view: modal({ title: plain("Second") }),
  });
  const stale = await stand.call("views.update", { view_id: id, hash, view: modal() });
  const gone = await stand.call("views.update", { view_id: "V9", view: modal() });

  expect(View.parse(first).view).toMatchObject({ id, title: { text: "Second" } });
  expect(View.parse(first).view.hash).not.toBe(hash);
  expect(stale).toMatchObject({ error: "hash_conflict" });
  expect(gone).toMatchObject({ error: "not_found" });
});

test("a view is found by its external_id, which is given once", async () => {
  await using stand = await startStand();
  await openIn(stand, modal({ external_id: "mine" }));

  const update = await stand.call("views.update", {
    external_id: "mine",
    view: modal({ external_id: "mine", title: plain("Found") }),
  });
  const taken = await stand.call("views.publish", {
    user_id: ana,
    view: { ...home("a"), external_id: "mine" },
  });

  expect(update).toMatchObject({ view: { title: { text: "Found" } } });
  expect(taken).toMatchObject({ error: "duplicate_external_id" });
});

test("Home is published for one person and guarded by its hash", async () => {
  await using stand = await startStand();

  const first = await stand.call("views.publish", { user_id: ana, view: home("one") });
  const { id, hash } = View.parse(first).view;
  const second = await stand.call("views.publish", { user_id: ana, hash, view: home("two") });
  const stale = await stand.call("views.publish", { user_id: ana, hash, view: home("three") });

  expect(View.parse(second).view.id).toBe(id);
  expect(stale).toMatchObject({ error: "hash_conflict" });
  const { homes } = await stand.state();
  expect(homes[ana]?.blocks).toMatchObject([{ text: { text: "two" } }]);
  expect(Object.keys(homes)).toEqual([ana]);
});

test("Home needs the Home tab", async () => {
  await using stand = await startStand({
    app: { manifest: { display_information: { name: "App" } } },
  });

  const answer = await stand.call("views.publish", { user_id: ana, view: home("one") });

  expect(answer).toMatchObject({ error: "not_enabled" });
});
