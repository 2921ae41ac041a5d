/**
 * Reads a property set stream ([MS-OLEPS]): SummaryInformation, DocumentSummaryInformation and their like.
 *
 * Own reader, since no maintained package has one. Values are decoded with the code page the set names; sizes the set claims are
 * not trusted (writers get them wrong), every read is bounded by the stream. Says what is there; ole-metadata.ts says what it means.
 */
import { LIMITS } from "../../limits.ts";
import {
  f64,
  guarded,
  guid,
  hex,
  i16,
  i32,
  slice,
  sliceUpTo,
  u8,
  u16,
  u32,
  u64,
} from "../bytes.ts";
import { decodeCodePage, decodeUtf16, untilNul } from "../code-pages.ts";

/** One value. `rawHex` is set, and text "", when bytes are there that the code page cannot explain. */
export type PropertyValue =
  | { readonly kind: "text"; readonly text: string; readonly rawHex?: string }
  | { readonly kind: "number"; readonly number: number }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "filetime"; readonly ticks: bigint }
  | { readonly kind: "blob"; readonly bytes: Uint8Array }
  | { readonly kind: "vector"; readonly values: readonly PropertyValue[] }
  | { readonly kind: "other"; readonly type: number };

/** Example: `{formatId:"f29f85e0-4ff9-1068-ab91-08002b27b3d9", codePage:1251, locale:1049, values:Map{4 => …}, names:Map{}}`. */
export interface PropertySection {
  readonly formatId: string;
  /** As stored, unsigned; null when the section names none (then 1252 is read). */
  readonly codePage: number | null;
  /** LCID of property 0x80000000, null when absent. */
  readonly locale: number | null;
  readonly values: ReadonlyMap<number, PropertyValue>;
  /** Names of the user's own properties by id. */
  readonly names: ReadonlyMap<number, string>;
}

export interface PropertySet {
  /** 0 Windows 16 bit, 1 Mac, 2 Windows 32 bit. */
  readonly osKind: number;
  readonly osVersion: string;
  readonly sections: readonly PropertySection[];
}

const DEFAULT_CODE_PAGE = 1252;
const VT_VECTOR = 0x1000;
const VT_VARIANT = 12;
const VT_LPSTR = 30;
const VT_LPWSTR = 31;

interface Parsed {
  readonly value: PropertyValue;
  /** Offset after the value, unpadded. */
  readonly end: number;
}

/** Trailing NULs are padding; text after the first NUL is left-over memory. */
function textValue(bytes: Uint8Array, codePage: number): PropertyValue {
  const text = decodeCodePage(bytes, codePage);
  if (text !== null) return { kind: "text", text: untilNul(text) };
  const end = bytes.indexOf(0);
  const own = end < 0 ? bytes : bytes.subarray(0, end);
  // an unknown code page does not touch ASCII
  if (own.every((value) => value < 0x80)) {
    return { kind: "text", text: decodeCodePage(own, DEFAULT_CODE_PAGE) ?? "" };
  }
  return { kind: "text", text: "", rawHex: hex(own.subarray(0, LIMITS.maxMetadataChars)) };
}

