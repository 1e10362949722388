/** The name of the public holiday a day (2027-03-01) is, or null. */
export type Holidays = (date: string) => string | null;

const known = new Map<string, Promise<Holidays>>();

/** The public holidays of a country, by its two letters, or of a region, as DE-BY. The library and its data are loaded when first needed. */
export function loadHolidays(place: string): Promise<Holidays> {
  const holidays = known.get(place) ?? load(place);
  known.set(place, holidays);
  holidays.catch(() => known.delete(place));
  return holidays;
}

async function load(place: string): Promise<Holidays> {
  const { default: Library } = await import("date-holidays");
  const [country = "", state = "", region = ""] = place.split("-");
  const library = new Library(country, state, region, { types: ["public"], languages: ["en"] });
  const years = new Map<number, ReadonlyMap<string, string>>();
  const namesOf = (year: number) => {
    const names = years.get(year) ?? daysOf(library.getHolidays(year));
    years.set(year, names);
    return names;
  };
  // one that lasts over New Year is the old year's
  return (date) => {
    const year = Number(date.slice(0, 4));
    return namesOf(year).get(date) ?? namesOf(year - 1).get(date) ?? null;
  };
}

const day = 86_400_000;

type Named = { date: string; start: Date; end: Date; name: string };

function daysOf(holidays: readonly Named[]): ReadonlyMap<string, string> {
  const days = new Map<string, string>();
  for (const { date, start, end, name } of holidays) {
    const first = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
    const length = Math.max(1, Math.round((end.getTime() - start.getTime()) / day));
    for (let i = 0; i < length; i += 1)
      days.set(new Date(first + i * day).toISOString().slice(0, 10), name);
  }
  return days;
}

/** The countries whose holidays are known. */
export const holidayCountries: readonly string[] = (
  "AD AE AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BW BY BZ CA CC CD CF CG " +
  "CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FO FR GA GB GD GE GF GG GH " +
  "GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU IC ID IE IL IM IN IR IS IT JE JM JP KE KM KN KR KY KZ LC LI LK LR " +
  "LS LT LU LV LY MA MC MD ME MF MG MK ML MQ MR MS MT MU MW MX MY MZ NA NC NE NF NG NI NL NO NZ PA PE PF PH PK PL PM " +
  "PR PT PY RE RO RS RU RW SA SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SZ TC TD TG TH TN TO TR TT TW TZ UA " +
  "UG US UY UZ VA VC VE VG VI VN VU WF XK YT ZA ZM ZW"
).split(" ");
