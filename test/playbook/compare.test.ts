import { expect, test } from "vitest";
import { compare } from "../../src/playbook/compare.ts";
import { editPlaybook } from "../../src/playbook/edit.ts";
import { libraryIds, librarySource, playbookOf } from "../support/library.ts";

const source = `format: 1
id: trial
name: Trial
goal: Try it.
steps:
  - id: ask
    do: task
    name: Ask them
    title: Ask
    who: csm
    output:
      mood: [good, bad]
      steps: [one, two]
  - id: route
    do: if
    name: Route
    paths:
      - name: Bad
        when: ask.mood == "bad"
        steps:
          - id: worry
            do: message
            name: Worry
            text: Bad.
          - id: call
            do: message
            name: Call
            text: Call.
      - name: Good
        steps:
          - id: cheer
            do: message
            name: Cheer
            text: Good.
  - id: end
    do: message
    name: End
    text: Over.
`;
const before = playbookOf(source);

function changed(from: string, to: string): string[] {
  expect(source).toContain(from);
  return compare(before, playbookOf(source.replace(from, to)));
}

test("two texts that mean the same have no changes", () => {
  expect(compare(before, playbookOf(`# a comment\n${source.replace("Over.", '"Over."')}`))).toEqual(
    [],
  );
  for (const id of libraryIds)
    expect(compare(playbookOf(librarySource(id)), playbookOf(librarySource(id)))).toEqual([]);
});

test("a field that changed is said with what it was", () => {
  expect(changed("goal: Try it.", "goal: Try it well.\nwhy: Because.")).toEqual([
    "The playbook's goal is now “Try it well.” (was “Try it.”)",
    "The playbook's why is now “Because.”",
  ]);
  expect(changed("    text: Over.", "    text: Over.\n    to: csm")).toEqual([
    "End: to is now “csm”",
  ]);
  expect(changed("steps: [one, two]", "steps: [one, three]")).toHaveLength(1);
});

test("a step that came or went is named in its own words", () => {
  const added = "  - id: more\n    do: wait\n    for: 2 days\n";

  expect(changed("  - id: end", `${added}  - id: end`)).toEqual(["Added: Wait 2 days"]);
  expect(compare(playbookOf(source.replace("  - id: end", `${added}  - id: end`)), before)).toEqual(
    ["Removed: Wait 2 days"],
  );
});

test("a step that left its path has moved, even if all come in the same order", () => {
  const cheer = /          - id: cheer\n(?: {12}.*\n)+/;
  const [moved = ""] = cheer.exec(source) ?? [];
  const outside = moved.replaceAll(/^ {8}/gm, "");
  const after = source
    .replace(cheer, "          - { id: fine, do: message, name: Fine, text: Fine. }\n")
    .replace("  - id: end", `${outside}  - id: end`);

  expect(compare(before, playbookOf(after))).toEqual([
    "Added: Fine",
    "Cheer: now stands outside every path",
  ]);
  expect(compare(playbookOf(after), before)).toEqual([
    "Removed: Fine",
    "Cheer: now stands in “Good” of Route",
  ]);
});

test("a path that was renamed leaves its steps where they were", () => {
  expect(changed("- name: Good", "- name: Happy")).toEqual([
    "Route: paths 2 name is now “Happy” (was “Good”)",
  ]);
});

test("groups are said by what is in them", () => {
  const approval = "    approval:\n      who: manager\n      second_person: true\n";
  const mail = (more: string) =>
    playbookOf(
      source.replace(
        "  - id: end",
        `  - id: mail\n    do: email\n    name: Mail\n    to: [sponsor, champion]\n    subject: Hi\n    body: Hi\n${more}  - id: end`,
      ),
    );

  expect(compare(mail(""), mail(approval))).toEqual([
    "Mail: approval is now who “manager”, second person yes",
  ]);
  expect(compare(mail(approval), mail(approval.replace("manager", "csm")))).toEqual([
    "Mail: approval who is now “csm” (was “manager”)",
  ]);
  expect(compare(mail(approval), mail(""))).toEqual([
    "Mail: approval is gone (was who “manager”, second person yes)",
  ]);
});

test("what must be true is said itself where it is new, alone or behind others", () => {
  const gated = (gate: string) =>
    playbookOf(
      `format: 1\nid: a\nname: A\ngoal: G.\nsteps:\n  - { id: t, do: task, title: Call, who: csm${gate} }\n`,
    );
  const one = gated(", gate: [{ say: All is noted, who: csm }]");
  const two = gated(
    ", gate: [{ say: All is noted, who: csm }, { say: They are well, who: manager }]",
  );

  expect(compare(gated(""), one)).toEqual(["Call: gate is now say “All is noted”, who “csm”"]);
  expect(compare(one, two)).toEqual([
    "Call: gate has one more: say “They are well”, who “manager”",
  ]);
  const other = two.steps[0]?.gate?.map((it) => ({ ...it, say: `${it.say}, now` }));
  const [step] = two.steps;
  if (!step) throw new Error("no step");
  expect(compare(one, { ...two, steps: [{ ...step, gate: other }] })).toEqual([
    "Call: gate is now 2 entries (was say “All is noted”, who “csm”)",
  ]);
});

test("steps that changed places are said to", () => {
  const swapped = changed("- id: worry", "- id: other").filter((it) => it.includes("order"));
  const edits = [
    { is: "remove-step", id: "worry" },
    {
      is: "insert-step",
      after: "call",
      step: { id: "worry", do: "message", name: "Worry", text: "Bad." },
    },
  ] as const;
  const edited = editPlaybook(source, edits);

  expect(swapped).toEqual([]);
  expect(edited.ok && compare(before, playbookOf(edited.source))).toEqual([
    "The steps come in another order",
  ]);
});

test("a long text is cut", () => {
  const [long] = changed("text: Over.", `text: ${"Over and over. ".repeat(10)}`);

  expect(long).toBe(
    "End: text is now “Over and over. Over and over. Over and over. Over and over.…” (was “Over.”)",
  );
  expect(changed("mood: [good, bad]", "mood: [good, bad, fair]")).toEqual([
    "Ask them: output mood is now good, bad and fair (was good and bad)",
  ]);
});
