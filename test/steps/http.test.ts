import { expect, test } from "vitest";
import { describe } from "../../src/playbook/describe.ts";
import { readPlaybook } from "../../src/playbook/read.ts";
import { playbookOf, surroundings } from "../support/library.ts";

const calling = (fields: string) => `format: 1
id: calls
name: Calls
goal: Call another system.
steps:
  - id: credit
    do: http
    connector: billing
${fields.replaceAll(/^/gm, "    ")}
`;

const post = "method: POST\npath: /v1/credits";

test.each([
  ["a way up", "method: GET\npath: /../admin", ["path"]],
  ["no slash", "method: GET\npath: v1/credits", ["path"]],
  ["another host", "method: GET\npath: //evil.example", ["path"]],
  ["a space", "method: GET\npath: /a b", ["path"]],
  ["a name nobody knows in the path", 'method: GET\npath: "/{{customer.nmae}}"', ["path"]],
  ["a name nobody knows in the body", `${post}\nbody: { to: "{{custmer.id}}" }`, ["body", "to"]],
  ["one in a list of the body", `${post}\nbody: { to: ["{{custmer.id}}"] }`, ["body", "to", 0]],
  ["one inside the body", `${post}\nbody: { a: { b: "{{custmer.id}}" } }`, ["body", "a", "b"]],
  ["output of HEAD", "method: HEAD\npath: /v1\noutput: { id: text }", ["output"]],
  ["a body of GET", "method: GET\npath: /v1\nbody: { a: 1 }", ["body"]],
  ["from without output", `${post}\nfrom: { id: data.id }`, ["from", "id"]],
  ["an address as the connector", `${post}\nexpect: 2yy`, ["expect"]],
])("%s is refused when it is saved", (_what, fields, path) => {
  const reading = readPlaybook(calling(fields), surroundings);

  const problems = reading.ok ? [] : reading.problems;
  expect(problems.map((it) => it.path)).toContain(["steps", 0, ...path].join("."));
});

test("its line says whom it calls, and for what", () => {
  const playbook = playbookOf(calling('method: GET\npath: "/v1/{{customer.id}}?all=1"'));

  expect(JSON.stringify(describe(playbook, null))).toContain("Call billing: GET /v1/");
});
