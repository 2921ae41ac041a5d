/**
 * Amounts of money: a number in any of four styles (1,234.56 · 1.234,56 · 1 234,56 · 1'234.56) beside a currency, with words like million. Where "1.234" can be read
 * in two ways, a currency that is written with decimal points (dollar, pound, yen) has decimals and any other has thousands.
 */
import { PROOF } from "../identifier-kinds.ts";
import { after, before, NOTHING, type Place, type Recogniser, type Value } from "./recogniser.ts";

/** Signs and words for currencies. "$" is read as USD unless a letter says whose it is. */
const SIGNS: readonly (readonly [sign: string, code: string])[] = [
  ["US$", "USD"],
  ["CA$", "CAD"],
  ["C$", "CAD"],
  ["AU$", "AUD"],
  ["A$", "AUD"],
  ["HK$", "HKD"],
  ["NZ$", "NZD"],
  ["S$", "SGD"],
  ["R$", "BRL"],
  ["$", "USD"],
  ["€", "EUR"],
  ["£", "GBP"],
  ["¥", "JPY"],
  ["₽", "RUB"],
  ["₴", "UAH"],
  ["₹", "INR"],
  ["₪", "ILS"],
  ["₩", "KRW"],
  ["₺", "TRY"],
];
const CODES =
  "USD|EUR|GBP|CHF|JPY|RUB|RUR|UAH|CAD|AUD|NZD|HKD|SGD|CNY|RMB|SEK|NOK|DKK|PLN|CZK|HUF|INR|BRL|MXN|ZAR|TRY|ILS|KRW|SAR|AED|ISK|RON|BGN";
const WORDS: readonly (readonly [word: RegExp, code: string])[] = [
  [/^(?:u\.?s\.? )?dollars?$/i, "USD"],
  [/^(?:euros?|евро)$/i, "EUR"],
  [/^pounds? sterling$/i, "GBP"],
  [/^(?:swiss francs?|franken|sfr\.?|fr\.)$/i, "CHF"],
  [/^(?:ro?ubles?|руб(?:лей|ля|ль|\.)?)$/i, "RUB"],
  [/^zł$/i, "PLN"],
];
const OTHER_NAMES: Readonly<Record<string, string>> = { RUR: "RUB", RMB: "CNY" };

/** Currencies whose "1.234" is one and a bit. */
const POINT = new Set("USD CAD AUD HKD NZD SGD GBP JPY INR ILS KRW CNY MXN".split(" "));

const SIGN = SIGNS.map(([sign]) => sign.replaceAll("$", "\\$")).join("|");
const NUMBER =
  "\\d{1,3}(?:([,.'’ \\u00a0\\u202f])\\d{3}(?!\\d))(?:\\GROUP\\d{3}(?!\\d)){0,4}(?:[.,]\\d{1,2}(?!\\d))?|\\d{1,15}(?:[.,]\\d{1,4}(?!\\d))?";
const TIMES =
  "(?:\\s?(?:MM|mm|[kKmM]|bn|BN|Bn|B|mn|mln\\.?|mio\\.?|Mio\\.?|MIO|Mrd\\.?|mrd\\.?|Tsd\\.?|[Mm]illions?|[Mm]illionen|[Bb]illions?|[Mm]illiarden?|[Mm]illiards?|[Tt]housand|[Tt]ausend|тыс\\.?|млн\\.?|млрд\\.?|миллион(?:ов|а)?|тысяч|миллиард(?:ов|а)?)(?![\\p{L}\\p{N}/]))?";
const number = (group: number): string => NUMBER.replace("\\GROUP", `\\${group}`);

/** What a word after a number multiplies it by. */
function factorOf(word: string): number {
  const name = word.trim().toLowerCase();
  if (name === "") return 1;
  if (/^(?:b|bn|bil|mrd|mill?iard|млрд|миллиард)/.test(name)) return 1e9;
  if (/^(?:k|th|ta|ts|ты)/.test(name)) return 1e3;
  return 1e6;
}

