import { once } from "node:events";
import { type OutgoingHttpHeaders, get } from "node:http";
import { createTransport } from "nodemailer";
import { expect, test } from "vitest";
import { z } from "zod";
import { UserError } from "../../../src/errors.ts";
import { createMailbox } from "../../../src/local/mailbox/mailbox.ts";
import { silent } from "../../../src/log.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { openMailbox } from "./open-mailbox.ts";

const Answered = z.tuple([z.object({ statusCode: z.number() })]);

const invitation = [
  "BEGIN:VCALENDAR",
  "METHOD:REQUEST",
  "BEGIN:VEVENT",
  "SUMMARY:QBR with Acme",
  "DTSTART:20270315T150000Z",
  "END:VEVENT",
  "END:VCALENDAR",
  "",
].join("\r\n");

test("a mail is found with all that it carried", async () => {
  using folder = temporaryFolder();
  await using mailbox = await openMailbox(folder.path);

  await mailbox.send({
    to: "Bo Ek <bo@acme.test>, cy@acme.test",
    cc: "di@acme.test",
    bcc: "eve@acme.test",
    subject: "Your renewal ✓",
    text: "Hi Bo",
    html: "<p>Hi <b>Bo</b></p>",
    headers: { "X-Playbooks-Key": "run-1:offer:0" },
    messageId: "<run-1@cs.test>",
    icalEvent: { method: "REQUEST", content: invitation, filename: "invite.ics" },
    attachments: [{ filename: "offer.pdf", content: "%PDF" }],
  });

  const [mail] = await mailbox.messages();
  expect(mail).toMatchObject({
    id: 1,
    received_at: "2027-03-01T09:00:00.000Z",
    envelope: {
      from: "ana@cs.test",
      to: ["bo@acme.test", "cy@acme.test", "di@acme.test", "eve@acme.test"],
    },
    from: { name: "Ana", address: "ana@cs.test" },
    to: [
      { name: "Bo Ek", address: "bo@acme.test" },
      { name: "", address: "cy@acme.test" },
    ],
    cc: [{ address: "di@acme.test" }],
    subject: "Your renewal ✓",
    text: "Hi Bo",
    html: "<p>Hi <b>Bo</b></p>",
    message_id: "<run-1@cs.test>",
    sent_twice: false,
  });
  expect(mail?.headers).toMatchObject({
    "x-playbooks-key": "run-1:offer:0",
    "message-id": "<run-1@cs.test>",
  });
  expect(mail?.attachments).toContainEqual(
    expect.objectContaining({ name: "invite.ics", text: invitation }),
  );
  expect(mail?.attachments).toContainEqual({
    name: "offer.pdf",
    type: "application/pdf",
    size: 4,
    text: null,
  });
});

test("mails are found by recipient and after an id", async () => {
  using folder = temporaryFolder();
  await using mailbox = await openMailbox(folder.path);
  await mailbox.sendAll(["a@x.test", "b@x.test", "A@x.test"].map((to) => ({ to })));
  const ids = async (query: string) => (await mailbox.messages(query)).map(({ id }) => id);

  expect(await ids("?to=a@x.test")).toEqual([1, 3]);
  expect(await ids("?after=1")).toEqual([2, 3]);
  expect(await ids("?to=a@x.test&after=1")).toEqual([3]);
  expect(await ids("?to=x.test")).toEqual([]);
});

test("the same Message-ID twice is kept twice and marked", async () => {
  using folder = temporaryFolder();
  await using mailbox = await openMailbox(folder.path);
  const ids = ["<one@cs.test>", "<two@cs.test>", "<one@cs.test>"];
  await mailbox.sendAll(ids.map((messageId) => ({ to: "a@x.test", messageId })));

  const marks = (await mailbox.messages()).map(({ sent_twice }) => sent_twice);

  expect(marks).toEqual([true, false, true]);
});

test("mails outlive a close, and emptying does, too", async () => {
  using folder = temporaryFolder();
  {
    await using mailbox = await openMailbox(folder.path);
    await mailbox.send({ to: "gone@x.test" });
    await fetch(`${mailbox.url}/_control/mail`, { method: "DELETE" });
    await mailbox.send({ to: "kept@x.test", subject: "kept" });
  }

  await using mailbox = await openMailbox(folder.path);
  await mailbox.send({ to: "new@x.test", subject: "new" });

  const mails = await mailbox.messages();
  expect(mails.map(({ id, subject }) => [id, subject])).toEqual([
    [2, "kept"],
    [3, "new"],
  ]);
});

