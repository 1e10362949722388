import fc from "fast-check";
import { expect, test } from "vitest";
import type { ChangeForm } from "../../src/author/change-form.ts";
import { editPlaybook } from "../../src/playbook/edit.ts";
import { everyStep } from "../../src/playbook/check-steps.ts";
import { says } from "../support/model.ts";
import { asked, lastSaid, scriptedAuthor } from "./scripted.ts";
import { context, field, row, template, withoutModel } from "./stand.ts";

const { source } = template("renewal");

type Op = ChangeForm["edits"][number];

function op(kind: Op["op"], some: Partial<Op>): Op {
  const none = { step: null, field: null, value: null, after: null, before: null };
  return { op: kind, ...none, rows: [], fields: [], ...some };
}

function change(edits: Op[], say = "Done."): ChangeForm {
  return { edits, say };
}

/** The lines between the ends that both texts share. */
function between(before: string, after: string): { removed: string[]; added: string[] } {
  const [a, b] = [before.split("\n"), after.split("\n")];
  let head = 0;
  while (head < Math.min(a.length, b.length) && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  return { removed: a.slice(head, a.length - tail), added: b.slice(head, b.length - tail) };
}

test("what the grammar understands needs no model", async () => {
  using it = scriptedAuthor([]);

  const changed = await it.author.change(context, source, "rename it to Renewals");

  expect(changed.is).toBe("written");
  expect(it.requests).toEqual([]);
});

test("a model's edits are made, and every other line stays", async () => {
  using it = scriptedAuthor([
    says(
      change(
        [
          op("insert", {
            after: "summary",
            rows: [
              row({ id: "legal", do: "if", name: "Legal?" }),
              row({
                id: "ask_legal",
                do: "task",
                parent: "legal",
                path: "Big",
                who: "manager",
                text: "Ask legal",
              }),
            ],
            fields: [
              field("legal", "when.Big", "customer.arr > 100000"),
              field("ask_legal", "timeout", "5 days"),
            ],
          }),
        ],
        "I added a look by legal for big contracts.",
      ),
    ),
  ]);

  const changed = await it.author.change(context, source, "legal must look at big contracts first");

  if (changed.is !== "written") throw new Error(changed.because);
  expect(changed.notes).toEqual(["I added a look by legal for big contracts."]);
  expect(changed.changes).toEqual([
    expect.stringContaining("Legal?"),
    expect.stringContaining("Ask legal"),
  ]);
  expect(between(source, changed.source)).toEqual({
    removed: [],
    added: [
      "  - id: legal",
      "    do: if",
      "    name: Legal?",
      "    paths:",
      "      - name: Big",
      "        when: customer.arr > 100000",
      "        steps:",
      "          - id: ask_legal",
      "            do: task",
      "            title: Ask legal",
      "            who: manager",
      "            timeout: 5 days",
      "",
    ],
  });
  const [request] = it.requests;
  const material = JSON.parse(request ? lastSaid(request) : "{}");
  expect(material).toMatchObject({
    instruction: "legal must look at big contracts first",
    playbook: source,
  });
});

const edits: [what: string, edit: Op, removed: string[], added: string[]][] = [
  [
    "sets a field",
    op("set", { step: "qbr", field: "timeout", value: "9 days" }),
    ["    timeout: 21 days"],
    ["    timeout: 9 days"],
  ],
  [
    "sets the text by its row name",
    op("set", { step: "qbr", field: "text", value: "Hold it" }),
    ["    title: Hold the review with {{customer.name}}, then log how it went"],
    ["    title: Hold it"],
  ],
  [
    "sets who by its row name",
    op("set", { step: "qbr", field: "who", value: "manager" }),
    ["    who: csm"],
    ["    who: manager"],
  ],
  [
    "sets what lies deeper",
    op("set", { step: "qbr", field: "output.mood", value: "[happy, unsure, unhappy, silent]" }),
    ["      mood: [happy, unsure, unhappy]"],
    ["      mood:", "        - happy", "        - unsure", "        - unhappy", "        - silent"],
  ],
  [
    "sets a field of a trigger",
    op("set", { field: "triggers.0.at", value: "30 days before renewal_date" }),
    ["    at: 90 days before renewal_date"],
    ["    at: 30 days before renewal_date"],
  ],
  [
    "sets a number as a number",
    op("set", { step: "summary", field: "retry.limit", value: "3" }),
    ["      limit: 2"],
    ["      limit: 3"],
  ],
  [
    "deletes a field",
    op("delete", { step: "qbr", field: "timeout" }),
    ["    timeout: 21 days"],
    [],
  ],
];

test.each(edits)("an edit %s", async (_what, edit, removed, added) => {
  using it = scriptedAuthor([says(change([edit]))]);

  const changed = await it.author.change(context, source, "do what I mean");

  if (changed.is !== "written") throw new Error(changed.because);
  expect(between(source, changed.source)).toEqual({ removed, added });
});

test("edits that do not hold together are named once more", async () => {
  const wrong = change([op("remove", { step: "qbr_plan" })]);
  const right = change([
    op("remove", { step: "qbr_plan" }),
    op("set", { step: "qbr", field: "details", value: "Be prepared." }),
  ]);
  using it = scriptedAuthor([says(wrong), says(right)]);

  const changed = await it.author.change(context, source, "remove the step Prepare the QBR");

  expect(changed.is).toBe("written");
  expect(it.requests.map(asked)).toEqual(["playbook_change", "playbook_change_repair"]);
  const [, repair] = it.requests;
  expect(repair ? lastSaid(repair) : "").toContain("qbr_plan");
});

const hopeless: [what: string, edit: Op][] = [
  ["a step that is not there", op("remove", { step: "ghost" })],
  ["a field that is not there", op("set", { step: "qbr", field: "colour", value: "red" })],
  ["the steps as a whole", op("set", { field: "steps", value: "[]" })],
  [
    "an insert without a place",
    op("insert", { rows: [row({ id: "x", do: "wait", text: "1 day" })] }),
  ],
  ["a forbidden name", op("set", { field: "__proto__.x", value: "1" })],
  ["an approval that is off", op("set", { step: "proposal", field: "approval", value: "none" })],
];

test.each(hopeless)("%s is not edited, and the text stays", async (_what, edit) => {
  using it = scriptedAuthor([says(change([edit])), says(change([edit]))]);

  const changed = await it.author.change(context, source, "do what I mean");

  expect(changed.is).not.toBe("written");
  expect(it.requests).toHaveLength(2);
});

test("a model that changes nothing says why", async () => {
  using it = scriptedAuthor([says(change([], "It does that already."))]);

  expect(await it.author.change(context, source, "do what I mean")).toEqual({
    is: "unchanged",
    because: "It does that already.",
  });
});

const pasted = source.replace("timeout: 21 days", "timeout: 9 days");
const ways: [how: string, typed: string][] = [
  ["as it is", pasted],
  ["in a fence", `Here you are:\n\`\`\`yaml\n${pasted}\`\`\`\nthanks`],
  ["in a bare fence", `\`\`\`\n${pasted}\n\`\`\``],
  ["behind ---", `---\n${pasted}`],
];

test.each(ways)("a whole text pasted %s takes the place of the old one", async (_how, typed) => {
  const changed = await withoutModel.change(context, source, typed);

  expect(changed).toMatchObject({
    is: "written",
    changes: [expect.stringContaining("timeout is now “9 days” (was “21 days”)")],
  });
});

test("a pasted text with problems is kept with all of them, and nothing changes", async () => {
  const broken = source
    .replace("do: email", "do: emial")
    .replace("90 days before", "90 dayz before");

  const changed = await withoutModel.change(context, source, broken);

  expect(changed).toMatchObject({
    is: "not-written",
    because: expect.stringContaining("problem"),
    partial: {
      source: broken,
      problems: [{ code: "unknown-step-type", line: expect.any(Number) }],
    },
  });
});

test("a pasted text with another id says what that means, the same text changes nothing", async () => {
  const other = await withoutModel.change(
    context,
    source,
    source.replace("id: renewal\n", "id: renewal-eu\n"),
  );
  const same = await withoutModel.change(context, source, source);

  expect(other).toMatchObject({ notes: [expect.stringContaining("a playbook of its own")] });
  expect(same.is).toBe("unchanged");
});

test("a broken text can only be taken whole", async () => {
  const broken = source.replace("do: email", "do: emial");

  expect(await withoutModel.change(context, broken, "rename it to X")).toMatchObject({
    is: "unchanged",
    because: expect.stringContaining("paste the whole YAML"),
  });
  expect((await withoutModel.change(context, broken, source)).is).toBe("written");
});

const long: [what: string, said: string][] = [
  ["spaces", `change ${" ".repeat(40_000)} later`],
  ["lines", `${"\n".repeat(40_000)}x`],
  ["fences", "```\n".repeat(10_000)],
  ["words", `change the text of ${"to of ".repeat(7000)}`],
  ["comments", "#\n".repeat(20_000)],
];

test.each(long)("tens of thousands of %s are answered at once", async (_what, said) => {
  const began = performance.now();

  const changed = await withoutModel.change(context, source, said);

  expect(changed.is).toBe("unchanged");
  expect(performance.now() - began).toBeLessThan(1000);
});

test("a broken text can be mended by a model", async () => {
  const broken = source.replace("do: wait", "do: pause");
  using it = scriptedAuthor([
    says(change([op("set", { step: "reply", field: "do", value: "wait" })])),
  ]);

  const changed = await it.author.change(context, broken, "mend it");

  expect(changed).toMatchObject({ is: "written", source, changes: [], notes: ["Done."] });
});

test("what a change says touches no line but its own, in any template", async () => {
  const said = fc.constantFrom(
    (id: string) => `rename the step ${id} to Another name`,
    (id: string) => `make ${id} wait 4 days`,
    (id: string) => `move ${id} 2 days later`,
    (id: string) => `change the condition of ${id} to customer.health < 50`,
    (id: string) => `the manager approves ${id}`,
  );
  const cases = fc.constantFrom(...withoutModel.templates()).chain((used) =>
    fc.record({
      used: fc.constant(used),
      id: fc.constantFrom(...everyStep(used.playbook.steps, []).map(({ step }) => step.id)),
      say: said,
    }),
  );

  await fc.assert(
    fc.asyncProperty(cases, async ({ used, id, say }) => {
      const changed = await withoutModel.change(context, used.source, say(id));
      if (changed.is !== "written") return;

      const { removed, added } = between(used.source, changed.source);
      expect(removed.length).toBeLessThanOrEqual(1);
      expect(added.length).toBeLessThanOrEqual(2);
      const touched = everyStep(used.playbook.steps, []).filter(({ step }, i) => {
        const now = everyStep(changed.playbook.steps, [])[i]?.step;
        // the steps inside one are steps of their own here
        const own = (it: object | undefined) => JSON.stringify({ ...it, paths: null, steps: null });
        return own(step) !== own(now);
      });
      expect(touched.map(({ step }) => step.id)).toEqual([id]);
    }),
    { numRuns: 30 },
  );
});

test("the editor and the author agree on what a step is", () => {
  for (const { playbook, source: text } of withoutModel.templates())
    for (const { step } of everyStep(playbook.steps, [])) {
      const edited = editPlaybook(text, [
        { is: "set-field", step: step.id, path: ["name"], value: "N" },
      ]);
      expect(edited.ok, step.id).toBe(true);
    }
});