function readScalar(bytes: Uint8Array, at: number, type: number, codePage: number): Parsed {
  const number = (value: number, size: number): Parsed => ({
    value: { kind: "number", number: value },
    end: at + size,
  });
  switch (type) {
    case 0:
    case 1:
      return { value: { kind: "other", type }, end: at };
    case 2:
      return number(i16(bytes, at), 2);
    case 3:
    case 22:
      return number(i32(bytes, at), 4);
    case 4:
      return number(new DataView(slice(bytes, at, 4).slice().buffer).getFloat32(0, true), 4);
    case 5:
    case 7:
      return number(f64(bytes, at), 8);
    case 11:
      return { value: { kind: "bool", value: u16(bytes, at) !== 0 }, end: at + 2 };
    case 16:
      return number((u8(bytes, at) << 24) >> 24, 1);
    case 17:
      return number(u8(bytes, at), 1);
    case 18:
      return number(u16(bytes, at), 2);
    case 19:
    case 23:
      return number(u32(bytes, at), 4);
    case 20:
    case 21:
    case 6:
      return number(Number(BigInt.asIntN(64, u64(bytes, at))), 8);
    case 64:
      return { value: { kind: "filetime", ticks: u64(bytes, at) }, end: at + 8 };
    case 8:
    case VT_LPSTR: {
      const length = u32(bytes, at);
      return {
        value: textValue(sliceUpTo(bytes, at + 4, length), codePage),
        end: at + 4 + length,
      };
    }
    case VT_LPWSTR: {
      const length = u32(bytes, at) * 2;
      const text = untilNul(decodeUtf16(sliceUpTo(bytes, at + 4, length)));
      return { value: { kind: "text", text }, end: at + 4 + length };
    }
    case 65:
    case 70:
    case 71: {
      const length = u32(bytes, at);
      return {
        value: { kind: "blob", bytes: sliceUpTo(bytes, at + 4, length) },
        end: at + 4 + length,
      };
    }
    case 72:
      return { value: { kind: "text", text: guid(bytes, at) }, end: at + 16 };
    default:
      return { value: { kind: "other", type }, end: bytes.length };
  }
}

/**
 * A vector ([MS-OLEPS] 2.14.2). The specification pads every element to four bytes; Office itself writes strings unpadded, other
 * writers pad them. So after a string the next element is looked for at both places, unpadded first.
 */
function readVector(bytes: Uint8Array, at: number, inner: number, codePage: number): Parsed {
  const count = Math.min(u32(bytes, at), LIMITS.maxOleVectorValues);
  const values: PropertyValue[] = [];
  let next = at + 4;
  for (let i = 0; i < count && next < bytes.length; i++) {
    const type = inner === VT_VARIANT ? u32(bytes, next) & 0xffff : inner;
    const start = inner === VT_VARIANT ? next + 4 : next;
    // a vector inside a vector exists in no property set; refusing it bounds the depth
    const parsed = guarded(
      () => readScalar(bytes, start, type, codePage),
      null,
      () => {},
    );
    if (parsed === null) break;
    values.push(parsed.value);
    const padded = parsed.end + ((4 - ((parsed.end - start) % 4)) % 4);
    const isString = type === VT_LPSTR || type === VT_LPWSTR;
    if (isString) next = nextElement(bytes, parsed.end, padded, inner);
    else next = inner === VT_VARIANT ? padded : parsed.end;
  }
  return { value: { kind: "vector", values }, end: next };
}

/** Types that stand inside heading pairs and their like: numbers and strings. */
const VARIANT_TYPES: ReadonlySet<number> = new Set([
  2,
  3,
  4,
  5,
  11,
  19,
  22,
  23,
  VT_LPSTR,
  VT_LPWSTR,
]);

function nextElement(bytes: Uint8Array, end: number, padded: number, inner: number): number {
  if (padded === end) return end;
  const plausible = (at: number): boolean => {
    if (at + 4 > bytes.length) return at === bytes.length;
    const value = u32(bytes, at);
    if (inner === VT_VARIANT) return VARIANT_TYPES.has(value);
    return value <= bytes.length - at - 4;
  };
  const zeros = sliceUpTo(bytes, end, padded - end).every((value) => value === 0);
  // an unpadded place that reads as an empty string, followed by a sound padded one, is padding
  const isEmptyThere = inner !== VT_VARIANT && end + 4 <= bytes.length && u32(bytes, end) === 0;
  if (plausible(end) && !isEmptyThere) return end;
  return zeros && plausible(padded) ? padded : end;
}

function readValue(bytes: Uint8Array, at: number, codePage: number): PropertyValue {
  const type = u32(bytes, at) & 0xffff;
  return type & VT_VECTOR
    ? readVector(bytes, at + 4, type & 0xfff, codePage).value
    : readScalar(bytes, at + 4, type, codePage).value;
}

