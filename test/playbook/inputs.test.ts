import { expect, test } from "vitest";
import type { Playbook } from "../../src/playbook/playbook.ts";
import { fillInputs } from "../../src/playbook/inputs.ts";

const playbook: Playbook = {
  format: 1,
  id: "offer",
  name: "Offer",
  goal: "Offer something.",
  inputs: {
    discount: { type: "number", default: 10, min: 0, max: 30 },
    reason: { type: "text" },
    term: { type: ["one year", "two years"], default: "one year" },
  },
  steps: [{ id: "note", do: "message" }],
};

test("what was given counts, else the default", () => {
  expect(fillInputs(playbook, { discount: "15", reason: "late" })).toEqual({
    values: { discount: 15, reason: "late", term: "one year" },
    missing: [],
    wrong: {},
  });
});

test("an input that was left empty has its default, or is missing", () => {
  expect(fillInputs(playbook, { discount: "", reason: " ", term: null })).toEqual({
    values: { discount: 10, term: "one year" },
    missing: ["reason"],
    wrong: {},
  });
});

test("what is of another kind or out of its limits is wrong, and no value", () => {
  expect(fillInputs(playbook, { discount: 31, reason: "x", term: "ten years" })).toEqual({
    values: { reason: "x" },
    missing: [],
    wrong: { discount: "At most 30.", term: "Choose one year or two years." },
  });
  expect(fillInputs(playbook, { discount: -1, reason: "x" }).wrong).toEqual({
    discount: "At least 0.",
  });
  for (const discount of [0, 30])
    expect(fillInputs(playbook, { discount, reason: "x" }).values).toMatchObject({ discount });
});

test("what nobody asked for is left out, and names of the language itself are no values", () => {
  const given = JSON.parse('{ "reason": "x", "other": 1, "__proto__": { "discount": 20 } }');

  expect(fillInputs(playbook, given).values).toEqual({
    discount: 10,
    reason: "x",
    term: "one year",
  });
});

test("a playbook without inputs needs none", () => {
  const { inputs: _inputs, ...without } = playbook;

  expect(fillInputs(without, { a: 1 })).toEqual({ values: {}, missing: [], wrong: {} });
});
