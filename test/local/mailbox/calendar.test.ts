import { expect, test } from "vitest";
import { calendar } from "../../../src/local/mailbox/page/calendar.ts";

const file = (...lines: string[]) =>
  ["BEGIN:VCALENDAR", "BEGIN:VEVENT", ...lines, "END:VEVENT", "END:VCALENDAR"].join("\r\n");

test.for([
  [["DTSTART:20270315T150000Z", "DTEND:20270315T154500Z"], "15 Mar 2027, 15:00–15:45 UTC"],
  [["DTSTART;TZID=Europe/Paris:20270315T150000"], "2027-03-15 15:00 (Europe/Paris)"],
  [["DTSTART;VALUE=DATE:20270315", "DTEND;VALUE=DATE:20270316"], "2027-03-15 – 2027-03-16"],
  [["DTSTART:20271399T999999Z"], "2027-13-99 99:99"],
  [["DTSTART:soon"], "soon"],
  [["SUMMARY:Plan\\, do", "DESCRIPTION:a very", "  long one"], "Plan, do"],
  [['ATTENDEE;CN="Lund; Cy":mailto:cy@x.test'], "Lund; Cy &#60;cy@x.test&#62;"],
  [["SUMMARY:<img src=x onerror=alert(1)>"], "&#60;img src=x onerror=alert(1)&#62;"],
] as const)("%j is read as %s", ([lines, expected]) => {
  expect(calendar(file(...lines)).html).toContain(expected);
});

test("what is no calendar still makes a page", () => {
  for (const content of ["", "METHOD:constructor", "\0\0"])
    expect(calendar(content).html).toContain("No title");
});
