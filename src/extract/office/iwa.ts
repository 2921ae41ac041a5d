/**
 * The archives of iWork since 2013 (.iwa): chunks packed with Snappy, in them protobuf messages, each with a number that says what it is. Apple publishes no
 * specification; the layout is that of the open readers of numbers-parser and keynote-parser. Bounded: packed data may not grow beyond the limit.
 */
import { LIMITS } from "../../limits.ts";
import { OutOfBytes, slice, u8 } from "../bytes.ts";

/** A message: its type, and its bytes. */
export interface IwaMessage {
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** A field of a protobuf message: a number, or bytes. */
export interface WireField {
  readonly number: number;
  readonly value: number;
  readonly bytes: Uint8Array | null;
}

/** A varint of up to 64 bits (those beyond 53 are lost) and where it ends. */
function varint(bytes: Uint8Array, from: number): { value: number; end: number } {
  let value = 0;
  for (let at = from, scale = 1; at < from + 10; at++, scale *= 128) {
    const byte = u8(bytes, at);
    value += (byte & 127) * scale;
    if (byte < 128) return { value, end: at + 1 };
  }
  throw new OutOfBytes(from, 10, bytes.length);
}

/** The fields of a message in order. Throws {@link OutOfBytes} for bytes that are no protobuf. */
export function* wireFields(bytes: Uint8Array): Generator<WireField> {
  for (let at = 0; at < bytes.length; ) {
    const key = varint(bytes, at);
    const number = Math.floor(key.value / 8);
    const kind = key.value % 8;
    if (kind === 0) {
      const { value, end } = varint(bytes, key.end);
      yield { number, value, bytes: null };
      at = end;
      continue;
    }
    const length =
      kind === 2 ? varint(bytes, key.end) : { value: kind === 1 ? 8 : 4, end: key.end };
    if (kind !== 1 && kind !== 2 && kind !== 5) throw new OutOfBytes(at, kind, bytes.length);
    yield { number, value: 0, bytes: slice(bytes, length.end, length.value) };
    at = length.end + length.value;
  }
}

/** One Snappy block (format_description.txt of google/snappy), appended to `out` from `to` on; returns where it ends. */
function unpackBlock(block: Uint8Array, out: Uint8Array, to: number): number {
  let at = varint(block, 0).end;
  let end = to;
  while (at < block.length) {
    const tag = u8(block, at++);
    const kind = tag & 3;
    let length = (tag >> 2) + 1;
    if (kind === 0) {
      if (length > 60) {
        const width = length - 60;
        length = 1;
        for (let i = 0; i < width; i++) length += u8(block, at + i) * 256 ** i;
        at += width;
      }
      const literal = slice(block, at, length);
      slice(out, end, length);
      out.set(literal, end);
      at += length;
      end += length;
      continue;
    }
    let offset: number;
    if (kind === 1) {
      length = ((tag >> 2) & 7) + 4;
      offset = ((tag >> 5) << 8) | u8(block, at);
      at += 1;
    } else {
      const width = kind === 2 ? 2 : 4;
      offset = 0;
      for (let i = 0; i < width; i++) offset += u8(block, at + i) * 256 ** i;
      at += width;
    }
    slice(out, end, length);
    if (offset === 0 || offset > end - to) throw new OutOfBytes(at, offset, block.length);
    // An offset shorter than the length repeats what is being written
    for (let i = 0; i < length; i++) out[end + i] = out[end + i - offset] as number;
    end += length;
  }
  return end;
}

/** All chunks of an archive unpacked; null when they grow beyond the limit. */
function unpack(bytes: Uint8Array): Uint8Array | null {
  const blocks: Uint8Array[] = [];
  let total = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = u8(bytes, at + 1) | (u8(bytes, at + 2) << 8) | (u8(bytes, at + 3) << 16);
    const block = slice(bytes, at + 4, length);
    at += 4 + length;
    if (length === 0) continue;
    total += varint(block, 0).value;
    if (total > LIMITS.maxUnpackedBytes) return null;
    blocks.push(block);
  }
  const out = new Uint8Array(total);
  let end = 0;
  for (const block of blocks) end = unpackBlock(block, out, end);
  return out.subarray(0, end);
}

const numberIn = (fields: readonly WireField[], number: number): number =>
  fields.find((each) => each.number === number)?.value ?? 0;

/** The messages of an archive; null when it unpacks to more than is allowed. Throws {@link OutOfBytes} for a damaged one. */
export function iwaMessages(packed: Uint8Array): IwaMessage[] | null {
  const bytes = unpack(packed);
  if (bytes === null) return null;
  const messages: IwaMessage[] = [];
  for (let at = 0; at < bytes.length; ) {
    const head = varint(bytes, at);
    const infos = [...wireFields(slice(bytes, head.end, head.value))].filter(
      ({ number }) => number === 2,
    );
    at = head.end + head.value;
    for (const { bytes: info } of infos) {
      const fields = info === null ? [] : [...wireFields(info)];
      const length = numberIn(fields, 3);
      messages.push({ type: numberIn(fields, 1), bytes: slice(bytes, at, length) });
      at += length;
    }
  }
  return messages;
}
