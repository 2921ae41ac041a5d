/**
 * Amounts of money in a text: `12 500,50 €`, `EUR 12.500,50`, `€12,500.50`, `CHF 1'200.–`, `3 millions d'euros`, `5k€`. French, English and German
 * forms. Only with a currency beside it: a bare number is a date, a phone number or a page. Pure; linear, since every repeat is bounded.
 */

export type Currency = "EUR" | "USD" | "GBP" | "CHF";

export interface Amount {
  readonly value: number;
  readonly currency: Currency;
  /** As written, for a person to check. */
  readonly written: string;
}

const CURRENCIES: readonly (readonly [RegExp, Currency])[] = [
  [/^(?:€|eur|euros?)$/i, "EUR"],
  [/^(?:\$|usd|us\$|dollars?|dollar)$/i, "USD"],
  [/^(?:£|gbp|pounds?|livres sterling)$/i, "GBP"],
  [/^(?:chf|sfr|francs suisses|franken)$/i, "CHF"],
];

const CURRENCY_BEFORE = "(?:€|US\\$|\\$|£|EUR|USD|GBP|CHF|SFr)";
const CURRENCY_AFTER =
  "(?:€|\\$|£|EUR|USD|GBP|CHF|SFr|euros?|dollars?|pounds?|francs suisses|Franken)";
const SPACE = "[ \\u00a0\\u202f]";
/** 1 234 567,89 and its sisters; at most 15 digits before the comma. */
const NUMBER =
  "\\d{1,3}(?:[ \\u00a0\\u202f.,'’]\\d{3}){1,4}(?:[.,]\\d{1,2})?(?!\\d)|\\d{1,15}(?:[.,]\\d{1,2})?(?!\\d)";
const SCALE =
  "(?:k|M|Mio\\.?|Mrd\\.?|millions?|milliards?|billion|Millionen|Million|Milliarden|thousand|mille|Tausend|Tsd\\.?)";
const AMOUNT = new RegExp(
  `(?<![\\p{L}\\d.,])(?:(${CURRENCY_BEFORE})${SPACE}?(${NUMBER})(?:${SPACE}?(${SCALE})(?!\\p{L}))?|(${NUMBER})${SPACE}?(?:(${SCALE})${SPACE}?(?:d['’]|de )?)?(${CURRENCY_AFTER})(?!\\p{L}))`,
  "gu",
);

const SCALES: readonly (readonly [RegExp, number])[] = [
  [/^(?:k|thousand|mille|tausend|tsd\.?)$/i, 1e3],
  [/^(?:m|mio\.?|millions?|millionen)$/i, 1e6],
  [/^(?:mrd\.?|milliards?|milliarden|billion)$/i, 1e9],
];

/** The number of `1.234,56`, `1,234.56`, `1 234,56`: the last mark with one or two digits after it is the decimal one. */
function numberOfWritten(written: string): number {
  const decimal = /[.,](\d{1,2})$/.exec(written);
  const whole = (decimal === null ? written : written.slice(0, decimal.index)).replace(/\D/g, "");
  return Number(`${whole}.${decimal?.[1] ?? "0"}`);
}

/** Texts are read up to here: a table of a million rows would be all there is to say. */
const MAX_CHARS = 1 << 20;
const MAX_AMOUNTS = 2000;

/** Amounts above 0 in a text, in order: `amountsIn("14 000 euros en espèces")` is `[{value: 14000, currency: "EUR", written: "14 000 euros"}]`. */
export function amountsIn(text: string): Amount[] {
  const found: Amount[] = [];
  for (const match of text.slice(0, MAX_CHARS).matchAll(AMOUNT)) {
    const [written, before, numberBefore, scaleBefore, numberAfter, scaleAfter, after] = match;
    const sign = before ?? after ?? "";
    const currency = CURRENCIES.find(([form]) => form.test(sign))?.[1];
    const scale = scaleBefore ?? scaleAfter;
    const factor = scale === undefined ? 1 : (SCALES.find(([form]) => form.test(scale))?.[1] ?? 1);
    const value = numberOfWritten(numberBefore ?? numberAfter ?? "") * factor;
    if (currency !== undefined && value > 0 && value < 1e15)
      found.push({ value, currency, written: written.replace(/\s+/g, " ") });
    if (found.length >= MAX_AMOUNTS) break;
  }
  return found;
}
