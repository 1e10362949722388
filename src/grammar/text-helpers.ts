import { isText, type Type } from "./catalogue.ts";
import { readMoment } from "./moment.ts";
import { valueInWords } from "./value-in-words.ts";
import { capitalize, numberInWords } from "./words.ts";
import { dateInWords, longDateInWords, timeInWords } from "./zoned.ts";

/** What a value may be that a helper takes; `word` is a text written out in quotes. */
export type Taken = "anything" | "date" | "number" | "text" | "list" | "word";

/** A helper of texts: `{{money customer.arr "EUR"}}`. */
export type Helper = {
  takes: readonly Taken[];
  /** how many of them must be given */
  needs: number;
  gives: Type;
  example: string;
  /** a missing value is given to it as null, because it knows what to say then */
  mayMiss?: true;
  /** what is wrong with a word, where only some are allowed */
  refuses?(word: string): string | null;
  /** What these values become, to print or for another helper; null when one is not of the kind it takes. */
  say(values: readonly unknown[], zone: string): unknown;
};

export function helperOf(name: string): Helper | null {
  return helpers.get(name) ?? null;
}

/** Whether a helper may be given a value of that type. */
export function takesType(taken: Taken | undefined, type: Type): boolean {
  if (type === "unknown" || taken === "anything" || taken === undefined) return true;
  if (taken === "list") return typeof type === "object" && "list" in type;
  return taken === "text" || taken === "word" ? isText(type) : type === taken;
}

const anyText: Pick<Helper, "takes" | "needs" | "gives"> = {
  takes: ["text"],
  needs: 1,
  gives: "text",
};

const helpers: ReadonlyMap<string, Helper> = new Map<string, Helper>([
  [
    "default",
    {
      takes: ["anything", "anything"],
      needs: 2,
      gives: "unknown",
      mayMiss: true,
      example: '{{default customer.champion.first_name "there"}}',
      say: ([value, otherwise]) => value ?? otherwise ?? null,
    },
  ],
  [
    "date",
    {
      takes: ["date", "word"],
      needs: 1,
      gives: "text",
      example: '{{date customer.renewal_date "long"}}',
      refuses: (word) => (word === "long" || word === "short" ? null : 'Write "long" or "short".'),
      say([value, style], zone) {
        const moment = readMoment(value, zone);
        if (!moment) return null;
        return style === "long"
          ? longDateInWords(moment.date, zone)
          : dateInWords(moment.date, zone);
      },
    },
  ],
  [
    "time",
    {
      takes: ["date"],
      needs: 1,
      gives: "text",
      example: "{{time qbr.at}}",
      say([value], zone) {
        const at = readMoment(value, zone)?.at;
        return at ? timeInWords(at, zone) : null;
      },
    },
  ],
  [
    "money",
    {
      takes: ["number", "word"],
      needs: 1,
      gives: "text",
      example: '{{money customer.arr "EUR"}}',
      refuses: (word) => (currencies.has(word) ? null : 'Write a currency such as "EUR".'),
      say([value, currency = "USD"]) {
        const amount = numberFrom(value);
        return amount === null ? null : moneySaid(amount, String(currency));
      },
    },
  ],
  [
    "number",
    {
      takes: ["number"],
      needs: 1,
      gives: "text",
      example: "{{number customer.seats}}",
      say: ([value]) => withNumber(value, numberInWords),
    },
  ],
  [
    "percent",
    {
      takes: ["number"],
      needs: 1,
      gives: "text",
      example: "{{percent inputs.max_discount}}",
      say: ([value]) => withNumber(value, (number) => `${numberInWords(number)}%`),
    },
  ],
  [
    "upper",
    {
      ...anyText,
      example: "{{upper customer.name}}",
      say: ([value]) => withText(value, (it) => it.toUpperCase()),
    },
  ],
  [
    "lower",
    {
      ...anyText,
      example: "{{lower customer.plan}}",
      say: ([value]) => withText(value, (it) => it.toLowerCase()),
    },
  ],
  [
    "first",
    {
      ...anyText,
      example: "{{first customer.champion.name}}",
      say: ([value]) => withText(value, firstWord),
    },
  ],
  [
    "capitalize",
    {
      ...anyText,
      example: "{{capitalize customer.plan}}",
      say: ([value]) => withText(value, capitalize),
    },
  ],
  [
    "join",
    {
      takes: ["list", "word"],
      needs: 2,
      gives: "text",
      example: '{{join summary.risks ", "}}',
      say([list, separator], zone) {
        if (!Array.isArray(list)) return null;
        const items = list.map((item) => valueInWords(item, zone));
        return items.includes(null) ? null : items.join(String(separator));
      },
    },
  ],
  [
    "count",
    {
      takes: ["list"],
      needs: 1,
      gives: "number",
      example: "{{count summary.risks}}",
      say: ([list]) => (Array.isArray(list) ? list.length : null),
    },
  ],
  [
    "plural",
    {
      takes: ["number", "word", "word"],
      needs: 3,
      gives: "text",
      example: '{{plural customer.seats "seat" "seats"}}',
      say: ([count, one, many]) =>
        withNumber(
          count,
          (number) => `${numberInWords(number)} ${String(number === 1 ? one : many)}`,
        ),
    },
  ],
]);

export const helperNames: readonly string[] = [...helpers.keys()];

const currencies = new Set(Intl.supportedValuesOf("currency"));

function moneySaid(amount: number, currency: string): string {
  const digits = Number.isInteger(amount) ? { maximumFractionDigits: 0 } : {};
  return new Intl.NumberFormat("en-US", { style: "currency", currency, ...digits }).format(amount);
}

// a connector may hand a number over as text
function numberFrom(value: unknown): number | null {
  const number = typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

function withNumber(value: unknown, say: (number: number) => string): string | null {
  const number = numberFrom(value);
  return number === null ? null : say(number);
}

function withText(value: unknown, say: (text: string) => string): string | null {
  return typeof value === "string" ? say(value) : null;
}

function firstWord(text: string): string {
  return text.trim().split(/\s+/)[0] ?? "";
}
