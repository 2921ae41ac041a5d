/**
 * Baseline JPEG (ITU T.81) of flat 8x8 blocks, DC coefficients only, with an EXIF segment. Integer arithmetic only, so the
 * bytes do not depend on the machine.
 */
import { exifTime } from "../base/time.js";

// Annex K table K.3: DC code lengths 0..11.
const DC_COUNTS = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const DC_CODES = [
  [0b00, 2],
  [0b010, 3],
  [0b011, 3],
  [0b100, 3],
  [0b101, 3],
  [0b110, 3],
  [0b1110, 4],
  [0b11110, 5],
  [0b111110, 6],
  [0b1111110, 7],
  [0b11111110, 8],
  [0b111111110, 9],
];

function segment(marker, body) {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** One IFD, little-endian: entries `[tag, type, values]`; types 2 ASCII, 3 short, 4 long, 5 rational (pairs), 1 byte. */
function ifd(entries, start) {
  const size = 2 + entries.length * 12 + 4;
  const head = Buffer.alloc(size);
  const extra = [];
  let extraAt = start + size;
  head.writeUInt16LE(entries.length, 0);
  entries.forEach(([tag, type, values], i) => {
    const at = 2 + i * 12;
    let raw;
    if (type === 2) raw = Buffer.from(`${values}\0`, "latin1");
    else if (type === 1) raw = Buffer.from(values);
    else {
      const width = type === 3 ? 2 : 4;
      raw = Buffer.alloc(values.length * width);
      values.forEach((v, k) => {
        width === 2 ? raw.writeUInt16LE(v, k * 2) : raw.writeUInt32LE(v, k * 4);
      });
    }
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type, at + 2);
    head.writeUInt32LE(
      type === 2 || type === 1 ? raw.length : type === 5 ? values.length / 2 : values.length,
      at + 4,
    );
    if (raw.length <= 4) raw.copy(head, at + 8);
    else {
      head.writeUInt32LE(extraAt, at + 8);
      const padded = raw.length % 2 === 0 ? raw : Buffer.concat([raw, Buffer.alloc(1)]);
      extra.push(padded);
      extraAt += padded.length;
    }
  });
  return Buffer.concat([head, ...extra]);
}

const degrees = (value) => {
  const whole = Math.floor(value);
  const minutes = Math.floor((value - whole) * 60);
  const seconds = Math.round(((value - whole) * 60 - minutes) * 6000);
  return [whole, 1, minutes, 1, seconds, 100];
};

function exif({ make, model, takenAt, changedAt = takenAt, software, zone, gps, serial }) {
  const time = exifTime(takenAt, zone);
  const main = (exifAt, gpsAt) =>
    ifd(
      [
        [0x010f, 2, make],
        [0x0110, 2, model],
        [0x0112, 3, [1]],
        ...(software ? [[0x0131, 2, software]] : []),
        [0x0132, 2, exifTime(changedAt, zone)],
        [0x8769, 4, [exifAt]],
        ...(gps ? [[0x8825, 4, [gpsAt]]] : []),
      ],
      8,
    );
  const exifAt = 8 + main(0, 0).length;
  const detail = ifd(
    [
      [0x9000, 1, [0x30, 0x32, 0x32, 0x30]],
      [0x9003, 2, time],
      [0x9004, 2, time],
      ...(serial ? [[0xa431, 2, serial]] : []),
    ],
    exifAt,
  );
  // EXIF version is of type 7 (undefined); the directory writer knows bytes only.
  detail.writeUInt16LE(7, 4);
  const gpsAt = exifAt + detail.length;
  const place = gps
    ? ifd(
        [
          [0, 1, [2, 2, 0, 0]],
          [1, 2, gps[0] < 0 ? "S" : "N"],
          [2, 5, degrees(Math.abs(gps[0]))],
          [3, 2, gps[1] < 0 ? "W" : "E"],
          [4, 5, degrees(Math.abs(gps[1]))],
        ],
        gpsAt,
      )
    : Buffer.alloc(0);
  const tiff = Buffer.from("II*\0\x08\0\0\0", "latin1");
  return segment(
    0xe1,
    Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff, main(exifAt, gpsAt), detail, place]),
  );
}

/** A grey picture of `columns` x `rows` blocks, each of the brightness `shade(x, y)` (0..255). */
export function jpeg(columns, rows, shade, info) {
  const out = [];
  let hold = 0;
  let held = 0;
  const put = (value, count) => {
    for (let i = count - 1; i >= 0; i--) {
      hold = (hold << 1) | ((value >> i) & 1);
      if (++held === 8) {
        out.push(hold);
        if (hold === 0xff) out.push(0);
        hold = 0;
        held = 0;
      }
    }
  };
  let before = 0;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      // DC = 8 * (value - 128) over a quantiser of 16.
      const dc = (shade(x, y) - 128) >> 1;
      const step = dc - before;
      before = dc;
      const size = 32 - Math.clz32(Math.abs(step));
      put(DC_CODES[size][0], DC_CODES[size][1]);
      put(step < 0 ? step + (1 << size) - 1 : step, size);
      put(0, 1); // the only AC code: end of block
    }
  }
  while (held !== 0) put(1, 1);
  const frame = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  frame.writeUInt16BE(rows * 8, 1);
  frame.writeUInt16BE(columns * 8, 3);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    exif(info),
    segment(0xdb, Buffer.concat([Buffer.from([0]), Buffer.alloc(64, 16)])),
    segment(0xc0, frame),
    segment(0xc4, Buffer.from([0x00, ...DC_COUNTS, ...Array.from({ length: 12 }, (_, i) => i)])),
    segment(0xc4, Buffer.from([0x10, 1, ...Array(15).fill(0), 0x00])),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from(out),
    Buffer.from([0xff, 0xd9]),
  ]);
}