/** Property 0 ([MS-OLEPS] 2.17): id, length, name; in UTF-16 sets the length counts characters and names are padded. */
function readDictionary(bytes: Uint8Array, at: number, codePage: number): Map<number, string> {
  const names = new Map<number, string>();
  const count = Math.min(u32(bytes, at), LIMITS.maxOleProperties);
  let next = at + 4;
  for (let i = 0; i < count; i++) {
    const id = u32(bytes, next);
    const length = u32(bytes, next + 4) * (codePage === 1200 ? 2 : 1);
    const name = decodeCodePage(sliceUpTo(bytes, next + 8, length), codePage);
    names.set(id, untilNul(name ?? ""));
    next += 8 + length;
    if (codePage === 1200) next += (4 - (length % 4)) % 4;
    if (next >= bytes.length) break;
  }
  return names;
}

function readSection(
  stream: Uint8Array,
  formatId: string,
  at: number,
  onProblem: (reason: string) => void,
): PropertySection {
  const bytes = sliceUpTo(stream, at, stream.length);
  const offsets = new Map<number, number>();
  guarded(
    () => {
      const count = u32(bytes, 4);
      if (count > LIMITS.maxOleProperties) onProblem(`claims ${count} properties`);
      for (let i = 0; i < Math.min(count, LIMITS.maxOleProperties); i++) {
        const id = u32(bytes, 8 + 8 * i);
        const offset = u32(bytes, 12 + 8 * i);
        if (!offsets.has(id) && offset < bytes.length) offsets.set(id, offset);
      }
    },
    undefined,
    onProblem,
  );
  const numberAt = (id: number, read: (b: Uint8Array, at: number) => number): number | null => {
    const offset = offsets.get(id);
    if (offset === undefined) return null;
    return guarded(() => read(bytes, offset + 4), null, onProblem);
  };
  // VT_I2 is signed: 65001 is stored as -535
  const codePage = numberAt(1, u16);
  const decodeAs = codePage === null || codePage === 0 ? DEFAULT_CODE_PAGE : codePage;
  const values = new Map<number, PropertyValue>();
  let names = new Map<number, string>();
  for (const [id, offset] of offsets) {
    if (id === 1) continue;
    guarded(
      () => {
        if (id === 0) names = readDictionary(bytes, offset, decodeAs);
        else {
          values.set(id, readValue(bytes, offset, decodeAs));
          const claimed = (u32(bytes, offset) & VT_VECTOR) === 0 ? 0 : u32(bytes, offset + 4);
          if (claimed > LIMITS.maxOleVectorValues)
            onProblem(`property ${id} claims ${claimed} values`);
        }
      },
      undefined,
      (reason) => onProblem(`property ${id}: ${reason}`),
    );
  }
  return { formatId, codePage, locale: numberAt(0x80000000, u32), values, names };
}

/** The property set in a stream, null when its header is none. `onProblem` hears what could not be read. */
export function readPropertySet(
  stream: Uint8Array,
  onProblem: (reason: string) => void,
): PropertySet | null {
  return guarded(
    () => {
      if (u16(stream, 0) !== 0xfffe) {
        onProblem("does not begin like a property set");
        return null;
      }
      const sections: PropertySection[] = [];
      // no standard set has more than two sections ([MS-OLEPS] 2.21)
      for (let i = 0; i < Math.min(u32(stream, 24), 2); i++) {
        const formatId = guid(stream, 28 + 20 * i);
        const at = u32(stream, 44 + 20 * i);
        sections.push(readSection(stream, formatId, at, onProblem));
      }
      return {
        osKind: u16(stream, 6),
        osVersion: `${u8(stream, 4)}.${u8(stream, 5)}`,
        sections,
      };
    },
    null,
    onProblem,
  );
}
