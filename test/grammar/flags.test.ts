import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

// the way the program runs: no code from strings, and no __proto__
const flags = ["--disallow-code-generation-from-strings", "--disable-proto=delete"];
const grammar = join(import.meta.dirname, "../../src/grammar");

test("texts, conditions, schedules and dates work without code generation and without __proto__", () => {
  const script = `
    import { evaluate } from "${grammar}/evaluate.ts";
    import { readExpression } from "${grammar}/expression.ts";
    import { renderText } from "${grammar}/render-text.ts";
    import { readSchedule, nextOccurrence } from "${grammar}/schedule.ts";
    import { readText } from "${grammar}/text.ts";
    import { atLocalTime } from "${grammar}/zoned.ts";
    const now = new Date("2027-01-01T00:00:00Z");
    const values = { customer: { name: "Acme", tags: ["vip"] } };
    const when = readExpression('customer.name.matches("^A") && customer.tags.exists(t, t == "vip")').value;
    const text = readText("Hi {{upper customer.name}}{{#each customer.tags}} {{this}}{{/each}}").value;
    const schedule = readSchedule("first Monday of the month at 9").value;
    console.log(JSON.stringify([
      evaluate(when, values, { now, zone: "UTC" }),
      renderText(text, values, { channel: "mrkdwn", zone: "UTC" }),
      nextOccurrence(schedule, now, "Europe/Paris"),
      atLocalTime("2027-03-28", "02:30", "Europe/Paris"),
    ]));
  `;

  const output = execFileSync(
    process.execPath,
    [...flags, "--input-type=module-typescript", "-e", script],
    {
      encoding: "utf8",
    },
  );

  expect(JSON.parse(output)).toEqual([
    { is: "value", value: true },
    { is: "text", text: "Hi ACME vip" },
    "2027-01-04T08:00:00.000Z",
    "2027-03-28T01:30:00.000Z",
  ]);
});
