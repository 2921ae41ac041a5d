/**
 * Amounts of money in a text: `12 500,50 €`, `EUR 12.500,50`, `€12,500.50`, `CHF 1'200.–`, `3 millions d'euros`, `5k€`, `$2.4B`. French, English and German
 * forms. Only with a currency beside it: a bare number is a date, a phone number or a page. Pure; linear, since every repeat is bounded.
 */
import { type AmountRole, roleAt } from "./amount-roles.ts";

export type Currency = "EUR" | "USD" | "GBP" | "CHF";

export interface Amount {
  readonly value: number;
  readonly currency: Currency;
  /** As written, for a person to check. */
  readonly written: string;
  /** What words beside it say it is. */
  readonly role: AmountRole;
}

const CURRENCIES: readonly (readonly [RegExp, Currency])[] = [
  [/^(?:€|eur|euros?)$/i, "EUR"],
  [/^(?:\$|usd|us\$|dollars?|dollar)$/i, "USD"],
  [/^(?:£|gbp|pounds?|livres sterling)$/i, "GBP"],
  [/^(?:chf|sfr|francs suisses|franken)$/i, "CHF"],
];

const CURRENCY_BEFORE = "(?:€|US\\$|\\$|£|EUR|USD|GBP|CHF|SFr)";
const CURRENCY_AFTER =
  "(?:€|\\$|£|EUR|USD|GBP|CHF|SFr|[Ee]uros?|[Dd]ollars?|[Pp]ounds?|francs suisses|Franken)";
const SPACE = "[ \\u00a0\\u202f]";
/** 1 234 567,89 and its sisters; at most 15 digits before the comma. Groups are parted by one and the same mark: two columns of a table are no amount. */
const numberNamed = (mark: string): string =>
  `\\d{1,3}(?<${mark}>[ \\u00a0\\u202f.,'’])\\d{3}(?:\\k<${mark}>\\d{3}){0,3}(?:(?!\\k<${mark}>)[.,]\\d{1,2})?(?!\\d)|\\d{1,15}(?:[.,]\\d{1,2})?(?!\\d)`;
const SCALE =
  "(?:k|K|M|B|bn|Mio\\.?|Mrd\\.?|Md|millions?|milliards?|billions?|trillions?|Millionen|Million|Milliarden|thousand|mille|Tausend|Tsd\\.?)";
const AMOUNT = new RegExp(
  `(?<![\\p{L}\\d.,])(?:(${CURRENCY_BEFORE})${SPACE}?(${numberNamed("x")})(?:${SPACE}?(${SCALE})(?!\\p{L}))?|(${numberNamed("y")})${SPACE}?(?:(${SCALE})${SPACE}?(?:d['’]|de )?)?(${CURRENCY_AFTER})(?!\\p{L}))`,
  "gu",
);

const SCALES: readonly (readonly [RegExp, number])[] = [
  [/^(?:k|thousand|mille|tausend|tsd\.?)$/i, 1e3],
  [/^(?:m|mio\.?|millions?|millionen)$/i, 1e6],
  [/^(?:b|bn|mrd\.?|md|milliards?|milliarden|billions?)$/i, 1e9],
  [/^trillions?$/i, 1e12],
];

/** Beside these scales a dot is a mark of thousands and a comma the decimal one; beside the others it is the other way round. */
const CONTINENTAL = /^(?:mio\.?|mrd\.?|md|milliards?|millionen|milliarden|mille|tausend|tsd\.?)$/i;

/**
 * The number of `1.234,56`, `1,234.56`, `1 234,56`: the last mark with one or two digits after it is the decimal one. Beside a scale it may have three:
 * `$2.384 billion` is not 2,384 billion.
 */
function numberOfWritten(written: string, scale: string, currency: Currency): number {
  const isContinental =
    CONTINENTAL.test(scale) || (/^millions?$/i.test(scale) && /EUR|CHF/.test(currency));
  const thousandths = isContinental ? /^\d{1,3}(,)(\d{3})$/ : /^\d{1,3}(\.)(\d{3})$/;
  const decimal =
    /([.,])(\d{1,2})$/.exec(written) ?? (scale === "" ? null : thousandths.exec(written));
  const whole = (
    decimal === null ? written : written.slice(0, written.length - (decimal[2]?.length ?? 0))
  ).replace(/\D/g, "");
  return Number(`${whole}.${decimal?.[2] ?? "0"}`);
}

/** Texts are read up to here: a table of a million rows would be all there is to say. */
const MAX_CHARS = 1 << 20;
const MAX_AMOUNTS = 2000;

/** Amounts above 0 in a text, in order: `amountsIn("14 000 euros en espèces")` is `[{value: 14000, currency: "EUR", written: "14 000 euros", role: "cash"}]`. */
export function amountsIn(text: string): Amount[] {
  const found: Amount[] = [];
  for (const match of text.slice(0, MAX_CHARS).matchAll(AMOUNT)) {
    const [written, before, numberBefore, , scaleBefore, numberAfter, , scaleAfter, after] = match;
    const sign = before ?? after ?? "";
    const currency = CURRENCIES.find(([form]) => form.test(sign))?.[1];
    const scale = scaleBefore ?? scaleAfter ?? "";
    const factor = SCALES.find(([form]) => form.test(scale))?.[1] ?? 1;
    if (currency === undefined) continue;
    const number = numberOfWritten(numberBefore ?? numberAfter ?? "", scale, currency);
    // 0.1 + 0.2: a product of decimals is rounded to what was written
    const value = Number((number * factor).toPrecision(15));
    if (value > 0 && value < 1e15) {
      const role = roleAt(text, match.index, match.index + written.length);
      found.push({ value, currency, written: written.replace(/\s+/g, " "), role });
    }
    if (found.length >= MAX_AMOUNTS) break;
  }
  return found;
}
