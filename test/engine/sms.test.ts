import { afterAll, expect, test } from "vitest";
import type { OutgoingSms, SmsProvider } from "../../src/connect/sms.ts";
import type { SendResult } from "../../src/connect/provider.ts";
import { createEngine, playbookWith } from "../support/engine.ts";

const sent: OutgoingSms[] = [];
const answers: SendResult[] = [];
const sms: SmsProvider = {
  name: "kept",
  class: "once",
  async send(message) {
    const answer = answers.shift() ?? { is: "sent", receipt: `SM-${message.key}` };
    if (answer.is === "sent") sent.push(message);
    return answer;
  },
};
const it = await createEngine({ sms });
afterAll(() => it[Symbol.asyncDispose]());

const nudge = (more = "", body = "Hi {{recipient.first_name}} <3") =>
  `  - id: nudge\n    do: sms\n    to: [champion, primary]\n    body: "${body}"\n${more}`;
await it.write(playbookWith("nudge", nudge()));
await it.write(playbookWith("long", nudge("", `${"x".repeat(470)}{{customer.name}}`)));
await it.write(
  playbookWith("number", "  - id: nudge\n    do: sms\n    to: +49 30 2312-5100\n    body: Hi\n"),
);

const of = (runId: string) => sent.filter(({ key }) => key.startsWith(runId));

test("a text message is what was approved, once however often one clicks, and is in the ledger", async () => {
  const runId = await it.run("nudge", "acme-robotics");
  const { content } = await it.approval(runId);
  expect(content).toMatchObject({ kind: "sms", body: "Hi Dana <3" });

  await it.approve(runId);
  await it.settle();

  expect(of(runId)).toEqual([
    {
      key: `${runId}:nudge:1`,
      to: expect.objectContaining({ address: expect.stringMatching(/^\+1202555\d{4}$/) }),
      body: "Hi Dana <3",
    },
  ]);
  expect(await it.step(runId, "nudge")).toMatchObject({
    status: "done",
    result: "sent",
    output: { to: of(runId)[0]?.to.address },
  });
  expect(await it.deliveries(runId)).toMatchObject([{ channel: "sms", status: "sent" }]);
  const ledger =
    "select c.channel from customer_communications c join playbook_deliveries d on d.id = c.delivery_id where d.run_id = $1";
  expect(await it.rows(ledger, [runId])).toEqual([{ channel: "sms" }]);
});

test("an edit is another content, and must fit, too", async () => {
  const runId = await it.run("nudge", "acme-robotics");
  const before = await it.approval(runId);

  await expect(it.decide(runId, { is: "edit", parts: { body: "y".repeat(481) } })).rejects.toThrow(
    "at most 480 characters; this one has 481. Nothing was changed.",
  );
  await it.decide(runId, { is: "edit", parts: { body: "Hello" } });

  expect(of(runId)).toMatchObject([{ body: "Hello" }]);
  const [row] = await it.rows("select content_sha256 as sha from approvals where id = $1", [
    before.id,
  ]);
  expect(row?.["sha"]).not.toBe(before.contentSha256);
});

test("one that became too long is held with the reason", async () => {
  const runId = await it.run("long", "acme-robotics");

  expect(await it.step(runId, "nudge")).toMatchObject({
    status: "failed",
    note: "A text message has at most 480 characters; this one has 483.",
  });
});

test("a number is written to as networks want it", async () => {
  const runId = await it.run("number", "acme-robotics");
  await it.approve(runId);

  expect(of(runId)).toMatchObject([{ to: { address: "+493023125100" } }]);
});

test("STOP is final and said in words; an outage is tried again by itself", async () => {
  const stop = "this number answered STOP, so it receives no more text messages";
  answers.push({ is: "refused", reason: stop, again: false });
  const stopped = await it.run("nudge", "acme-robotics");
  await it.approve(stopped);
  expect(await it.step(stopped, "nudge")).toMatchObject({ status: "failed", note: stop });

  answers.push({ is: "refused", reason: "Twilio answered 503", again: true });
  const down = await it.run("nudge", "acme-robotics");
  await it.approve(down);
  expect(await it.step(down, "nudge")).toMatchObject({ status: "retrying" });
  await it.pass(3_600_000);
  expect(await it.step(down, "nudge")).toMatchObject({ status: "done", attempt: 2 });
  expect(of(down)).toHaveLength(1);
});

test("silence asks a person, and nothing is sent again by itself", async () => {
  answers.push({ is: "unknown", reason: "Twilio did not confirm (it answered 502)" });
  const runId = await it.run("nudge", "acme-robotics");
  await it.approve(runId);
  await it.pass(3_600_000);

  expect(await it.step(runId, "nudge")).toMatchObject({ status: "unknown" });
  expect(of(runId)).toEqual([]);
  await it.help(runId, "nudge", "arrived");
  expect(await it.step(runId, "nudge")).toMatchObject({ status: "done", result: "sent" });
});