test.for([
  [{ phase: "connect", code: 421 }, 421, 0],
  [{ phase: "mail", code: 451 }, 451, 0],
  [{ phase: "rcpt", code: 550, text: "no such user" }, 550, 0],
  [{ phase: "rcpt", code: 550, to: "other@x.test" }, null, 1],
  [{ phase: "data", code: 554 }, 554, 0],
  [{ phase: "after_data", code: 451 }, 451, 1],
  [{ phase: "connect", drop: true }, "dropped", 0],
  [{ phase: "mail", drop: true }, "dropped", 0],
  [{ phase: "data", drop: true }, "dropped", 0],
  [{ phase: "after_data", drop: true }, "dropped", 1],
  [{ phase: "data", hang_ms: 50 }, null, 1],
] as const)("the scripted failure %j is met once", async ([fault, expected, kept]) => {
  using folder = temporaryFolder();
  await using mailbox = await openMailbox(folder.path);
  await mailbox.fail(fault);

  const outcome = await mailbox.send({ to: "a@x.test" }).then(
    () => null,
    (error: unknown) =>
      error instanceof Error && "responseCode" in error ? error.responseCode : "dropped",
  );

  expect(outcome ?? null).toBe(expected);
  expect(await mailbox.messages()).toHaveLength(kept);
  if (!("to" in fault)) await mailbox.send({ to: "a@x.test", subject: "the next one" });
});

test("a failure may be met several times, and none that fails at nothing is taken", async () => {
  using folder = temporaryFolder();
  await using mailbox = await openMailbox(folder.path);
  await mailbox.fail({ phase: "mail", code: 421, times: 2 });
  for (const _ of [1, 2])
    await expect(mailbox.send({ to: "a@x.test" })).rejects.toMatchObject({ responseCode: 421 });
  await mailbox.send({ to: "a@x.test" });

  await expect(mailbox.fail({ phase: "mail" })).rejects.toThrow(/^400 /);
  await expect(mailbox.fail({ phase: "later", code: 500 })).rejects.toThrow(/^400 /);
});

test("only pages of this machine get an answer", async () => {
  using folder = temporaryFolder();
  await using mailbox = await openMailbox(folder.path);
  const { host, port } = new URL(mailbox.url);
  // fetch would not let a test choose its Host
  async function status(path: string, headers: OutgoingHttpHeaders): Promise<number> {
    const request = get({ host: "127.0.0.1", port, path, headers });
    const [response] = Answered.parse(await once(request, "response"));
    request.destroy();
    return response.statusCode;
  }

  for (const path of ["/mail", "/mail/1/html", "/mail/changes", "/_control/mail"]) {
    expect(await status(path, { host: `evil.test:${port}` }), path).toBe(403);
    expect(await status(path, { host, origin: "null" }), path).toBe(403);
    expect(await status(path, { host, origin: "http://evil.test" }), path).toBe(403);
  }
  expect(await status("/mail", { host: `localhost:${port}` })).toBe(200);
  expect(await status("/mail", { host, origin: `http://${host}` })).toBe(200);
  expect(await status("/mailing", { host: "evil.test" })).toBe(418);
});

test("a name and a password are taken, whatever they are", async () => {
  using folder = temporaryFolder();
  await using mailbox = await openMailbox(folder.path);
  const url = mailbox.smtpUrl.replace("//", "//ana:secret@");

  await createTransport(url).sendMail({ from: "ana@cs.test", to: "a@x.test", text: "Hi" });

  expect(await mailbox.messages()).toHaveLength(1);
});

test("a mail port that is taken is said so", async () => {
  using folder = temporaryFolder();
  await using mailbox = await openMailbox(folder.path);
  const port = Number(new URL(mailbox.smtpUrl).port);
  using other = temporaryFolder();
  const second = createMailbox({ folder: other.path, port, log: silent, clock: mailbox.clock });

  await expect(second).rejects.toBeInstanceOf(UserError);
});
