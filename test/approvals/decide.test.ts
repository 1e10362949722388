import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { hashOf } from "../../src/approvals/content.ts";
import { decide, type Word } from "../../src/approvals/decide.ts";
import { settleApproval } from "../../src/engine/signal.ts";
import { findApproval } from "../../src/store/approvals.ts";
import {
  createEngine,
  day,
  mailStep,
  maya,
  playbookWith,
  priya,
  tom,
  workspaceId,
} from "../support/engine.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());
const needs = { pool: it.needs.pool, settle: settleApproval(it.needs.jobs) };

// Acme's csm is Maya, and she wrote the playbook; Priya leads her; Tom owns it
const note = "  - id: note\n    do: message\n    text: Done.\n";
await it.write(playbookWith("mail", mailStep + note, 'owner: "@tom"\n'));
const second = "    approval:\n      second_person: true\n";
await it.write(playbookWith("second", mailStep + second + note, 'owner: "@tom"\n'));
await it.write(
  playbookWith("lead", `${mailStep}    approval:\n      who: manager\n${note}`, 'owner: "@tom"\n'),
);

async function asked(playbook = "mail") {
  const runId = await it.run(playbook, "acme-robotics");
  return { runId, approval: await it.approval(runId) };
}

type Asked = Awaited<ReturnType<typeof asked>>;

function say({ approval }: Asked, word: Word, by = maya, sha256 = approval.contentSha256) {
  return decide(needs, {
    workspaceId,
    approvalId: approval.id,
    sha256,
    by,
    word,
    at: it.clock.now(),
  });
}

const approve: Word = { is: "approve" };
const edit = (body: string, subject = "Hello"): Word => ({
  is: "edit",
  parts: { subject, body },
});
const reject = (next: "send_back" | "skip" | "stop"): Word => ({
  is: "reject",
  next,
  reason: "too early",
});
const words: Record<string, Word> = {
  approve,
  edit: edit("New words"),
  "send back": reject("send_back"),
  skip: reject("skip"),
  stop: reject("stop"),
};

async function became({ runId, approval }: Asked) {
  await it.settle();
  const row = await findApproval(it.tenant, approval.id);
  const mails = it.sent.filter(({ key }) => key.startsWith(runId));
  return { row, mails, run: await it.execution(runId), mail: await it.step(runId, "mail") };
}

describe("an approver's word", () => {
  test("yes: exactly what was shown is sent", async () => {
    const one = await asked();

    expect(await say(one, approve)).toMatchObject({ is: "recorded", sends: true });

    const { row, mails, run } = await became(one);
    expect(row).toMatchObject({ status: "approved", decidedBy: maya, decidedAt: expect.any(Date) });
    expect(mails).toMatchObject([{ subject: "Hello Acme Robotics", body: "Hi Dana" }]);
    expect(run).toMatchObject({ result: "succeeded" });
  });

  test("an edit saves and sends in one go", async () => {
    const one = await asked();

    const verdict = await say(one, edit("Hello Dana,\n\nnew words\n\n", " New\r\nsubject "));

    expect(verdict).toMatchObject({
      is: "recorded",
      sends: true,
      approval: { revision: 2, editedBy: maya },
    });
    const { row, mails } = await became(one);
    expect(mails).toMatchObject([{ subject: "New subject", body: "Hello Dana,\n\nnew words" }]);
    expect(row).toMatchObject({ status: "approved", editedBy: maya, revision: 2 });
    expect(row && hashOf(row.content)).toBe(row?.contentSha256);
  });

  test("no, and skip: the run goes on without it", async () => {
    const one = await asked();

    await say(one, reject("skip"));

    const { row, mails, run, mail } = await became(one);
    expect(row).toMatchObject({ status: "skipped", reason: "too early" });
    expect([mails, run.result, mail.status, mail.note]).toEqual([
      [],
      "succeeded",
      "skipped",
      "too early",
    ]);
  });

  test("no, and stop: the run ends", async () => {
    const one = await asked();

    await say(one, reject("stop"), priya).then((verdict) => expect(verdict.is).toBe("not-yours"));
    await say(one, reject("stop"));

    const { row, mails, run } = await became(one);
    expect(row).toMatchObject({ status: "stopped" });
    expect([mails, run.result, run.reason]).toEqual([[], "stopped", "too early"]);
  });

  test("no, and back to be changed: it stays open until somebody changes it", async () => {
    const one = await asked();

    await say(one, reject("send_back"));
    expect((await became(one)).row).toMatchObject({
      status: "sent back",
      reason: "too early",
      decidedAt: null,
    });
    // who started it may rewrite it, but not say yes to it
    const rewritten = await say(one, edit("Better words"), tom);
    expect(rewritten).toMatchObject({
      is: "recorded",
      sends: false,
      approval: { status: "pending", reason: null },
    });
    expect(await say(one, approve)).toMatchObject({ is: "changed" });
    await say(one, approve, maya, rewritten.approval.contentSha256);

    const { mails } = await became(one);
    expect(mails).toMatchObject([{ body: "Better words" }]);
  });

  test("an empty mail is no edit", async () => {
    const one = await asked();

    await expect(say(one, edit(" \n "))).rejects.toThrow("A mail needs a text.");
    await expect(say(one, edit("Words", " "))).rejects.toThrow("A mail needs a subject.");

    expect((await became(one)).row).toMatchObject({ status: "pending", revision: 1 });
  });
});

