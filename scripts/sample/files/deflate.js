/**
 * Deflate (RFC 1951) with fixed Huffman codes, and CRC-32. Own code, because the bytes node:zlib writes differ between
 * versions and processors, and the committed sample must be reproducible everywhere.
 */

const LENGTHS = [
  [257, 0, 3],
  [258, 0, 4],
  [259, 0, 5],
  [260, 0, 6],
  [261, 0, 7],
  [262, 0, 8],
  [263, 0, 9],
  [264, 0, 10],
  [265, 1, 11],
  [266, 1, 13],
  [267, 1, 15],
  [268, 1, 17],
  [269, 2, 19],
  [270, 2, 23],
  [271, 2, 27],
  [272, 2, 31],
  [273, 3, 35],
  [274, 3, 43],
  [275, 3, 51],
  [276, 3, 59],
  [277, 4, 67],
  [278, 4, 83],
  [279, 4, 99],
  [280, 4, 115],
  [281, 5, 131],
  [282, 5, 163],
  [283, 5, 195],
  [284, 5, 227],
  [285, 0, 258],
];
const DISTANCES = [1, 2, 3, 4];
const DISTANCE_BITS = [0, 0, 0, 0];
for (let bits = 1; bits <= 13; bits++) {
  for (let half = 0; half < 2; half++) {
    DISTANCES.push((1 << (bits + 1)) + half * (1 << bits) + 1);
    DISTANCE_BITS.push(bits);
  }
}

const WINDOW = 32_768;
const MAX_CHAIN = 48;

/** Raw deflate stream of the bytes. */
export function deflateRaw(input) {
  const out = [];
  let hold = 0;
  let held = 0;
  const putBits = (value, count) => {
    hold |= value << held;
    held += count;
    while (held >= 8) {
      out.push(hold & 255);
      hold >>>= 8;
      held -= 8;
    }
  };
  // Huffman codes go out most significant bit first, everything else least significant first.
  const putCode = (code, count) => {
    for (let i = count - 1; i >= 0; i--) putBits((code >> i) & 1, 1);
  };
  const putSymbol = (symbol) => {
    if (symbol < 144) putCode(0x30 + symbol, 8);
    else if (symbol < 256) putCode(0x190 + symbol - 144, 9);
    else if (symbol < 280) putCode(symbol - 256, 7);
    else putCode(0xc0 + symbol - 280, 8);
  };
  putBits(1, 1);
  putBits(1, 2);
  const heads = new Map();
  const previous = new Int32Array(input.length);
  const remember = (at) => {
    if (at + 2 >= input.length) return;
    const key = (input[at] << 16) | (input[at + 1] << 8) | input[at + 2];
    previous[at] = heads.get(key) ?? -1;
    heads.set(key, at);
  };
  let at = 0;
  while (at < input.length) {
    let bestLength = 0;
    let bestAt = -1;
    if (at + 2 < input.length) {
      const key = (input[at] << 16) | (input[at + 1] << 8) | input[at + 2];
      let candidate = heads.get(key) ?? -1;
      for (
        let tries = 0;
        candidate >= 0 && at - candidate <= WINDOW && tries < MAX_CHAIN;
        tries++
      ) {
        let length = 0;
        while (
          length < 258 &&
          at + length < input.length &&
          input[candidate + length] === input[at + length]
        )
          length++;
        if (length > bestLength) {
          bestLength = length;
          bestAt = candidate;
        }
        candidate = previous[candidate];
      }
    }
    if (bestLength >= 3) {
      const row = LENGTHS.findLast(([, , base]) => base <= bestLength);
      putSymbol(row[0]);
      putBits(bestLength - row[2], row[1]);
      const distance = at - bestAt;
      const slot = DISTANCES.findLastIndex((base) => base <= distance);
      putCode(slot, 5);
      putBits(distance - DISTANCES[slot], DISTANCE_BITS[slot]);
      for (let i = 0; i < bestLength; i++) remember(at + i);
      at += bestLength;
    } else {
      putSymbol(input[at]);
      remember(at);
      at++;
    }
  }
  putSymbol(256);
  if (held > 0) out.push(hold & 255);
  return Buffer.from(out);
}

/** zlib stream (RFC 1950), as PDF's FlateDecode wants it. */
export function deflateZlib(input) {
  let a = 1;
  let b = 0;
  for (const byte of input) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(((b << 16) | a) >>> 0);
  return Buffer.concat([Buffer.from([0x78, 0x9c]), deflateRaw(input), tail]);
}

const CRC_TABLE = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

/** CRC-32 as in zip (APPNOTE 4.4.7). */
export function crc32(bytes) {
  let c = 0xffffffff;
  for (const byte of bytes) c = CRC_TABLE[(c ^ byte) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}