/** The number as written in the style that the currency suggests where two fit; null for none. */
function numberAsWritten(written: string, currency: string): number | null {
  const compact = written.replace(/[ \u00a0\u202f'’]/g, "");
  const marks = compact.replace(/\d/g, "");
  const last = compact.search(/[.,]\d*$/);
  const decimals = last < 0 ? 0 : compact.length - last - 1;
  const repeats = marks.length > 1 && marks.at(-1) === marks.at(-2);
  const thousands =
    last < 0 ||
    repeats ||
    (decimals === 3 && marks.length === 1 && !(marks === "." && POINT.has(currency)));
  const plain = thousands
    ? compact.replace(/[.,]/g, "")
    : `${compact.slice(0, last).replace(/[.,]/g, "")}.${compact.slice(last + 1)}`;
  const value = Number(plain);
  return Number.isFinite(value) && value < 1e15 ? value : null;
}

/** A number in canonical form: "1250000", "542.28". */
const plainNumber = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toFixed(4)));

function amount(written: string, times: string, currency: string): readonly Value[] {
  const value = numberAsWritten(written, currency);
  if (value === null) return NOTHING;
  const whole = Number((value * factorOf(times)).toFixed(4));
  return [{ value: `${currency} ${plainNumber(whole)}`, proof: PROOF.form, number: whole }];
}

const codeOf = (written: string): string => {
  const code = SIGNS.find(([sign]) => sign === written.toUpperCase())?.[1] ?? written.toUpperCase();
  return OTHER_NAMES[code] ?? code;
};

/** "$4" in a program is a register or an argument: a bare small number counts only in a sentence. */
function isVariable(place: Place, sign: string, written: string, times: string): boolean {
  if (sign !== "$" || times !== "" || !/^\d{1,2}$/.test(written)) return false;
  const next = after(place, 4);
  return written.length === 1 || Number(written) < 32
    ? !/^(?: [a-z]{2}|\/[a-z]{2}|-[a-z]|\.\s|\.$)/.test(next) || written.length === 1
    : /^[,(]\$/.test(next) || /[,(]$/.test(before(place, 1));
}

function readSignFirst(place: Place): readonly Value[] {
  const [, sign = "", written = "", space, times = ""] = place.match;
  // "$ 5 000 people": only after a sign that is written with spaces
  if (space === " " && POINT.has(codeOf(sign))) return NOTHING;
  return isVariable(place, sign, written, times) ? NOTHING : amount(written, times, codeOf(sign));
}

function readSignLast(place: Place): readonly Value[] {
  const [, written = "", , times = "", sign = ""] = place.match;
  const named = WORDS.find(([word]) => word.test(sign.trim()))?.[1];
  return amount(written, times, named ?? codeOf(sign.trim()));
}

const MONEY =
  /[$€£¥₽₴₹₪₩₺]|\b(?:USD|EUR|GBP|CHF|JPY|RU[BR]|UAH|[A-Z]{3})\b|dollar|euro|sterling|fran[ck]|sfr|ro?uble|руб|евро|zł/i;

export const AMOUNTS: readonly Recogniser[] = [
  {
    kind: "amount",
    needs: MONEY,
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}_$\\\\%])(${SIGN}|(?:${CODES})(?![A-Za-z]))[ \\u00a0]?(${number(3)})(${TIMES})(?![\\p{L}\\p{N}_])`,
      "gu",
    ),
    read: readSignFirst,
  },
  {
    kind: "amount",
    needs: MONEY,
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}_.,$€£¥'’/-])(${number(2)})(${TIMES})[ \\u00a0]?([€£₽₴₪₩₺¥]|(?:${CODES})(?![\\p{L}\\p{N}])|(?:[Uu]\\.?[Ss]\\.? )?[Dd]ollars?(?![\\p{L}\\p{N}])|[Ee]uros?(?![\\p{L}\\p{N}])|евро(?!\\p{L})|pounds? sterling|[Ss]wiss [Ff]rancs?|Franken|[Ss]?[Ff]r\\.(?![\\p{L}\\p{N}])|[Rr]o?ubles?|руб(?:лей|ля|ль|\\.)?(?!\\p{L})|zł(?!\\p{L}))`,
      "gu",
    ),
    read: readSignLast,
  },
];