describe("who may say what", () => {
  // of the mail that the manager decides about; Maya is the csm, Tom the owner, Alex nobody in particular
  const alex = "UALEX0001";
  const pending: [string, string, string][] = [
    ["approve", maya, "not-yours"],
    ["approve", tom, "not-yours"],
    ["approve", alex, "not-yours"],
    ["approve", priya, "recorded"],
    ["edit", maya, "recorded"],
    ["edit", tom, "recorded"],
    ["edit", alex, "not-yours"],
    ["edit", priya, "recorded"],
    ["send back", maya, "not-yours"],
    ["skip", maya, "not-yours"],
    ["stop", tom, "not-yours"],
    ["send back", priya, "recorded"],
    ["skip", priya, "recorded"],
    ["stop", priya, "recorded"],
  ];

  test.each(pending)("while it is open: %s by %s is %s", async (word, by, is) => {
    const one = await asked("lead");

    expect((await say(one, words[word] ?? approve, by)).is).toBe(is);
  });

  const sentBack: [string, string, string][] = [
    ["approve", maya, "not-yours"],
    ["approve", priya, "recorded"],
    ["edit", maya, "recorded"],
    ["edit", alex, "not-yours"],
    // what came back is the writer's to give up
    ["skip", maya, "recorded"],
    ["stop", tom, "recorded"],
    ["skip", alex, "not-yours"],
    ["send back", priya, "late"],
    ["send back", maya, "late"],
  ];

  test.each(sentBack)("once it was sent back: %s by %s is %s", async (word, by, is) => {
    const one = await asked("lead");
    await say(one, reject("send_back"), priya);

    expect((await say(one, words[word] ?? approve, by)).is).toBe(is);
  });

  const closed: [string, Word][] = [
    ["approved", approve],
    ["skipped", reject("skip")],
    ["stopped", reject("stop")],
    ["edited and sent", edit("Other words")],
  ];

  test.each(closed)("once it is %s every word is late, whoever says it", async (_name, first) => {
    const one = await asked();
    const { approval } = await say(one, first);

    for (const word of Object.values(words))
      for (const by of [maya, priya, alex])
        expect(await say(one, word, by, approval.contentSha256)).toMatchObject({
          is: "late",
          approval: { decidedBy: maya },
        });
  });
});

