/**
 * Numbers and ranges of them as written in a query.
 *
 * kB, MB, GB, TB (also k, M, G, T and the French ko, Mo, Go, To) count in thousands as disks and mailers do: 5MB is 5,000,000.
 * KiB, MiB, GiB, TiB (Kio …) count in 1,024. A lone value with a unit means what would be cut to it: `size:5MB` is from
 * 5,000,000 up to 6,000,000 bytes, `size:1.5GB` from 1.5 to 1.6; without a unit it means just itself. Bounds of ranges are exact.
 */
import type { NumberBound } from "./tree.ts";

export interface NumberRange {
  readonly low: NumberBound | null;
  readonly high: NumberBound | null;
}

interface WrittenNumber {
  readonly value: number;
  /** One in the last digit written; 0 without a unit. */
  readonly step: number;
}

const POWERS = new Map([
  ["", 0],
  ["k", 1],
  ["m", 2],
  ["g", 3],
  ["t", 4],
]);
const WRITTEN = /^([+-]?)([0-9]+(?:[.,][0-9]+)*)\s*([a-z]*)$/i;
const UNIT = /^(?:([kmgt]?)(i?)[bo]?|bytes?|octets?)$/i;
const MAX_WRITTEN = 40;
const MAX_VALUE = 1e15;

/** What one of the unit is in bytes, null for an unknown unit. */
function unitOf(written: string): number | null {
  const match = UNIT.exec(written);
  if (match === null) return null;
  const power = POWERS.get((match[1] ?? "").toLowerCase()) ?? 0;
  if (match[2] !== undefined && match[2] !== "" && power === 0) return null;
  return (match[2] ? 1024 : 1000) ** power;
}

/** Whether a word is a unit that may stand apart from its number, as in `size:>5 MB`. */
export const isUnit = (word: string): boolean =>
  word.length > 1 && word.length < 8 && unitOf(word) !== null;

/** Digits with separators: "1,500" and "1.234.567" group thousands, "1,5" and "1.500" have decimals. */
function plainDigits(written: string): string | null {
  if (/^[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?$/.test(written)) return written.replaceAll(",", "");
  if (/^[0-9]{1,3}(?:\.[0-9]{3}){2,}$/.test(written)) return written.replaceAll(".", "");
  return /^[0-9]+(?:[.,][0-9]{1,6})?$/.test(written) ? written.replace(",", ".") : null;
}

function readNumber(text: string): WrittenNumber | null {
  if (text.length > MAX_WRITTEN) return null;
  const match = WRITTEN.exec(text.trim());
  if (match === null) return null;
  const digits = plainDigits(match[2] as string);
  const unit = unitOf(match[3] as string);
  if (digits === null || unit === null) return null;
  const decimals = digits.includes(".") ? digits.length - digits.indexOf(".") - 1 : 0;
  const plain = Number(digits) * unit;
  const value = (match[1] === "-" ? -1 : 1) * (unit > 1 ? Math.round(plain) : plain);
  const step = match[3] === "" || unit === 1 ? 0 : Math.round(unit / 10 ** decimals);
  return Math.abs(value) > MAX_VALUE ? null : { value: value === 0 ? 0 : value, step };
}

const bound = (text: string, inclusive: boolean): NumberBound | null => {
  const number = readNumber(text);
  return number === null ? null : { value: number.value, inclusive };
};

/** Reads `5MB`, `>=3`, `<10k`, `3..7`, `3..`, `..7`, `3<..<7`; null when it is no number or range. */
export function parseNumberRange(written: string): NumberRange | null {
  const text = written.trim().replace(/^≥/, ">=").replace(/^≤/, "<=");
  const operator = /^(?:>=|<=|>|<|=)/.exec(text)?.[0] ?? "";
  if (operator !== "") {
    const limit = bound(text.slice(operator.length), operator.includes("="));
    if (limit === null) return null;
    if (operator === "=") return { low: limit, high: limit };
    return operator.startsWith(">") ? { low: limit, high: null } : { low: null, high: limit };
  }
  const dots = text.indexOf("..");
  if (dots >= 0) {
    const left = text.slice(0, dots);
    const right = text.slice(dots + 2);
    const lowOpen = left.endsWith("<");
    const highOpen = right.startsWith("<");
    const low = left === "" ? null : bound(lowOpen ? left.slice(0, -1) : left, !lowOpen);
    const high = right === "" ? null : bound(highOpen ? right.slice(1) : right, !highOpen);
    const bad = (left !== "" && low === null) || (right !== "" && high === null);
    return bad || (low === null && high === null) ? null : { low, high };
  }
  const number = readNumber(text);
  if (number === null) return null;
  const low: NumberBound = { value: number.value, inclusive: true };
  if (number.step === 0) return { low, high: low };
  return { low, high: { value: number.value + number.step, inclusive: false } };
}

/** Writes a range so that {@link parseNumberRange} gives it back: ">5000000", "3..7", "0". */
export function writeNumberRange({ low, high }: NumberRange): string {
  if (low !== null && high !== null) {
    const single = low.value === high.value && low.inclusive && high.inclusive;
    if (single) return `${low.value}`;
    return `${low.value}${low.inclusive ? "" : "<"}..${high.inclusive ? "" : "<"}${high.value}`;
  }
  if (low !== null) return `${low.inclusive ? ">=" : ">"}${low.value}`;
  return high === null ? "*" : `${high.inclusive ? "<=" : "<"}${high.value}`;
}

/** Whether no number can lie in the range. */
export const isEmptyNumberRange = ({ low, high }: NumberRange): boolean =>
  low !== null &&
  high !== null &&
  (low.value > high.value || (low.value === high.value && !(low.inclusive && high.inclusive)));
