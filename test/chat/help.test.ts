import { expect, test } from "vitest";
import { helpOf, notUnderstood } from "../../src/chat/verbs/help.ts";
import { verbs } from "../../src/chat/verbs/all.ts";

// what is described rather than quoted
const described = ["a playbook's whole YAML", "pause, resume or cancel"];

const lines = verbs.flatMap((verb) => verb.help.map(({ say }) => [say, verb.name] as const));

function hearerOf(sentence: string): string | undefined {
  return verbs.find((verb) => verb.reads(sentence) !== null)?.name;
}

test.each(lines.filter(([say]) => !described.includes(say)))(
  "what help says works as it stands: %s",
  (say, name) => {
    expect(hearerOf(say)).toBe(name);
  },
);

test("help is made of what the verbs say of themselves, and of nothing else", () => {
  const { groups } = helpOf(verbs, null, true);

  expect(groups.map(({ title }) => title)).toEqual(["Write", "Run", "Look"]);
  const said = groups.flatMap((group) => group.lines.map(({ say }) => say));
  expect(said.toSorted()).toEqual(lines.map(([say]) => say).toSorted());
});

// what somebody wants to know who has never seen the bot
test.each([
  ["how to write one", /^create a playbook/],
  ["what a run would do", /shows what would happen/],
  ["how it starts by itself", /lets it start by itself/],
  ["how to change one", /change it/],
  ["how to hold a run", /pause/],
  ["how to say yes", /^approve/],
  ["what is under way", /under way/],
  ["how it goes", /how many succeeded/],
])("help tells %s", (_what, words) => {
  const said = helpOf(verbs, null).groups.flatMap((group) =>
    group.lines.flatMap(({ say, does }) => [say, does]),
  );

  expect(said.some((it) => words.test(it))).toBe(true);
});

test.each([
  ["change renewal", "show"],
  ["edit the Renewal, 90 days out playbook", "show"],
  ["list risk", "list"],
  ["preview renewal for Acme", "run"],
  ["resume for Acme", "pause"],
  ["runs for Acme", "runs"],
])("%s is heard by %s", (sentence, name) => {
  expect(hearerOf(sentence)).toBe(name);
});

test("talk between people is no change of a playbook", () => {
  expect(hearerOf("change the date to Monday, please")).toBeUndefined();
});

test("a word that is nearly one is said again with the rest of its sentence", () => {
  expect(notUnderstood(verbs, "runn renewal for Acme")).toMatchObject({
    is: "help",
    nearest: "run renewal for Acme",
    tries: [{ act: "say", value: "run renewal for Acme" }],
  });
});

test.each(["event Champion!! for Acme", `evnt champion.left ${"very ".repeat(500)}`, "evnt"])(
  "what would not be understood either is not offered, but how it is said: %s",
  (sentence) => {
    expect(notUnderstood(verbs, sentence)).toEqual({
      is: "words",
      text: "I do not understand that. Say, for example, “event champion.left for Acme” or “event customer.updated for Acme health=40”.",
      buttons: [],
    });
  },
);

function hearerBesideDraft(sentence: string): string | undefined {
  return verbs.find((verb) => verb.besideDraft?.test(sentence) && verb.reads(sentence))?.name;
}

test.each([
  "make the wait 5 days",
  "start 60 days before renewal",
  "run it weekly",
  "set up a call after the mail",
  "write the mail more warmly",
  "turn off the approval of the mail",
  "pause for 5 days",
  "stop",
  "report in #renewals",
  "show it in #renewals",
  "new subject: Hello",
])("in a draft's thread it is a change: %s", (sentence) => {
  expect(hearerBesideDraft(sentence)).toBeUndefined();
});

test.each([
  ["list", "list"],
  ["stats 30 days", "stats"],
  ["runs for Acme", "runs"],
  ["help", "help"],
  ["event champion.left for Acme", "event"],
  ["create a playbook for onboarding", "create"],
])("and %s is not", (sentence, name) => {
  expect(hearerBesideDraft(sentence)).toBe(name);
});
