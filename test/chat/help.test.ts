import { expect, test } from "vitest";
import { helpOf, nearestSentence } from "../../src/chat/verbs/help.ts";
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
  const { groups } = helpOf(verbs, null);

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
  expect(nearestSentence(verbs, "runn renewal for Acme")).toBe("run renewal for Acme");
});
