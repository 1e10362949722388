import { expect, test } from "vitest";
import { describe as inWords, stepInWords } from "../../src/playbook/describe.ts";
import { libraryIds, librarySource, playbookOf } from "../support/library.ts";

/** All that a person is told, as one page. */
function pageOf(id: string): string {
  const words = inWords(playbookOf(librarySource(id)), null);
  const steps = words.steps.map(({ number, depth, text, path }) => {
    const where = path === null ? "" : `[${path}] `;
    return `${"  ".repeat(depth)}${number}. ${where}${text}`;
  });
  return [
    `# ${words.name}`,
    words.goal,
    words.why,
    `For: ${words.audience ?? "every customer"}`,
    ...words.starts.map((it) => `Starts: ${it}`),
    ...words.asks.map((it) => `Asks: ${it}`),
    "",
    ...steps,
    "",
    ...words.receives.map(({ what, approver }) => `${what}. Yes by: ${approver}`),
    ...words.ends.map((it) => `Ends early: ${it}`),
    "",
  ].join("\n");
}

test.each(libraryIds)("the library's %s in words", async (id) => {
  await expect(pageOf(id)).toMatchFileSnapshot(`words/${id}.txt`);
});

test("what a text does not know yet stands in it as a blank", () => {
  const steps = playbookOf(`format: 1
id: trial
name: Trial
goal: Try it.
steps:
  - id: mail
    do: email
    to: [sponsor, ceo@acme.example]
    subject: "{{#if customer.plan}}{{upper customer.plan}}, {{/if}}{{customer.name}}: {{date customer.renewal_date}}"
    body: Hi
  - id: call
    do: task
    title: Call {{default customer.champion.name "them"}} at {{customer.name}}
    who: "@tom"
`).steps;

  expect(steps.map((step) => stepInWords(step))).toEqual([
    "Email the sponsor or ceo@acme.example: (plan), (customer): (renewal date)",
    "Call (champion name) at (customer) (@tom)",
  ]);
});
