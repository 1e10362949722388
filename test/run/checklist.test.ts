import { expect, test } from "vitest";
import { type ChecklistFacts, checklistOf } from "../../src/run/checklist.ts";

const nothing: ChecklistFacts = {
  reviewed: null,
  prerequisites: [],
  channels: [],
  monitors: [],
  criteria: [],
  snapshot: { customer: null, fields: [], sets: false },
  back: { takes: [], stays: [], rehearsed: null },
  told: { to: [], delivered: [], by: null, at: null },
};
const so = { say: "A", met: true, because: "" };
const at = new Date("2026-11-20T10:00:00Z");
const back = {
  takes: ["Set health back"],
  stays: [{ step: "Send the offer", why: "a mail cannot be taken back" }],
  rehearsed: { by: "ana", at },
};
const told = { to: ["ana", "ben"], delivered: ["ben", "ana"], by: "tom", at };

const cases: [string, Partial<ChecklistFacts>, Record<string, boolean | null>][] = [
  ["what needs nothing is ticked, what people do is not", {}, {}],
  ["a lead's look", { reviewed: { by: "ana", at } }, { "Looked at by a lead": true }],
  ["met prerequisites", { prerequisites: [so] }, {}],
  [
    "one that is not measured so",
    { prerequisites: [so, { ...so, met: false }] },
    { "Prerequisites are met": false },
  ],
  [
    "one that is still to be asked",
    { prerequisites: [{ ...so, met: null, asked: "ana" }] },
    { "Prerequisites are met": null },
  ],
  [
    "one that cannot be measured",
    { prerequisites: [{ ...so, met: null }] },
    { "Prerequisites are met": false },
  ],
  [
    "no way into a channel",
    { channels: [{ ...so, met: false }] },
    { "I can post in its channels": false },
  ],
  [
    "something unknown to watch",
    { monitors: [{ ...so, met: false }] },
    { "What it watches can be read": false },
  ],
  [
    "a rollback nobody tried",
    { back: { ...back, rehearsed: null } },
    { "Rolling back was rehearsed": false },
  ],
  ["one somebody tried", { back }, {}],
  ["one that takes nothing back, as the playbook says why", { back: { ...back, takes: [] } }, {}],
  [
    "a criterion that nobody can judge",
    { criteria: [so, { ...so, met: false }] },
    { "Its criteria can be judged": false },
  ],
  [
    "changes of no customer",
    { snapshot: { customer: null, fields: [], sets: true } },
    { "What it changes is kept as it was": false },
  ],
  ["a notice on its way", { told: { ...told, delivered: ["ana"] } }, {}],
  ["a notice that arrived", { told }, { "Everybody concerned has been told": true }],
];

test.each(cases)("%s", (_name, facts, differs) => {
  const standing = checklistOf({ ...nothing, ...facts }).map(({ say, met }) => [say, met]);

  expect(Object.fromEntries(standing)).toEqual({
    "Looked at by a lead": null,
    "Prerequisites are met": true,
    "What it changes is kept as it was": true,
    "What it watches can be read": true,
    "I can post in its channels": true,
    "Rolling back was rehearsed": true,
    "Its criteria can be judged": true,
    "Everybody concerned has been told": null,
    ...differs,
  });
});
