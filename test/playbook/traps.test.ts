import { describe, expect, test } from "vitest";
import { trapsIn } from "../../src/playbook/text-traps.ts";

describe("quotes protect a value from being taken for a trap", () => {
  const lines = [
    'subject: "Your order #123"',
    "subject: 'Your order #123'",
    '    subject:  "Note: #1"',
    '  - "call about #5"',
    '  - - "call about #5"',
    '  - title: "Call: #5"',
    '  - title:   "Call: #5"',
    'subject: "{{customer.name}}: #1 of #2"',
    'to: ["a #b", "c: d"]',
    "body: | # a comment #1",
    "body: plain text#1",
    "# only a comment: #1",
  ];

  test.each(lines)("%s", (line) => {
    expect(trapsIn(line)).toEqual([]);
  });
});

test("a block text is words, in a field and as an item of a list", () => {
  const source = `steps:
  - id: a
    body: |
      !a: #b
    output:
      mood:
        - |-
          !tag
          &a: {{b}}
        - >
         # c
`;

  expect(trapsIn(source)).toEqual([]);
});

describe("without them it is one", () => {
  const cases: [string, string, number][] = [
    ["subject: Your order #123", "hash-comment", 20],
    ["  - call about #5", "hash-comment", 15],
    ["channel: #renewals", "hash-comment", 9],
    ["  - title: Call: them", "unquoted-colon", 11],
    ["subject: {{customer.name}}", "unquoted-braces", 9],
    ["when: !a.b", "no-tags", 6],
  ];

  test.each(cases)("%s", (line, code, offset) => {
    expect(trapsIn(line)).toMatchObject([{ code, offset }]);
  });
});
