// moments as the acting person reads them: in their zone, on business time

/** Who looks, and when it is for them. */
export type Viewer = { id: string; tz: string; now: Date };

export function timeOf(at: Date, { tz }: Pick<Viewer, "tz">): string {
  return format(at, tz, { hour: "numeric", minute: "2-digit" });
}

/** "Sat, Nov 21, 2026" */
export function shortDay(at: Date, tz: string): string {
  return format(at, tz, { weekday: "short", month: "short", day: "numeric", year: "numeric" });
}

export function dayOf(at: Date, { tz }: Viewer): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: tz, dateStyle: "short" }).format(at);
}

/** "Today", "Yesterday" or "Thursday, November 19th" */
export function dayName(at: Date, viewer: Viewer): string {
  const near = nearDay(at, viewer);
  if (near) return near[0]?.toUpperCase() + near.slice(1);
  return longDay(at, viewer, !sameYear(at, viewer));
}

export function fullMoment(at: Date, { tz }: Viewer): string {
  const how = { dateStyle: "full", timeStyle: "short" } as const;
  return format(at, tz, how);
}

/** A `<!date^…>` token's text. */
export function slackDate(seconds: number, pattern: string, viewer: Viewer): string {
  const at = new Date(seconds * 1000);
  return pattern.replaceAll(/\{(\w+)\}/g, (token, name: string) => part(at, name, viewer) ?? token);
}

function part(at: Date, name: string, viewer: Viewer): string | null {
  const { tz } = viewer;
  const year = sameYear(at, viewer) ? {} : ({ year: "numeric" } as const);
  switch (name) {
    case "date_num":
      return dayOf(at, viewer);
    case "date_slash":
      return format(at, tz, { day: "2-digit", month: "2-digit", year: "numeric" });
    case "date":
      return format(at, tz, { month: "long", day: "numeric", ...year });
    case "date_long_full":
      return format(at, tz, { month: "long", day: "numeric", year: "numeric" });
    case "date_short":
      return format(at, tz, { month: "short", day: "numeric", year: "numeric" });
    case "date_long":
      return longDay(at, viewer, true);
    case "date_pretty":
      return nearDay(at, viewer) ?? format(at, tz, { month: "long", day: "numeric", ...year });
    case "date_short_pretty":
      return nearDay(at, viewer) ?? format(at, tz, { month: "short", day: "numeric", ...year });
    case "date_long_pretty":
      return nearDay(at, viewer) ?? longDay(at, viewer, true);
    case "day_divider_pretty":
      return dayName(at, viewer);
    case "time":
      return timeOf(at, viewer);
    case "time_secs":
      return format(at, tz, { hour: "numeric", minute: "2-digit", second: "2-digit" });
    case "ago":
      return ago(at, viewer.now);
    default:
      return null;
  }
}

function format(at: Date, timeZone: string, how: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat("en-US", { timeZone, ...how }).format(at);
}

function sameYear(at: Date, viewer: Viewer): boolean {
  return dayOf(at, viewer).slice(0, 4) === dayOf(viewer.now, viewer).slice(0, 4);
}

function longDay(at: Date, { tz }: Viewer, withYear: boolean): string {
  const weekday = format(at, tz, { weekday: "long" });
  const month = format(at, tz, { month: "long" });
  const day = Number(format(at, tz, { day: "numeric" }));
  const year = withYear ? `, ${format(at, tz, { year: "numeric" })}` : "";
  return `${weekday}, ${month} ${day}${ordinal(day)}${year}`;
}

function ordinal(day: number): string {
  if (day > 10 && day < 14) return "th";
  return ["th", "st", "nd", "rd"][day % 10] ?? "th";
}

function nearDay(at: Date, viewer: Viewer): string | null {
  const days = (Date.parse(dayOf(at, viewer)) - Date.parse(dayOf(viewer.now, viewer))) / 86_400_000;
  if (days === 0) return "today";
  if (days === -1) return "yesterday";
  return days === 1 ? "tomorrow" : null;
}

const units = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

function ago(at: Date, now: Date): string {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  const unit = units.find(([, size]) => Math.abs(seconds) >= size);
  if (!unit) return "just now";
  const words = new Intl.RelativeTimeFormat("en-US");
  return words.format(Math.trunc(seconds / unit[1]), unit[0]);
}
