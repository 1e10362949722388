// where public holidays are known: a country by its two letters, or a region of it, as DE-BY

import { didYouMean } from "./closest.ts";
import { regionsOf } from "./holiday-regions.ts";
import { holidayCountries } from "./holidays.ts";

/** What each region is called, by its code. */
export const holidayRegions: ReadonlyMap<string, string> = new Map(
  Object.entries(regionsOf).flatMap(([country, regions]) =>
    regions.split("; ").map((it): [string, string] => {
      const [code = ""] = it.split(" ", 1);
      return [`${country}-${code}`, it.slice(code.length + 1)];
    }),
  ),
);

export function isHolidayPlace(code: string): boolean {
  return holidayCountries.includes(code) || holidayRegions.has(code);
}

/** "Bayern, Germany" */
export function holidayPlaceInWords(code: string): string {
  const [country = ""] = code.split("-", 1);
  const region = holidayRegions.get(code);
  return [...(region === undefined ? [] : [region]), countryInWords(country)].join(", ");
}

/** The place that goes by a code or a name; null when there is none, or more than one. */
export function findHolidayPlace(written: string): string | null {
  const said = written.trim().toLowerCase();
  const codes = [...holidayCountries, ...holidayRegions.keys()];
  const named = codes.filter((code) => isCalled(code, said));
  return named.length === 1 ? (named[0] ?? null) : null;
}

/** What to write instead of a place nobody knows, also where it was written out. */
export function holidayPlaceMeant(written: string): string {
  const named = findHolidayPlace(written);
  if (named !== null) return `Did you mean "${named}"?`;
  const [country = ""] = written.toUpperCase().split("-", 1);
  const inside = [...holidayRegions].find(([code]) => code.startsWith(`${country}-`));
  if (written.includes("-") && holidayCountries.includes(country)) {
    const own = inside === undefined ? "" : `, or a region of it, as ${inside[0]} (${inside[1]})`;
    return `Write ${country} for ${countryInWords(country)}${own}.`;
  }
  return (
    didYouMean(written.toUpperCase(), holidayCountries) ??
    "Write a country's two letters, as US, or a region of it, as US-CA."
  );
}

// "de-by", "Bayern", "DE-Bayern" and "Germany"
function isCalled(code: string, said: string): boolean {
  const [country = ""] = code.split("-", 1);
  const name = (holidayRegions.get(code) ?? countryInWords(country)).toLowerCase();
  return [code.toLowerCase(), name, `${country.toLowerCase()}-${name}`].includes(said);
}

const countries = new Intl.DisplayNames("en", { type: "region" });

function countryInWords(code: string): string {
  return `${code === "US" ? "the " : ""}${countries.of(code) ?? code}`;
}
