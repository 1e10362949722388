import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { isRecord } from "../../src/grammar/field.ts";
import { type Edit, editPlaybook } from "../../src/playbook/edit.ts";
import { libraryIds, librarySource } from "../support/library.ts";
import { nastyText } from "./nasty.ts";

function edited(source: string, ...edits: Edit[]): string {
  const result = editPlaybook(source, edits);
  if (!result.ok) throw new Error(result.wrong);
  return result.source;
}

function refusal(source: string, edit: Edit): string | null {
  const result = editPlaybook(source, [edit]);
  return result.ok ? null : result.wrong;
}

type Loose = Record<string, unknown>;

/** Every list of steps in a parsed text, with the steps in it. */
function listsIn(value: unknown): Loose[][] {
  if (Array.isArray(value)) {
    const steps = value.filter(isRecord).filter((it) => "id" in it && "do" in it);
    return [...(steps.length > 0 ? [value] : []), ...value.flatMap(listsIn)];
  }
  return isRecord(value) ? Object.values(value).flatMap(listsIn) : [];
}

/** What the text means after an edit, done on its meaning alone. */
function expected(
  source: string,
  change: (list: Loose[], at: number) => void,
  id: string,
): unknown {
  const value: unknown = parse(source);
  for (const list of listsIn(value)) {
    const at = list.findIndex((step) => step["id"] === id);
    if (at !== -1) change(list, at);
  }
  return value;
}

/** The lines a step stands on, found by indentation alone, without the blank ones behind it. */
function linesOf(source: string, id: string): { from: number; to: number } {
  const lines = source.split("\n");
  const from = lines.findIndex((line) => line.trim() === `- id: ${id}`);
  const column = lines[from]?.indexOf("-") ?? 0;
  let to = from + 1;
  while (to < lines.length && (lines[to]?.trim() === "" || indentOf(lines[to]) > column)) to += 1;
  while (lines[to - 1]?.trim() === "") to -= 1;
  return { from, to };
}

function indentOf(line = ""): number {
  return line.length - line.trimStart().length;
}

/** That every line outside these is there as it was, blank ones beside them left out. */
function expectUntouched(
  before: string,
  after: string,
  { from, to }: { from: number; to: number },
) {
  const lines = before.split("\n");
  const head = lines.slice(0, from).join("\n").trimEnd();
  const tail = lines.slice(to).join("\n").trimStart();
  expect(after.startsWith(head)).toBe(true);
  expect(after.endsWith(tail)).toBe(true);
}

const places = libraryIds.flatMap((library) => {
  const source = librarySource(library);
  const steps = listsIn(parse(source)).flat();
  // a counterexample is to show which step it is, and not the whole text
  const shown = (id: unknown) => ({ [fc.toStringMethod]: () => `${library} ${String(id)}` });
  return steps.map((step) => ({ source, id: String(step["id"]), step, ...shown(step["id"]) }));
});
const place = fc.constantFrom(...places);
const runs = { numRuns: 40 };
const fresh = { id: "fresh", do: "message", text: "New: #1" };

