import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readImage } from "../../src/extract/image/image.ts";
import { readMedia } from "../../src/extract/media/read-media.ts";
import { itWith } from "../support/corpora.ts";
import { jpegOf, segment, tiffOf } from "../support/picture-writer.ts";

const box = (kind: string, ...body: readonly Uint8Array[]): Buffer => {
  const inside = Buffer.concat(body);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(inside.length + 8);
  head.write(kind, 4, "latin1");
  return Buffer.concat([head, inside]);
};
const be = (value: number): Buffer => {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(value);
  return out;
};
const userText = (kind: string, text: string): Buffer =>
  box(kind, Buffer.from([text.length >> 8, text.length & 255, 0x15, 0xc7]), Buffer.from(text));

/** Seconds since 1904 of 2017-03-27T09:14:05Z. */
const FILMED = 1_490_606_045 + 2_082_844_800;
const KEYS = [
  ["com.apple.quicktime.make", "Acme"],
  ["com.apple.quicktime.location.ISO6709", "+51.4169-000.0806+012.500/"],
] as const;
const FILM = Buffer.concat([
  box("ftyp", Buffer.from("qt  "), be(0)),
  box(
    "moov",
    box("mvhd", be(0), be(FILMED), be(0), Buffer.alloc(80)),
    box("udta", userText("\xa9mod", "Pocket 9"), userText("\xa9swr", "Firmware 3"), be(0)),
    box(
      "meta",
      box("hdlr", Buffer.alloc(24)),
      box("keys", be(0), be(KEYS.length), ...KEYS.map(([key]) => box("mdta", Buffer.from(key)))),
      box(
        "ilst",
        ...KEYS.map(([, value], n) =>
          box(be(n + 1).toString("latin1"), box("data", be(1), be(0), Buffer.from(value))),
        ),
      ),
    ),
  ),
  box("mdat", Buffer.alloc(32)),
]);
const frame = (id: string, text: string): Buffer =>
  Buffer.concat([
    Buffer.from(id),
    be(text.length + 1),
    Buffer.alloc(2),
    Buffer.from(`\x03${text}`),
  ]);
const FRAMES = Buffer.concat([frame("TPE1", "Anna Weber"), frame("TSSE", "Recorder 2")]);
const SONG = Buffer.concat([
  Buffer.from("ID3\x03\0\0\0\0", "latin1"),
  Buffer.from([FRAMES.length >> 7, FRAMES.length & 127]),
  FRAMES,
  Buffer.alloc(64),
]);

const found = async (bytes: Uint8Array): Promise<(readonly [string, string])[]> =>
  (await readMedia(bytes)).metadata.map(({ field, text }) => [field, text]);

describe("a film", () => {
  it("says when, where and with what it was made", async () => {
    expect(await found(FILM)).toEqual([
      ["created", "2017-03-27T09:14:05Z"],
      ["camera", "Pocket 9"],
      ["app", "Firmware 3"],
      ["camera", "Acme"],
      ["other", "51.416900, -0.080600"],
      ["other", "12.5 m"],
    ]);
    expect((await readMedia(FILM)).features).toEqual(["gps"]);
  });

  it("gives its time an assumed zone: cameras write their own clock where the format wants UTC", async () => {
    const [time] = (await readMedia(FILM)).metadata;
    expect(time?.time).toMatchObject({ zoneSource: "assumed", epochMs: 1_490_606_045_000 });
  });
});

describe("sound", () => {
  it("says who made it and with what", async () => {
    expect(await found(SONG)).toEqual([
      ["creator", "Anna Weber"],
      ["app", "Recorder 2"],
    ]);
  });

  it("does not read for ever what claims to be endless, and says what is damaged", async () => {
    const boxes = Buffer.concat(new Array<Buffer>(200_000).fill(box("moov")));
    expect(await found(Buffer.concat([box("ftyp", be(0), be(0)), boxes]))).toEqual([]);
    const claims = Buffer.from(SONG);
    claims.writeUInt32BE(0x7fffffff, 14);
    expect((await readMedia(claims)).problems.map(({ code }) => code)).toEqual(["media-damaged"]);
  });

  it("never throws on changed bytes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(FILM, SONG),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
        fc.nat(),
        async (seed, changes, cut) => {
          const bytes = Buffer.from(seed);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          await readMedia(bytes.subarray(0, bytes.length - (cut % bytes.length) * (cut % 2)));
        },
      ),
      { numRuns: 500 },
    );
  });
});

const [FFMPEG, EXIFTOOL] = ["ffmpeg", "exiftool"] as const;

/** What both readers must find in files of every format that ffmpeg writes here. */
const WRITTEN = { title: "Plan", artist: "Anna Weber", comment: "a note" } as const;

describe("beside exiftool", () => {
  itWith({ tools: [FFMPEG, EXIFTOOL] }, "finds the same people, titles and comments", async () => {
    const folder = mkdtempSync(join(tmpdir(), "leaksift-media-"));
    try {
      const tags = Object.entries(WRITTEN).flatMap(([key, value]) => [
        "-metadata",
        `${key}=${value}`,
      ]);
      for (const ending of ["mp4", "mov", "m4a", "mp3", "flac", "ogg", "mkv", "avi", "wav"]) {
        const path = join(folder, `a.${ending}`);
        const sound = ["-f", "lavfi", "-i", "sine=d=0.1"];
        execFileSync(FFMPEG, ["-loglevel", "error", ...sound, ...tags, path]);
        const stated = execFileSync(EXIFTOOL, ["-s3", "-Title", "-Artist", "-Comment", path], {
          encoding: "utf8",
        });
        const ours = (await found(readFileSync(path))).map(([, text]) => text);
        expect(ours, ending).toEqual(expect.arrayContaining(stated.trim().split("\n")));
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("a maker note", () => {
  it("gives the serial number of the camera", async () => {
    const inner = tiffOf({ main: [[0x001d, 2, "3001234"]] });
    const note = Buffer.concat([Buffer.from("Nikon\0\x02\x10\0\0", "latin1"), inner]);
    const exif = tiffOf({ main: [[0x010f, 2, "NIKON"]], exif: [[0x927c, 7, note]] });
    const { metadata } = await readImage(jpegOf([segment(0xe1, "Exif\0\0", exif)]));
    expect(metadata).toContainEqual(
      expect.objectContaining({
        field: "docid",
        text: "3001234",
        source: "EXIF Nikon SerialNumber",
      }),
    );
  });
});
