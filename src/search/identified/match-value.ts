/** What a query says of an identifier -> which stored values it means: `phone:713-853-3989`, `amount:>1M`, `url:*login*`. Pure. */
import type { IdentifierName } from "../../identifier-kinds.ts";
import { compileGlob, literalOf } from "../../query/glob.ts";
import { parseNumberRange } from "../../query/numbers.ts";

/** A value as stored, as far as a query asks of it. */
export interface Asked {
  readonly value: string;
  readonly number: number | null;
}

export interface ValueTest {
  /** Values that are looked up at once; the only ones that fit when `test` is null. */
  readonly exact: readonly string[];
  readonly test: ((stored: Asked) => boolean) | null;
}

/** Kinds that are written in groups of digits and letters and kept without what is between. */
const COMPACT: ReadonlySet<string> = new Set(["iban", "bic", "card", "vat", "imei", "isbn"]);
/** Kinds that are found by a part of them. */
const BY_PART: ReadonlySet<string> = new Set(["url", "winpath"]);

/** Words for millions and more that numbers of bytes do not have. */
const withUnits = (text: string): string =>
  text
    .replace(/\s?(?:mio|mln|mn|millions?)\b/gi, "M")
    .replace(/\s?(?:bn|b|mrd|billions?)\b/gi, "G");

/** `>1M`, `EUR>1M`, `1M..5M EUR`: null for what is no number with or without a currency. */
function amountTest(written: string): ValueTest["test"] {
  const parts = /^([a-z]{3})?\s?([^a-z].*?)\s?(usd|eur|gbp|chf|jpy|rub|[a-z]{3})?$/i.exec(written);
  const only = /^[a-z]{3}$/i.test(written) ? written.toUpperCase() : null;
  if (only !== null) return ({ value }) => value.startsWith(`${only} `);
  const range = parts === null ? null : parseNumberRange(withUnits(parts[2] ?? ""));
  if (parts === null || range === null) return null;
  const currency = (parts[1] ?? parts[3])?.toUpperCase();
  const { low, high } = range;
  return ({ value, number }) =>
    number !== null &&
    (currency === undefined || value.startsWith(`${currency} `)) &&
    (low === null || (low.inclusive ? number >= low.value : number > low.value)) &&
    (high === null || (high.inclusive ? number <= high.value : number < high.value));
}

/** A phone number typed without its country: the stored one ends with its digits. */
function phoneTest(written: string): ValueTest["test"] {
  const digits = written.replace(/\D/g, "").replace(/^0+/, "");
  return digits.length < 6 ? null : ({ value }) => value.endsWith(digits);
}

/** What a pattern of the query tree means for a kind. */
export function valueTest(kind: IdentifierName, pattern: string): ValueTest {
  const literal = literalOf(pattern);
  if (literal !== null && kind === "amount") {
    const test = amountTest(literal.trim());
    if (test !== null) return { exact: [], test };
  }
  if (literal !== null && kind === "phone") {
    const test = phoneTest(literal);
    if (test !== null) return { exact: [], test };
  }
  if (literal === null) {
    const { test } = compileGlob(pattern.toLowerCase());
    return { exact: [], test: ({ value }) => test(value.toLowerCase()) };
  }
  const lower = literal.toLowerCase();
  if (BY_PART.has(kind))
    return { exact: [], test: ({ value }) => value.toLowerCase().includes(lower) };
  if (kind === "host")
    return { exact: [], test: ({ value }) => value === lower || value.endsWith(`.${lower}`) };
  const compact = COMPACT.has(kind) ? literal.replace(/[^A-Za-z0-9]/g, "").toUpperCase() : literal;
  const asked = compact.toLowerCase();
  return {
    exact: [...new Set([compact, literal, lower, literal.toUpperCase()])],
    test: ({ value }) => value.toLowerCase() === asked,
  };
}
