import { afterAll, expect, test } from "vitest";
import { reassignRun, reassignStep } from "../../src/engine/reassign.ts";
import { createEngine, mailStep, maya, playbookWith, priya, tom } from "../support/engine.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());

const call = "  - id: call\n    do: task\n    title: Call\n    who: csm\n";
await it.write(playbookWith("task", call));
await it.write(playbookWith("mail", `${mailStep}${call}`));

const give = (runId: string, stepId: string, to: string) =>
  reassignStep(it.control, { ...it.press(runId, priya), stepId, iteration: 1, to });

test("a task is somebody else's from now on; said twice it is given once", async () => {
  const runId = await it.run("task", "acme-robotics");

  const pressed = await Promise.all([give(runId, "call", tom), give(runId, "call", tom)]);

  expect(pressed.toSorted()).toEqual([false, true]);
  expect((await it.step(runId, "call")).ask?.who).toBe(tom);
  await it.answer(runId, "call", {}, tom);
  expect(await give(runId, "call", maya)).toBe(false);
});

test("an approval is somebody else's to decide, and no longer the first one's", async () => {
  const runId = await it.run("mail", "acme-robotics");

  await give(runId, "mail", tom);

  expect((await it.approval(runId)).approvers).toEqual([
    { id: tom, because: expect.stringContaining("gave it to you") },
  ]);
  // sent back, it is theirs to change
  expect((await it.approval(runId)).editors).toContain(tom);
  expect(await it.approve(runId, maya)).toMatchObject({ is: "not-yours" });
  expect(await it.approve(runId, tom)).toMatchObject({ is: "recorded" });
});

test("an approval that wants a second person goes to nobody who wrote, started or changed it", async () => {
  const second = "    approval: { who: manager, second_person: true }\n";
  await it.write(playbookWith("second", mailStep + second));
  const runId = await it.run("second", "kestrel-health");
  await it.decide(runId, { is: "edit", parts: { subject: "Hello", body: "Hi" } }, tom);

  for (const person of [maya, tom])
    await expect(give(runId, "mail", person)).rejects.toThrow("cannot approve it");

  expect((await it.approval(runId)).approvers).toMatchObject([{ id: priya }]);
});

test("with a run only what is its csm's goes to somebody else", async () => {
  const others = `  - id: all
    do: parallel
    steps:
      - { id: lead, do: task, title: Look, who: manager }
${mailStep.replaceAll(/^/gm, "    ").trimEnd()}
        approval: { who: manager }
`;
  await it.write(playbookWith("others", others));
  const runId = await it.run("others", "acme-robotics");

  await reassignRun(it.control, { ...it.press(runId), to: tom });

  expect((await it.step(runId, "lead")).ask?.who).toBe(priya);
  expect((await it.approval(runId)).approvers).toMatchObject([{ id: priya }]);
});

test("a run is somebody else's for the rest of it: what is open, and what is to come", async () => {
  const runId = await it.run("mail", "acme-robotics");

  expect(await reassignRun(it.control, { ...it.press(runId), to: tom })).toBe(true);
  expect(await reassignRun(it.control, { ...it.press(runId), to: tom })).toBe(false);
  await it.approve(runId, tom);

  expect((await it.step(runId, "call")).ask?.who).toBe(tom);
  expect((await it.execution(runId)).csm).toBe(tom);
});

test("the runs inside it are theirs, too: what is open, what is to come, and those that begin later", async () => {
  const part = (id: string) => `  - { id: ${id}, do: playbook, playbook: inner }\n`;
  await it.write(playbookWith("inner", `${call}${call.replaceAll("call", "again")}`));
  await it.turnOn("inner");
  await it.write(playbookWith("outer", part("one") + part("two")));
  const outer = await it.run("outer", "acme-robotics");
  const [first] = await it.runs("inner");
  const inner = first?.execution.id ?? "";

  await reassignRun(it.control, { ...it.press(outer), to: tom });
  await it.settle();

  expect((await it.step(inner, "call")).ask?.who).toBe(tom);
  await it.answer(inner, "call", {}, tom);
  expect((await it.step(inner, "again")).ask?.who).toBe(tom);
  await it.answer(inner, "again", {}, tom);
  const later = (await it.runs("inner")).find(({ execution }) => execution.id !== inner);
  expect((await it.step(later?.execution.id ?? "", "call")).ask?.who).toBe(tom);
});

test("a run inside it that somebody else was given stays theirs", async () => {
  const outer = await it.run("outer", "acme-robotics");
  const inside = (await it.runs("inner")).find(
    ({ execution }) => execution.parent?.runId === outer,
  );
  const inner = inside?.execution.id ?? "";
  await reassignRun(it.control, { ...it.press(inner), to: priya });

  await reassignRun(it.control, { ...it.press(outer), to: tom });

  expect((await it.step(inner, "call")).ask?.who).toBe(priya);
});

test("a run is given all the same where they may not approve something: that stays, and they are told", async () => {
  const second = "    approval: { who: csm, second_person: true }\n";
  await it.write(playbookWith("second-csm", mailStep + second + call));
  const runId = await it.run("second-csm", "kestrel-health", {}, priya);
  const had = (await it.approval(runId)).approvers;

  expect(await reassignRun(it.control, { ...it.press(runId, priya), to: maya })).toBe(true);

  expect((await it.approval(runId)).approvers).toEqual(had);
  expect((await it.execution(runId)).csm).toBe(maya);
  const posts = await it.rows("select message from slack_outbox where key like $1", [
    `reassign:${runId}:%`,
  ]);
  expect(JSON.stringify(posts)).toContain(`One approval stays with <@${had[0]?.id}>`);
});

test("what is asked before a run begins is theirs as well", async () => {
  const first = "prerequisites:\n  - { say: They want it, who: csm }\n";
  await it.write(playbookWith("waits", call, first));
  const runId = await it.run("waits", "acme-robotics", {}, null);

  await reassignRun(it.control, { ...it.press(runId), to: tom });

  expect((await it.execution(runId)).gate).toMatchObject({ who: tom, criteria: [{ asked: tom }] });
});

test("what stands still is shown to whoever has the run now", async () => {
  const credit = "  - { id: credit, do: http, connector: nobody, method: GET, path: /credit }\n";
  await it.write(playbookWith("fails", credit));
  const runId = await it.run("fails", "acme-robotics");
  const shown = () =>
    it.rows("select place from slack_cards where subject = $1 order by place", [
      `${runId}:credit:1`,
    ]);
  const before = await shown();

  await reassignRun(it.control, { ...it.press(runId), to: tom });

  expect(before).not.toContainEqual({ place: tom });
  expect(await shown()).toContainEqual({ place: tom });
});
