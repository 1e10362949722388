import { holidayPlaceMeant, isHolidayPlace } from "../grammar/holiday-places.ts";
import { readDays, readHours } from "../grammar/hours-words.ts";
import { isZone } from "../grammar/zoned.ts";
import type { Playbook } from "./playbook.ts";
import { type FieldProblem, fieldProblem } from "./shape-problems.ts";

/** What is wrong with the hours in which things may leave the house. */
export function checkWindow({ window, scope }: Playbook): FieldProblem[] {
  if (!window) return [];
  const { days, hours, timezone, holidays } = window;
  const problems: FieldProblem[] = [];
  const refuse = (field: string, message: string, fix: string | null) =>
    problems.push(fieldProblem("not-allowed", ["window", field], message, { fix }));
  const readings = {
    days: days === undefined ? null : readDays(days),
    hours: hours === undefined ? null : readHours(hours),
  };
  for (const [field, reading] of Object.entries(readings))
    if (reading && !reading.ok)
      for (const { message, fix } of reading.faults) refuse(field, message, fix);
  if (timezone === "customer" && scope === "workspace")
    refuse(
      "timezone",
      "A playbook about no single customer has no customer's clock.",
      "Write workspace.",
    );
  else if (
    timezone !== undefined &&
    !["customer", "workspace"].includes(timezone) &&
    !isZone(timezone)
  )
    refuse(
      "timezone",
      `"${timezone}" is no time zone.`,
      "Write customer, workspace, or one such as Europe/Paris.",
    );
  if (holidays !== undefined && !isHolidayPlace(holidays))
    refuse("holidays", `No holidays are known of "${holidays}".`, holidayPlaceMeant(holidays));
  return problems;
}
