import { numberWords } from "./duration-words.ts";
import { monthOf } from "./written-date.ts";
import { weekdayOf } from "./zoned.ts";

type Refusal = { message: string; fix: string };

/** The day, month and weekday fields of a cron line, why there are none, or null for words it does not know. */
export function daysOf(phrase: string): string | Refusal | null {
  const words = phrase.replace(/^(?:(?:every|each|on|the|weekly|week on) )+/, "");
  const refused = cannotBeSaid(phrase, words);
  if (refused) return refused;
  if (words === "day" || words === "daily") return "* * *";
  if (/^(?:week|work|working |business )days?$/.test(words)) return "* * 1-5";
  if (/^weekends?$/.test(words)) return "* * 0,6";
  const weekdays = weekdaysOf(words);
  if (weekdays !== null) return `* * ${weekdays}`;
  const yearly = yearlyOf(words.replace(/^(?:year|yearly|annually) (?:on )?/, ""));
  if (yearly !== null) return yearly;

  const before = /^(.+?) (?:of|in) (?:the |each |every )*(.+)$/.exec(words);
  const after =
    /^(monthly|month|quarterly|quarter|\w+ months|yearly|annually|year),? (?:on )?(?:the )?(.+?)$/.exec(
      words,
    );
  const [, which = "", period = ""] = before ?? [];
  if (before) return inPeriod(which, period);
  return after ? inPeriod(after[2] ?? "", after[1] ?? "") : null;
}

function cannotBeSaid(phrase: string, words: string): Refusal | null {
  const whole = /^(week|month|quarter|year)$/.exec(words)?.[1] ?? wholes.get(words);
  if (whole !== undefined) {
    const fix =
      whole === "week" ? "Write Monday 09:00." : `Write first Monday of the ${whole} 09:00.`;
    return { message: `It does not say on which day of the ${whole}.`, fix };
  }
  const uneven =
    /^(?:bi-?weekly|fortnightly)/.test(words) ||
    /^(?:other [a-z]+|\w+ (?:weeks?|days)\b)/.test(words);
  if (/^(?:every|bi|fortnight)/.test(phrase) && uneven && !/^(?:business|working) /.test(words)) {
    return {
      message:
        "A schedule follows the calendar and cannot count weeks or days on from another time.",
      fix: "Write first and third Monday of the month 09:00, or every Monday and Thursday 09:00.",
    };
  }
  return null;
}

const wholes: ReadonlyMap<string, string> = new Map([
  ["weekly", "week"],
  ["monthly", "month"],
  ["quarterly", "quarter"],
  ["yearly", "year"],
  ["annually", "year"],
]);

/** "monday and thursday", "mon-fri", "fridays" */
function weekdaysOf(words: string): string | null {
  const [, from, to] = /^([a-z]+)(?:\s*[-–]\s*| to | through | till )([a-z]+)$/.exec(words) ?? [];
  if (from !== undefined && to !== undefined) {
    const [first, last] = [weekdayNumber(from), weekdayNumber(to)];
    return first === 0 || last === 0 || first >= last ? null : `${first}-${last}`;
  }
  const numbers = listed(words).map(weekdayNumber);
  if (numbers.length === 0 || numbers.includes(0)) return null;
  return [...new Set(numbers.map((number) => number % 7))].toSorted((a, b) => a - b).join(",");
}

function weekdayNumber(word: string): number {
  return weekdayOf(word) || weekdayOf(word.replace(/s$/, ""));
}

/** "1 march" or "march 1st" */
function yearlyOf(words: string): string | null {
  const [, a, m] = /^(?:the )?(\d+)(?:st|nd|rd|th)?(?: of)? ([a-z]+)$/.exec(words) ?? [];
  const [, n, b] = /^([a-z]+) (\d+)(?:st|nd|rd|th)?$/.exec(words) ?? [];
  const [day, month] = [Number(a ?? b), monthOf(m ?? n ?? "")];
  return month === 0 || day < 1 || day > (longestMonths.has(month) ? 31 : month === 2 ? 28 : 30)
    ? null
    : `${day} ${month} *`;
}

const longestMonths = new Set([1, 3, 5, 7, 8, 10, 12]);

/** "first monday" in "month", "last business day" in "quarter", "15th" in "3 months" */
function inPeriod(which: string, period: string): string | Refusal | null {
  const months = monthsOf(period, which.startsWith("last"));
  if (typeof months !== "string") return months;
  if (/^(?:first|1st) (?:business|working|week|work) ?day$/.test(which)) return `1W ${months} *`;
  if (/^last (?:business|working|week|work) ?day$/.test(which)) return `LW ${months} *`;
  if (/^last(?: day)?$/.test(which)) return `L ${months} *`;
  const [, turns = "", name = ""] = /^(.+) ([a-z]+)$/.exec(which) ?? [];
  const weekday = weekdayNumber(name) % 7;
  if (weekdayNumber(name) !== 0) {
    const nth = listed(turns).map((turn) => ordinals.get(turn));
    if (nth.length === 0 || nth.includes(undefined)) return null;
    return `* ${months} ${nth.map((n) => (n === "L" ? `${weekday}L` : `${weekday}#${n}`)).join(",")}`;
  }
  return onDays(which.replace(/^days? | day$/, ""), months);
}

function onDays(written: string, months: string): string | Refusal | null {
  const days = listed(written).map(
    (word) => Number(word.replace(/(?:st|nd|rd|th)$/, "")) || Number(ordinals.get(word)),
  );
  if (days.length === 0 || !days.every((day) => day >= 1 && day <= 31)) return null;
  const late = days.find((day) => day > 28);
  if (late === undefined) return `${days.join(",")} ${months} *`;
  return {
    message: `Not every month has a day ${late}.`,
    fix: "Write last day of the month, or a day up to 28.",
  };
}

const ordinals: ReadonlyMap<string, string> = new Map([
  ...["first", "second", "third", "fourth", "fifth"].map((word, i) => [word, `${i + 1}`] as const),
  ...["1st", "2nd", "3rd", "4th", "5th"].map((word, i) => [word, `${i + 1}`] as const),
  ["last", "L"],
]);

/** the month field; what is last in a quarter lies in its third month */
function monthsOf(period: string, last: boolean): string | Refusal | null {
  if (/^month(?:ly)?$/.test(period)) return "*";
  if (/^quarter(?:ly)?$/.test(period)) return last ? "3,6,9,12" : "*/3";
  if (/^(?:year(?:ly)?|annually)$/.test(period)) return last ? "12" : "1";
  const [, count] = /^(\w+) months$/.exec(period) ?? [];
  if (count === undefined) {
    const month = monthOf(period);
    return month === 0 ? null : String(month);
  }
  const every = Number(count) || (numberWords.get(count) ?? 0);
  if (every === 1) return "*";
  if (every > 1 && every < 12 && 12 % every === 0) return `*/${every}`;
  return {
    message: `Every ${count} months does not come out even over a year.`,
    fix: "Write every 2, 3, 4 or 6 months.",
  };
}

function listed(words: string): string[] {
  return words.split(/\s*(?:,| and | & | or )\s*/).filter((word) => word !== "" && word !== "and");
}