describe("an edit changes what it means and no other line", () => {
  test("setting a field, one that is there or a new one", () => {
    fc.assert(
      fc.property(
        place,
        fc.constantFrom("name", "notes", "subject"),
        nastyText,
        (it, field, value) => {
          const after = edited(it.source, { is: "set-field", step: it.id, path: [field], value });

          const set = (list: Loose[], at: number) =>
            Object.assign(list[at] ?? {}, { [field]: value });
          expect(parse(after)).toEqual(expected(it.source, set, it.id));
          expectUntouched(it.source, after, linesOf(it.source, it.id));
        },
      ),
      runs,
    );
  });

  test("setting a field inside another, one that is there or a new one", () => {
    fc.assert(
      fc.property(place, nastyText, (it, value) => {
        const after = edited(it.source, {
          is: "set-field",
          step: it.id,
          path: ["approval", "who"],
          value,
        });

        const set = (list: Loose[], at: number) => {
          const { approval } = list[at] ?? {};
          Object.assign(list[at] ?? {}, {
            approval: { ...(isRecord(approval) && approval), who: value },
          });
        };
        expect(parse(after)).toEqual(expected(it.source, set, it.id));
        expectUntouched(it.source, after, linesOf(it.source, it.id));
      }),
      runs,
    );
  });

  test("removing any field", () => {
    fc.assert(
      fc.property(place, fc.nat(), (it, pick) => {
        const fields = Object.keys(it.step);
        const field = fields[pick % fields.length] ?? "";
        const after = edited(it.source, { is: "remove-field", step: it.id, path: [field] });

        const remove = (list: Loose[], at: number) => void delete list[at]?.[field];
        expect(parse(after)).toEqual(expected(it.source, remove, it.id));
        expectUntouched(it.source, after, linesOf(it.source, it.id));
      }),
      runs,
    );
  });

  test("a step before or after another, at its depth", () => {
    fc.assert(
      fc.property(place, fc.boolean(), nastyText, (it, isAfter, text) => {
        const step = { ...fresh, text };
        const edit = isAfter
          ? ({ is: "insert-step", after: it.id, step } as const)
          : ({ is: "insert-step", before: it.id, step } as const);
        const after = edited(it.source, edit);

        const insert = (list: Loose[], at: number) =>
          void list.splice(isAfter ? at + 1 : at, 0, step);
        expect(parse(after)).toEqual(expected(it.source, insert, it.id));
        const { from, to } = linesOf(it.source, it.id);
        const line = isAfter ? to : from;
        expectUntouched(it.source, after, { from: line, to: line });
      }),
      runs,
    );
  });

  test("a step instead of another", () => {
    fc.assert(
      fc.property(place, nastyText, (it, text) => {
        const step = { ...fresh, text };
        const after = edited(it.source, { is: "replace-step", id: it.id, step });

        const replace = (list: Loose[], at: number) => void list.splice(at, 1, step);
        expect(parse(after)).toEqual(expected(it.source, replace, it.id));
        expectUntouched(it.source, after, linesOf(it.source, it.id));
      }),
      runs,
    );
  });

  test("removing a step, unless it is the only one", () => {
    fc.assert(
      fc.property(place, (it) => {
        const alone = listsIn(parse(it.source)).some(
          (list) => list.length === 1 && list[0]?.["id"] === it.id,
        );
        const result = editPlaybook(it.source, [{ is: "remove-step", id: it.id }]);

        expect(result.ok).toBe(!alone);
        const after = result.ok ? result.source : it.source;
        const remove = (list: Loose[], at: number) => void (alone || list.splice(at, 1));
        expect(parse(after)).toEqual(expected(it.source, remove, it.id));
        expectUntouched(it.source, after, linesOf(it.source, it.id));
        // the gap between its neighbours is the one there was
        expect(after).not.toMatch(/\n\n\n/);
      }),
      runs,
    );
  });

  test("setting a field back gives the text there was", () => {
    fc.assert(
      fc.property(place, nastyText, (it, value) => {
        const set = (to: unknown): Edit => ({
          is: "set-field",
          step: it.id,
          path: ["name"],
          value: to,
        });
        const once = edited(it.source, set(it.step["name"]));

        expect(edited(it.source, set(value), set(it.step["name"]))).toBe(once);
      }),
      runs,
    );
  });
});

const written = `# Ours.
format: 1 # the only one
id: trial
name: Trial # short
goal: Try it.
owner: manager

# who it is for
inputs:
  amount:
    type: number
    default: 10 # percent
steps:
  # the beginning
  - id: first
    do: message
    text: |
      One.

      Two.

  # the middle
  - do: email
    id: mail
    to: [sponsor, champion]
    approval: { who: csm, on_reject: skip }
    subject: Hi # said short
    body: Hi
  - id: route
    do: if
    paths:
      - name: A
        when: inputs.amount > 1
        steps:
          - { id: inner, do: message, text: "a, b: c" }
          - id: other
            do: message
            text: Other.
  # the end`;

