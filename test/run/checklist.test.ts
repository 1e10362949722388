import { expect, test } from "vitest";
import { type ChecklistFacts, checklistOf } from "../../src/run/checklist.ts";

const nothing: ChecklistFacts = {
  reviewed: null,
  prerequisites: [],
  channels: [],
  monitors: [],
  criteria: { measured: 0, asked: 0 },
  customer: null,
  rehearsed: null,
  told: { to: [], delivered: [] },
};
const so = { say: "A", met: true, because: "" };
const at = new Date("2026-11-20T10:00:00Z");

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
  ["a rollback nobody tried", { rehearsed: { at: null } }, { "Rolling back was rehearsed": false }],
  ["one somebody tried", { rehearsed: { at } }, {}],
  ["a notice on its way", { told: { to: ["ana", "ben"], delivered: ["ana"] } }, {}],
  [
    "a notice that arrived",
    { told: { to: ["ana", "ben"], delivered: ["ben", "ana"] } },
    { "Everybody concerned has been told": true },
  ],
];

test.each(cases)("%s", (_name, facts, differs) => {
  const standing = checklistOf({ ...nothing, ...facts }).map(({ say, met }) => [say, met]);

  expect(Object.fromEntries(standing)).toEqual({
    "Looked at by a lead": null,
    "Prerequisites are met": true,
    "A snapshot is kept": true,
    "What it watches can be read": true,
    "I can post in its channels": true,
    "Rolling back was rehearsed": true,
    "Its criteria can be judged": true,
    "Everybody concerned has been told": null,
    ...differs,
  });
});
