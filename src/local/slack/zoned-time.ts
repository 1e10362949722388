// wall clocks: what a date and time input shows in a person's zone

/** The moment a clock in that zone shows `local`, like 2026-03-01T09:30. */
export function zonedSeconds(local: string, tz: string): number {
  const wall = Date.parse(`${local}:00Z`);
  // two rounds settle the moment beside a change of summer time
  let at = wall;
  for (let round = 0; round < 2; round += 1)
    at = wall - (Date.parse(`${localMinute(new Date(at), tz)}:00Z`) - at);
  return Math.floor(at / 1000);
}

export function localMinute(at: Date, tz: string): string {
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: tz, dateStyle: "short" }).format(at);
  const how = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return `${day}T${new Intl.DateTimeFormat("en-GB", { timeZone: tz, ...how }).format(at)}`;
}
