import addFormats from "ajv-formats";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { playbookJsonSchema } from "../../src/playbook/json-schema.ts";
import { libraryIds, librarySource } from "../support/library.ts";

const ajv = addFormats.default(new Ajv2020({ strict: false }));
const matches = ajv.compile(playbookJsonSchema());

test.each(libraryIds)("an editor that knows the schema accepts the library's %s", (id) => {
  expect(matches(parse(librarySource(id)))).toBe(true);
});

test("and refuses what the reader would, however deep it stands", () => {
  const steps = (step: string) => `format: 1
id: trial
name: Trial
goal: Try it.
steps:
  - id: route
    do: if
    paths:
      - name: A
        steps:
          - ${step}
`;

  expect(matches(parse(steps("{ id: a, do: message, text: Hi }")))).toBe(true);
  expect(matches(parse(steps("{ id: a, do: message }")))).toBe(false);
  expect(matches(parse(steps("{ id: a, do: massage, text: Hi }")))).toBe(false);
  expect(matches(parse(steps("{ id: a, do: message, text: Hi, subject: Hi }")))).toBe(false);
  expect(matches({ ...parse(steps("{ id: a, do: message, text: Hi }")), format: 2 })).toBe(false);
});
