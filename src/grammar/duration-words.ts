/** The unit a word stands for, as its part of a duration and how many of that part it is worth. */
export const units: ReadonlyMap<string, Unit> = new Map([
  ...spellings({ part: "minutes", each: 1, name: "minute" }, "m min mins minute minutes"),
  ...spellings({ part: "minutes", each: 60, name: "hour" }, "h hr hrs hour hours"),
  ...spellings({ part: "days", each: 1, name: "day" }, "d day days"),
  ...spellings({ part: "days", each: 7, name: "week" }, "w wk wks week weeks"),
  ...spellings({ part: "days", each: 14, name: "fortnight" }, "fortnight fortnights"),
  ...spellings({ part: "months", each: 1, name: "month" }, "mo month months"),
  ...spellings({ part: "months", each: 3, name: "quarter" }, "quarter quarters"),
  ...spellings({ part: "months", each: 12, name: "year" }, "y yr yrs year years"),
  ...spellings({ part: "businessDays", each: 1, name: "business day" }, businessDayWords()),
]);

export type Unit = {
  part: "months" | "days" | "businessDays" | "minutes";
  each: number;
  name: string;
};

/** "a", "two", "ninety" */
export const numberWords: ReadonlyMap<string, number> = new Map(
  Object.entries({
    a: 1,
    an: 1,
    one: 1,
    two: 2,
    three: 3,
    four: 4,
    five: 5,
    six: 6,
    seven: 7,
    eight: 8,
    nine: 9,
    ten: 10,
    eleven: 11,
    twelve: 12,
    thirteen: 13,
    fourteen: 14,
    fifteen: 15,
    sixteen: 16,
    seventeen: 17,
    eighteen: 18,
    nineteen: 19,
    twenty: 20,
    thirty: 30,
    forty: 40,
    fifty: 50,
    sixty: 60,
    ninety: 90,
  }),
);

/** Joins the words that make one unit, so that "3 working days" is a number and a unit like any other. */
export function joinBusinessDays(text: string): string {
  return text.replace(/\b(business|working|work)[ -]+days?\b/g, (words) =>
    // the same length, so that places in the text stay right
    "businessday".padEnd(words.length),
  );
}

function businessDayWords(): string {
  return "businessday weekday weekdays workday workdays bd";
}

function spellings(unit: Unit, words: string): [string, Unit][] {
  return words.split(" ").map((word) => [word, unit]);
}
