import { describe, expect, test } from "vitest";
import type { OutgoingEmail } from "../../src/connect/email.ts";
import { invitationOf } from "../../src/connect/invitation.ts";
import { createSmtp } from "../../src/connect/smtp.ts";
import { openMailbox } from "../local/mailbox/open-mailbox.ts";
import { temporaryFolder } from "../support/folder.ts";

const mail: OutgoingEmail = {
  key: "run-1:offer:1",
  to: [{ name: "Ana Ruiz", address: "ana@acme.example" }],
  from: { name: "Maya Chen", address: "maya@cs.example" },
  subject: "Ihr Vertrag: größer & besser",
  body: "Hi Ana,\n\nhow are you?\n.\nBest\nMaya",
};
const quick = { connectionTimeout: 300, greetingTimeout: 300, socketTimeout: 300 };

async function open() {
  const folder = temporaryFolder();
  const mailbox = await openMailbox(folder.path);
  const smtp = createSmtp({ url: mailbox.smtpUrl, from: "team@cs.example", patience: quick });
  return {
    mailbox,
    send: (change: Partial<OutgoingEmail> = {}) => smtp.send({ ...mail, ...change }),
    async [Symbol.asyncDispose]() {
      await mailbox[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

test("a mail arrives as it was written, as words and as the same words in HTML", async () => {
  await using it = await open();

  const sent = await it.send();

  const [arrived] = await it.mailbox.messages();
  expect(arrived).toMatchObject({
    envelope: { from: "maya@cs.example", to: ["ana@acme.example"] },
    from: { name: "Maya Chen", address: "maya@cs.example" },
    to: [{ name: "Ana Ruiz", address: "ana@acme.example" }],
    cc: [],
    subject: mail.subject,
    attachments: [],
  });
  expect(arrived?.text?.trimEnd()).toBe(mail.body);
  expect(arrived?.html).toContain("how are you?");
  expect(arrived?.headers["x-playbooks-key"]).toBe(mail.key);
  expect(sent).toEqual({ is: "sent", receipt: arrived?.message_id });
});

test("an invitation goes to all, as a part that calendars read", async () => {
  await using it = await open();
  const to = [...mail.to, { name: "Bo Li", address: "bo@acme.example" }];
  const meeting = {
    uid: "run-1:review:1",
    host: { name: "Maya Chen", address: "maya@cs.example" },
    to,
    title: "Review, with you",
    body: "All of it.",
    start: new Date("2026-12-03T15:00:00Z"),
    minutes: 45,
    now: new Date("2026-11-23T15:00:00Z"),
  };

  await it.send({ to, invitation: invitationOf({ ...meeting, cancels: false, sequence: 2 }) });
  await it.send({ to, invitation: invitationOf({ ...meeting, cancels: true, sequence: 3 }) });

  const arrived = await it.mailbox.messages();
  expect(arrived.map(({ envelope }) => envelope.to)).toEqual([
    ["ana@acme.example", "bo@acme.example"],
    ["ana@acme.example", "bo@acme.example"],
  ]);
  const parts = arrived.map(({ attachments }) =>
    (attachments.find(({ name }) => name?.endsWith(".ics"))?.text ?? "").replaceAll(/\r?\n /g, ""),
  );
  for (const part of parts)
    for (const line of [
      "UID:run-1:review:1",
      "DTSTART:20261203T150000Z",
      "DTEND:20261203T154500Z",
      "DTSTAMP:20261123T150000Z",
      "SUMMARY:Review\\, with you",
      'ORGANIZER;CN="Maya Chen":mailto:maya@cs.example',
    ])
      expect(part).toContain(line);
  expect(parts[0]).toMatch(/METHOD:REQUEST[\s\S]*SEQUENCE:2[\s\S]*RSVP=TRUE/);
  expect(parts[1]).toMatch(/METHOD:CANCEL[\s\S]*SEQUENCE:3[\s\S]*STATUS:CANCELLED/);
});

test("a csm without an address writes from the team's", async () => {
  await using it = await open();

  await it.send({ from: { name: "Maya Chen", address: null } });

  const [arrived] = await it.mailbox.messages();
  expect(arrived?.from).toEqual({ name: "Maya Chen", address: "team@cs.example" });
});

test("every try of one step is the same message, and of another one another", async () => {
  await using it = await open();

  await it.send();
  await it.send({ subject: "changed" });
  await it.send({ key: "run-2:offer:1" });

  const ids = (await it.mailbox.messages()).map((arrived) => arrived.message_id);
  expect(ids[0]).toBe(ids[1]);
  expect(ids[2]).not.toBe(ids[0]);
  expect(ids[0]).toMatch(/^<[\da-f]{32}@cs\.example>$/);
});

describe.concurrent("a server that says no", () => {
  const phases = ["connect", "mail", "rcpt", "data", "after_data"] as const;

  test.each(phases)("for now, at %s: the mail is tried again", async (phase) => {
    await using it = await open();
    await it.mailbox.fail({ phase, code: 451 });

    const refused = await it.send();
    expect(refused).toMatchObject({ is: "refused", again: true });
    // that says nothing about the server
    expect("receiver" in refused).toBe(phase === "rcpt");
    expect(await it.send()).toMatchObject({ is: "sent" });
  });

  test.each(phases)("for ever, at %s: it is not", async (phase) => {
    await using it = await open();
    await it.mailbox.fail({ phase, code: 550, text: "no such person" });

    expect(await it.send()).toEqual({
      is: "refused",
      reason: expect.stringContaining("no such person"),
      again: false,
    });
  });
});

describe.concurrent("a server that falls silent", () => {
  test.each(["connect", "mail", "rcpt"] as const)("at %s has not taken the mail", async (phase) => {
    await using it = await open();
    await it.mailbox.fail({ phase, drop: true });

    expect(await it.send()).toMatchObject({ is: "refused", again: true });
    expect(await it.mailbox.messages()).toEqual([]);
  });

  test.each(["data", "after_data"] as const)("at %s may have it: nobody knows", async (phase) => {
    await using it = await open();
    await it.mailbox.fail({ phase, drop: true });

    expect(await it.send()).toMatchObject({ is: "unknown" });
    expect(await it.mailbox.messages()).toHaveLength(phase === "data" ? 0 : 1);
  });

  test("by hanging before the text has not taken it, after it may have", async () => {
    await using it = await open();
    await it.mailbox.fail({ phase: "rcpt", hang_ms: 2000 });
    await it.mailbox.fail({ phase: "data", hang_ms: 2000 });

    expect(await it.send()).toMatchObject({ is: "refused", again: true });
    expect(await it.send()).toMatchObject({ is: "unknown" });
  });

  test("as nobody listens there has not taken it", async () => {
    const smtp = createSmtp({
      url: "smtp://127.0.0.1:9",
      from: "team@cs.example",
      patience: quick,
    });

    expect(await smtp.send(mail)).toMatchObject({ is: "refused", again: true });
  });
});

describe.concurrent("what could reach somebody else is not sent", () => {
  const cases: [string, Partial<OutgoingEmail>][] = [
    ["a second header in the subject", { subject: "Hi\r\nBcc: eve@evil.example" }],
    [
      "one in a name",
      { to: [{ name: "Ana\nBcc: eve@evil.example", address: "ana@acme.example" }] },
    ],
    [
      "one in an address",
      { to: [{ name: "Ana", address: "ana@acme.example\r\nRCPT TO:<eve@evil.example>" }] },
    ],
    [
      "one in the sender",
      { from: { name: "Maya", address: "maya@cs.example>\r\nRCPT TO:<eve@evil.example" } },
    ],
    ["one in the key", { key: "run\r\nBcc: eve@evil.example" }],
    [
      "two addresses in one",
      { to: [{ name: "Ana", address: "ana@acme.example, eve@evil.example" }] },
    ],
    [
      "a group of them",
      { to: [{ name: "Ana", address: "all: ana@acme.example, eve@evil.example;" }] },
    ],
    ["no address", { to: [{ name: "Ana", address: "ana" }] }],
  ];

  test.each(cases)("%s", async (_name, change) => {
    await using it = await open();

    expect(await it.send(change)).toMatchObject({ is: "refused", again: false });
    expect(await it.mailbox.messages()).toEqual([]);
  });

  test("words that look like commands or headers are words", async () => {
    await using it = await open();

    await it.send({ body: "Hi\r\n.\r\nMAIL FROM:<eve@evil.example>\r\nBcc: eve@evil.example" });

    const arrived = await it.mailbox.messages();
    expect(arrived).toHaveLength(1);
    expect(arrived[0]?.envelope.to).toEqual(["ana@acme.example"]);
    expect(arrived[0]?.text).toContain("MAIL FROM:<eve@evil.example>");
  });

  test("a name with signs of its own stays a name", async () => {
    await using it = await open();

    await it.send({
      to: [{ name: 'Ana "the boss" <eve@evil.example>', address: "ana@acme.example" }],
    });

    const [arrived] = await it.mailbox.messages();
    expect(arrived?.to).toEqual([
      { name: 'Ana "the boss" <eve@evil.example>', address: "ana@acme.example" },
    ]);
  });
});