describe("comments and gaps", () => {
  test("stay where they are when their neighbours change", () => {
    const after = edited(
      written,
      { is: "set-field", step: null, path: ["name"], value: "Test" },
      { is: "set-field", step: null, path: ["inputs", "amount", "default"], value: 12 },
      { is: "set-field", step: "first", path: ["text"], value: "One.\n\nThree.\n" },
      { is: "remove-field", step: null, path: ["owner"] },
    );

    expect(after).toBe(
      `${written}\n`
        .replace("name: Trial # short", "name: Test # short")
        .replace("default: 10 # percent", "default: 12 # percent")
        .replace("Two.", "Three.")
        .replace("owner: manager\n", ""),
    );
  });

  test("a field of the top is found by no step's name, and the other way round", () => {
    expect(refusal(written, { is: "set-field", step: "A", path: ["when"], value: "true" })).toBe(
      'There is no step "A".',
    );
    expect(refusal(written, { is: "remove-field", step: "mail", path: ["goal"] })).toBe(
      'There is no field "goal".',
    );
  });

  test("a step written in another order keeps it", () => {
    const after = edited(written, {
      is: "set-field",
      step: "mail",
      path: ["subject"],
      value: "Hello",
    });

    expect(after).toBe(`${written}\n`.replace("subject: Hi #", "subject: Hello #"));
    expect(edited(written, { is: "remove-field", step: "mail", path: ["do"] })).toBe(
      `${written}\n`.replace("- do: email\n    id: mail", "- id: mail"),
    );
  });
});

describe("what stands inside { } or [ ]", () => {
  test("is written anew on its line", () => {
    const after = edited(
      written,
      { is: "set-field", step: "inner", path: ["text"], value: "x: y, z" },
      { is: "remove-field", step: "mail", path: ["approval", "on_reject"] },
      { is: "set-field", step: "mail", path: ["to"], value: ["primary"] },
    );

    expect(parse(after)).toMatchObject({
      steps: [
        {},
        { approval: { who: "csm" }, to: ["primary"] },
        { paths: [{ steps: [{ id: "inner", text: "x: y, z" }, {}] }] },
      ],
    });
    const same = (it: string) =>
      it.split("\n").filter((line) => !/inner|approval|primary|to:/.test(line));
    expect(same(after)).toEqual(same(`${written}\n`));
  });

  test("takes no steps and loses none: they need lines of their own", () => {
    const flow =
      "id: t\nsteps: [{ id: a, do: message, text: x }, { id: b, do: message, text: y }]\n";

    for (const edit of [
      { is: "insert-step", after: "a", step: fresh },
      { is: "insert-step", before: "a", step: fresh },
      { is: "replace-step", id: "a", step: fresh },
      { is: "remove-step", id: "a" },
    ] as const)
      expect(refusal(flow, edit)).toContain("lines of their own");
  });
});

describe("an edit that cannot be done is refused, and nothing is changed", () => {
  const cases: [string, Edit][] = [
    ["no such step", { is: "remove-step", id: "none" }],
    ["no such field", { is: "remove-field", step: "first", path: ["subject"] }],
    ["no field named", { is: "set-field", step: "first", path: [], value: 1 }],
    ["into a text", { is: "set-field", step: "first", path: ["text", "more"], value: 1 }],
    ["beyond a list", { is: "set-field", step: "route", path: ["paths", 7, "name"], value: "B" }],
    ["the only field", { is: "remove-field", step: null, path: ["inputs", "amount", "nothing"] }],
    ["the only step", { is: "remove-step", id: "first" }],
  ];

  test.each(cases)("%s", (name, edit) => {
    const source = name === "the only step" ? "steps:\n  - id: first\n    do: message\n" : written;

    expect(refusal(source, edit)).toEqual(expect.any(String));
  });

  test("a text that cannot be read is not touched", () => {
    expect(refusal("steps: [\n  - id: a", { is: "remove-step", id: "a" })).toEqual(
      expect.any(String),
    );
    expect(
      refusal('name: "Trial\nid: t\n', { is: "set-field", step: null, path: ["id"], value: "x" }),
    ).toEqual(expect.any(String));
    expect(refusal("", { is: "remove-step", id: "a" })).toEqual(expect.any(String));
  });
});
