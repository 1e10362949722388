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
    "Call (champion name) at (customer)",
  ]);
});

test("who is reminded and asked as well, when things leave and what must be so first is said", () => {
  const words = inWords(
    playbookOf(`format: 1
id: trial
name: Trial
goal: Try it.
window:
  days: mon-thu
  hours: 9am-5pm
  timezone: Europe/Paris
  holidays: DE-BY
prerequisites:
  - say: A sponsor is named
    who: csm
limits: { conflict: skip }
steps:
  - id: call
    do: task
    title: Call them
    who: csm
    on_error: stop
    no_undo: a call was made
    remind: 5d
    escalate:
      - in: 10d
        who: manager
  - id: mail
    do: email
    to: primary
    subject: Hello
    body: Hi
    remind: 2d
    approval:
      remind: 4h
    undo: [{ id: sorry, do: email, to: primary, subject: Sorry, body: Sorry }]
`),
    null,
  );

  expect(words.steps.map((it) => it.text)).toEqual([
    "Call them (by the CSM; reminds every 5 days; after 10 days asks the manager as well; stops the run where it fails; stays on a rollback: a call was made)",
    "Email the primary: Hello (reminds every 4 hours; taken back by: Email the primary: Sorry)",
  ]);
  // what is only sent on a way back is asked for when it comes to that
  expect(words.receives).toEqual([{ what: "Email the primary: Hello", approver: "csm" }]);
  expect(words.limits).toEqual(["never while another run is at work on the customer"]);
  expect(words.window).toBe(
    "Monday to Thursday, 09:00 to 17:00, Europe/Paris time, not on holidays in Bayern, Germany",
  );
  expect(words.needs).toEqual(["A sponsor is named"]);
});
