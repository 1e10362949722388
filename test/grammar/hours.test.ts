import { describe, expect, test } from "vitest";
import { daysInWords, readDays, readHours } from "../../src/grammar/hours-words.ts";
import { holidayPlaceMeant, holidayRegions } from "../../src/grammar/holiday-places.ts";
import { holidayCountries, loadHolidays } from "../../src/grammar/holidays.ts";
import { nextOpening } from "../../src/grammar/open-hours.ts";

describe("days and hours in words", () => {
  const days: [string, number[] | null, string][] = [
    ["mon-fri", [1, 2, 3, 4, 5], "Monday to Friday"],
    ["Monday to Thursday", [1, 2, 3, 4], "Monday to Thursday"],
    ["mon, wed and fri", [1, 3, 5], "Monday, Wednesday and Friday"],
    ["sat-mon", [1, 6, 7], "Monday, Saturday and Sunday"],
    ["every day", [1, 2, 3, 4, 5, 6, 7], "every day"],
    ["tue", [2], "Tuesday"],
    ["sat, sun", [6, 7], "Saturday and Sunday"],
    ["someday", null, ""],
    ["mon-fri-sat", null, ""],
    ["", null, ""],
  ];
  test.each(days)("%s", (text, found, words) => {
    const reading = readDays(text);
    expect(reading.ok ? reading.value : null).toEqual(found);
    expect(reading.ok ? daysInWords(reading.value) : "").toBe(words);
  });

  const hours: [string, { from: string; to: string } | null][] = [
    ["09:00-17:00", { from: "09:00", to: "17:00" }],
    ["9am to 5:30pm", { from: "09:00", to: "17:30" }],
    ["17:00-09:00", null],
    ["09:00-09:00", null],
    ["09:00", null],
    ["always", null],
  ];
  test.each(hours)("%s", (text, found) => {
    const reading = readHours(text);
    expect(reading.ok ? reading.value : null).toEqual(found);
  });
});

describe("the next opening", async () => {
  const holidays = await loadHolidays("US");
  const york = {
    zone: "America/New_York",
    days: [1, 2, 3, 4, 5],
    from: "09:00",
    to: "17:00",
    isOff: (date: string) => holidays(date) !== null,
  };
  const cases: [string, string, string][] = [
    ["now, while it is open", "2026-11-24T15:00:00Z", "2026-11-24T15:00:00Z"],
    ["the very minute it opens", "2026-11-24T14:00:00Z", "2026-11-24T14:00:00Z"],
    ["in the morning, before it opens", "2026-11-24T13:59:59Z", "2026-11-24T14:00:00Z"],
    ["tomorrow, from the minute it closes", "2026-11-24T22:00:00Z", "2026-11-25T14:00:00Z"],
    ["after Thanksgiving", "2026-11-25T22:30:00Z", "2026-11-27T14:00:00Z"],
    ["on Monday, after a weekend", "2026-11-28T15:00:00Z", "2026-11-30T14:00:00Z"],
    [
      "an hour earlier in UTC once clocks went forward",
      "2027-03-12T22:30:00Z",
      "2027-03-15T13:00:00Z",
    ],
    ["an hour later in UTC once they went back", "2027-11-05T21:30:00Z", "2027-11-08T14:00:00Z"],
    [
      "after the day in December that stands in for New Year's Day",
      "2027-12-30T22:30:00Z",
      "2028-01-03T14:00:00Z",
    ],
    [
      "after the day that stands in for a Saturday's holiday",
      "2026-07-02T21:30:00Z",
      "2026-07-06T13:00:00Z",
    ],
  ];
  test.each(cases)("%s", (_name, at, opens) => {
    expect(nextOpening(new Date(at), york)).toEqual(new Date(opens));
  });

  test("where clocks skip the hour it opens at is an hour later there", () => {
    const night = { zone: "America/New_York", days: [7], from: "02:30", to: "05:00" };
    expect(nextOpening(new Date("2027-03-14T05:00:00Z"), night)).toEqual(
      new Date("2027-03-14T07:30:00Z"),
    );
  });

  test("of hours that never open is now", () => {
    const never = { ...york, isOff: () => true };
    const at = new Date("2026-11-24T15:00:00Z");
    expect(nextOpening(at, never)).toBe(at);
  });
});

describe("holidays", () => {
  test("are those of the country, public ones only", async () => {
    const [us, germany] = await Promise.all([loadHolidays("US"), loadHolidays("DE")]);
    expect(us("2026-11-26")).toBe("Thanksgiving Day");
    expect(us("2026-11-27")).toBeNull();
    expect(us("2027-02-14")).toBeNull();
    expect(germany("2027-05-06")).toBe("Ascension Day");
    expect(germany("2026-11-26")).toBeNull();
  });

  test("are those of the region, where one is named", async () => {
    const [germany, bavaria] = await Promise.all([loadHolidays("DE"), loadHolidays("DE-BY")]);
    expect([germany("2027-01-06"), bavaria("2027-01-06")]).toEqual([null, "Epiphany"]);
    const [us, angeles] = await Promise.all([loadHolidays("US"), loadHolidays("US-CA-LA")]);
    expect(us("2027-03-31")).toBeNull();
    expect(angeles("2027-03-31")).toBe("César Chávez Day");
    const augsburg = await loadHolidays("DE-BY-A");
    expect([bavaria("2026-08-08"), augsburg("2026-08-08")]).toEqual([
      null,
      "Augsburg Peace Festival",
    ]);
  });

  test("that last over New Year are told of in the new one, too", async () => {
    const eswatini = await loadHolidays("SZ");
    expect(["2026-12-28", "2027-01-02", "2027-01-03"].map(eswatini)).toEqual([
      "Incwala Festival",
      "Incwala Festival",
      null,
    ]);
  });

  test("the countries and regions that may be named are those the library knows", async () => {
    const { default: Library } = await import("date-holidays");
    const library = new Library();
    const countries = Object.keys(library.getCountries());
    const regions = countries.flatMap((country) =>
      Object.entries(library.getStates(country, "en") ?? {}).flatMap(([state, name]) => [
        [`${country}-${state}`, name],
        ...Object.entries(library.getRegions(country, state, "en") ?? {}).map(([it, inside]) => [
          `${country}-${state}-${it}`,
          inside,
        ]),
      ]),
    );

    expect(holidayCountries).toEqual(countries);
    expect(Object.fromEntries(holidayRegions)).toEqual(Object.fromEntries(regions));
  });

  test.each([
    ["DE-BAYERN", 'Did you mean "DE-BY"?'],
    ["Germany", 'Did you mean "DE"?'],
    ["California", 'Did you mean "US-CA"?'],
    ["us-ca", 'Did you mean "US-CA"?'],
    ["DE-XX", "Write DE for Germany, or a region of it, as DE-BB (Brandenburg)."],
    ["Narnia", "Write a country's two letters, as US, or a region of it, as US-CA."],
  ])("of %s are nobody's, and it is said what to write", (written, fix) => {
    expect(holidayPlaceMeant(written)).toBe(fix);
  });
});