describe("a second person", () => {
  test("is never who wrote or started it", async () => {
    const one = await asked("second");

    expect((await say(one, approve, maya)).is).toBe("not-yours");
    expect((await say(one, approve, priya)).is).toBe("recorded");
  });

  test("is asked again after an approver's own edit, and is somebody else", async () => {
    const one = await asked("second");

    const edited = await say(one, edit("Their words"), priya);
    expect(edited).toMatchObject({ is: "recorded", sends: false });
    const sha256 = edited.approval.contentSha256;
    expect((await say(one, approve, priya, sha256)).is).toBe("not-yours");
    expect((await say(one, approve, tom, sha256)).is).toBe("recorded");

    expect((await became(one)).mails).toMatchObject([{ body: "Their words" }]);
  });
});

describe("what was shown", () => {
  test("is what is decided about: another text is told to have changed", async () => {
    const one = await asked();
    await say(one, edit("Rewritten"), tom);

    for (const word of Object.values(words)) expect((await say(one, word)).is).toBe("changed");
    expect((await became(one)).mails).toEqual([]);
  });

  test("is to whom it goes, too", async () => {
    const { approval } = await asked();
    const { content } = approval;
    if (content.kind !== "email") throw new Error("no mail");
    const others = [
      { ...content, subject: "x" },
      { ...content, body: "x" },
      { ...content, to: { ...content.to, address: "x@y.example" } },
      { ...content, to: { ...content.to, name: "x" } },
      { ...content, from: { ...content.from, name: "x" } },
      { ...content, from: { ...content.from, address: null } },
    ];

    expect(hashOf(content)).toBe(approval.contentSha256);
    expect(new Set([content, ...others].map(hashOf)).size).toBe(others.length + 1);
  });

  test("no longer exists, or never did", async () => {
    const one = await asked();
    const gone = { ...one, approval: { ...one.approval, id: randomUUID() } };

    await expect(say(gone, approve)).rejects.toThrow("no longer exists. Nothing was sent.");
  });
});

describe("many words at once", () => {
  test.each(Object.entries(words))("of twenty clicks on %s one counts", async (name, word) => {
    const one = await asked();

    const verdicts = await Promise.all(Array.from({ length: 20 }, () => say(one, word)));

    const recorded = verdicts.filter(({ is }) => is === "recorded");
    expect(recorded).toHaveLength(1);
    const { mails, row } = await became(one);
    expect(mails).toHaveLength(name === "approve" || name === "edit" ? 1 : 0);
    expect(row?.revision).toBe(name === "edit" ? 2 : 1);
  });

  test("of all words at once one counts, and all the others are told", async () => {
    for (let i = 0; i < 5; i++) {
      const one = await asked();
      const all = [
        approve,
        reject("skip"),
        reject("stop"),
        approve,
        reject("skip"),
        edit("Other words"),
      ];

      const verdicts = await Promise.all(all.map((word) => say(one, word)));

      expect(verdicts.filter(({ is }) => is === "recorded")).toHaveLength(1);
      const { row, mails } = await became(one);
      const sends = verdicts.some((verdict) => verdict.is === "recorded" && verdict.sends);
      expect(mails).toHaveLength(sends ? 1 : 0);
      expect(row?.decidedAt).toEqual(expect.any(Date));
    }
  });

  test("every word that counted is on record, and no other", async () => {
    const one = await asked();
    await say(one, edit("Rewritten"), tom);
    await say(one, approve);
    const row = await findApproval(it.tenant, one.approval.id);
    await say(one, reject("send_back"), maya, row?.contentSha256);
    await say(one, approve, priya, row?.contentSha256);
    await say(one, approve, maya, row?.contentSha256);

    const entries = await it.rows(
      "select actor, action from audit_log where subject = $1 order by id",
      [`approval:${one.approval.id}`],
    );

    expect(entries).toEqual([
      { actor: tom, action: "approval edit" },
      { actor: maya, action: "approval reject" },
      { actor: maya, action: "approval approve" },
    ]);
  });
});

test("a word on a run that has ended is late", async () => {
  await it.write(playbookWith("ends", `${mailStep}    timeout: 1 day\n`));
  const one = await asked("ends");
  await it.pass(day);

  expect(await say(one, approve)).toMatchObject({
    is: "late",
    approval: { status: "void", decidedBy: null, reason: "nobody decided in time" },
  });
});
