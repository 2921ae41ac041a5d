/** S/MIME containers written here byte by byte: what is signed comes out, encrypted ones are marked, nonsense ends quickly. */
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCms } from "../../src/extract/mail/read-cms.ts";
import { valuesOf } from "../support/office-files.ts";

const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  const length =
    content.length < 0x80
      ? [content.length]
      : [0x83, content.length >> 16, (content.length >> 8) & 0xff, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
};
const endless = (tag: number, ...parts: readonly Uint8Array[]): Buffer =>
  Buffer.concat([Buffer.from([tag, 0x80]), ...parts, Buffer.from([0, 0])]);
const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, "hex"));
const DATA = oid("2a864886f70d010701");
const SIGNED = oid("2a864886f70d010702");
const ENVELOPED = oid("2a864886f70d010703");
const COMPRESSED = oid("2a864886f70d0109100109");
const one = der(0x02, Buffer.from([1]));
const utf8 = (text: string): Buffer => der(0x0c, Buffer.from(text));

const certificate = (serial: number, name: string): Buffer =>
  sequence(
    sequence(
      der(0xa0, one),
      der(0x02, Buffer.from([serial])),
      sequence(),
      sequence(),
      sequence(),
      sequence(
        der(0x31, sequence(oid("550403"), utf8(name))),
        der(0x31, sequence(oid("55040a"), utf8("Riva Nord"))),
      ),
    ),
  );
const signer = der(0x31, sequence(one, sequence(sequence(), der(0x02, Buffer.from([7])))));
const signed = (content: Uint8Array): Buffer =>
  sequence(
    SIGNED,
    der(
      0xa0,
      sequence(
        one,
        der(0x31),
        sequence(DATA, der(0xa0, content)),
        der(0xa0, certificate(7, "Livia Sarno"), certificate(8, "Authority of Nobody")),
        signer,
      ),
    ),
  );
const ENTITY = Buffer.from("Content-Type: text/plain\r\n\r\nthe signed text\r\n");

describe("S/MIME containers", () => {
  it("hand out what is signed, as a message, and name who signed but no authority", async () => {
    const found = await readCms(signed(der(0x04, ENTITY)));
    expect(found.children.map(({ declaredType }) => declaredType)).toEqual(["message/rfc822"]);
    expect(Buffer.from(found.children[0]?.bytes ?? []).equals(ENTITY)).toBe(true);
    expect(valuesOf(found, "people")).toEqual(["Livia Sarno"]);
    expect(valuesOf(found, "company")).toEqual(["Riva Nord"]);
    expect(found.problems).toEqual([]);
    expect(found.features).toEqual(["signature"]);
  });

  it("written in pieces without lengths, or as base64 between dashes, are the same", async () => {
    const pieces = [ENTITY.subarray(0, 10), ENTITY.subarray(10)].map((piece) => der(0x04, piece));
    const inPieces = endless(
      0x30,
      SIGNED,
      endless(
        0xa0,
        endless(0x30, one, der(0x31), endless(0x30, DATA, endless(0xa0, endless(0x24, ...pieces)))),
      ),
    );
    const armoured = Buffer.from(
      `-----BEGIN PKCS7-----\n${signed(der(0x04, ENTITY)).toString("base64")}\n-----END PKCS7-----\n`,
    );
    for (const bytes of [inPieces, armoured]) {
      const found = await readCms(bytes);
      expect(Buffer.from(found.children[0]?.bytes ?? []).toString()).toBe(ENTITY.toString());
    }
  });

  it("that are compressed are unpacked, up to the limit", async () => {
    const packed = (content: Uint8Array): Buffer =>
      sequence(
        COMPRESSED,
        der(0xa0, sequence(one, sequence(), sequence(DATA, der(0xa0, der(0x04, content))))),
      );
    const found = await readCms(packed(deflateSync(ENTITY)));
    expect(Buffer.from(found.children[0]?.bytes ?? []).toString()).toBe(ENTITY.toString());
    const bomb = await readCms(packed(deflateSync(Buffer.alloc(80 << 20), { level: 9 })));
    expect(bomb.children).toEqual([]);
    expect(bomb.problems.map(({ code }) => code)).toEqual(["cms-damaged"]);
  });

  it("that are encrypted are marked", async () => {
    const found = await readCms(sequence(ENVELOPED, der(0xa0, sequence(one))));
    expect(found.markers).toEqual(["encrypted"]);
    expect(found.problems.map(({ code }) => code)).toEqual(["encrypted"]);
  });

  it("that are nonsense end in a problem or a value, never in an error", async () => {
    const seed = signed(der(0x04, ENTITY));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
        async (edits) => {
          const bytes = Buffer.from(seed);
          for (const [at, value] of edits) bytes[at % bytes.length] = value;
          await readCms(bytes);
        },
      ),
      { numRuns: 300 },
    );
    const nested = Buffer.alloc(400_000);
    for (let at = 0; at < nested.length; at += 2) nested.set([0x30, 0x80], at);
    expect((await readCms(nested)).problems.map(({ code }) => code)).toEqual(["cms-damaged"]);
  });
});
