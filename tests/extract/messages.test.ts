import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDraft } from "../../src/extract/draft.ts";
import {
  MAPI,
  type MapiValue,
  mapiMessage,
  mapiPages,
  mapiText,
} from "../../src/extract/mail/mapi.ts";
import { pstSourceOf, readPst } from "../../src/extract/mail/read-pst.ts";
import { readTnef } from "../../src/extract/mail/read-tnef.ts";
import { readOle } from "../../src/extract/ole/read-ole.ts";
import { itWith } from "../support/corpora.ts";
import { corpusFiles } from "../support/extract-corpus.ts";
import { type OleTree, writeOle } from "../support/ole-writer.ts";

const CONTEXT = { name: "", declaredType: "", sniffedType: "" };
const utf16 = (text: string): Uint8Array => Buffer.from(text, "utf16le");

/** A properties stream: `headerBytes` of zeros, then 16-byte rows of (type, id, value). */
function fixedProperties(
  headerBytes: number,
  rows: readonly (readonly [number, number, bigint])[],
): Uint8Array {
  const bytes = Buffer.alloc(headerBytes + 16 * rows.length);
  for (const [i, [type, id, value]] of rows.entries()) {
    const at = headerBytes + 16 * i;
    bytes.writeUInt16LE(type, at);
    bytes.writeUInt16LE(id, at + 2);
    bytes.writeBigUInt64LE(value, at + 8);
  }
  return bytes;
}

const SENT = 131_350_796_450_000_000n;

const innerMessage: OleTree = {
  "__properties_version1.0": fixedProperties(24, [[3, 0x3fde, 1251n]]),
  "__substg1.0_0037001E": Buffer.from([0xc0, 0xed, 0xed, 0xe0]),
};

const outerMessage: OleTree = {
  "__properties_version1.0": fixedProperties(32, [
    [0x40, 0x0039, SENT],
    [3, 0x3fde, 65001n],
  ]),
  "__substg1.0_0037001F": utf16("Budget"),
  "__substg1.0_1000001F": utf16("Dear Ben"),
  "__substg1.0_0C1A001F": utf16("Anna Weber"),
  "__substg1.0_0C1F001F": utf16("anna@example.org"),
  "__substg1.0_1035001F": utf16("<a1@example.org>"),
  "__recip_version1.0_#00000000": {
    "__properties_version1.0": fixedProperties(8, [[3, 0x0c15, 1n]]),
    "__substg1.0_3001001F": utf16("Ben Ode"),
    "__substg1.0_39FE001F": utf16("ben@example.org"),
  },
  "__recip_version1.0_#00000001": {
    "__properties_version1.0": fixedProperties(8, [[3, 0x0c15, 3n]]),
    "__substg1.0_3001001F": utf16("Carla Roth"),
  },
  "__attach_version1.0_#00000000": {
    "__properties_version1.0": fixedProperties(8, [[0x40, 0x3008, SENT]]),
    "__substg1.0_3707001F": utf16("plan.txt"),
    "__substg1.0_370E001F": utf16("Text/Plain"),
    "__substg1.0_37010102": Buffer.from("the plan"),
  },
  "__attach_version1.0_#00000001": {
    "__properties_version1.0": fixedProperties(8, []),
    "__substg1.0_3001001F": utf16("inner"),
    "__substg1.0_3701000D": innerMessage,
  },
};

describe("message files", () => {
  it("give fields, body, recipients by role and attachments", async () => {
    const found = await readOle(writeOle(outerMessage), CONTEXT);
    expect(found.problems).toEqual([]);
    expect(found.message).toEqual({
      subject: "Budget",
      from: [{ name: "Anna Weber", address: "anna@example.org" }],
      to: [{ name: "Ben Ode", address: "ben@example.org" }],
      cc: [],
      bcc: [{ name: "Carla Roth", address: "" }],
      sentAt: Date.UTC(2017, 2, 27, 9, 14, 5),
      receivedAt: null,
      messageId: "a1@example.org",
      inReplyTo: [],
      references: [],
      headersText: "",
      text: "Dear Ben",
      html: "",
    });
    expect(found.children.map((child) => [child.name, child.declaredType])).toEqual([
      ["plan.txt", "text/plain"],
      ["inner", "application/vnd.ms-outlook"],
    ]);
    expect(Buffer.from(found.children[0]?.bytes ?? []).toString()).toBe("the plan");
    expect(found.children[0]?.metadata[0]?.time?.epochMs).toBe(Date.UTC(2017, 2, 27, 9, 14, 5));
  });

  it("inside a message become message files of their own", async () => {
    const outer = await readOle(writeOle(outerMessage), CONTEXT);
    const inner = await readOle(outer.children[1]?.bytes ?? new Uint8Array(0), CONTEXT);
    expect(inner.message?.subject).toBe("Анна");
  });

  it.each([
    ["its own code page", [[0x3ffd, 1251]], [0xc0], "А"],
    ["the windows page of its transport charset", [[0x3fde, 20866]], [0xc0], "А"],
    ["its locale", [[0x3ff1, 1049]], [0xc0], "А"],
    [
      "UTF-8 when it is",
      [
        [0x3fde, 65001],
        [0x3ff1, 1049],
      ],
      [0xd0, 0x90],
      "А",
    ],
    [
      "its locale when UTF-8 it is not",
      [
        [0x3fde, 65001],
        [0x3ff1, 1049],
      ],
      [0xc0],
      "А",
    ],
    ["1252 when it says nothing", [], [0xc0], "À"],
  ] as const)("decode 8-bit strings by %s", (_title, numbers, bytes, expected) => {
    const properties = new Map<number, MapiValue>([
      [MAPI.subject, { type: 0x1e, bytes: Uint8Array.from(bytes) }],
    ]);
    for (const [id, value] of numbers) {
      const number = Buffer.alloc(4);
      number.writeUInt32LE(value);
      properties.set(id, { type: 3, bytes: number });
    }
    expect(mapiText(properties, MAPI.subject, mapiPages(properties))).toBe(expected);
  });

  it("take display lists when there is no recipient table", () => {
    const properties = new Map<number, MapiValue>([
      [MAPI.displayTo, { type: 0x1f, bytes: utf16("Anna Weber; Ben Ode") }],
    ]);
    const message = mapiMessage(createDraft(), properties, [], mapiPages(properties));
    expect(message.to.map((address) => address.name)).toEqual(["Anna Weber", "Ben Ode"]);
  });

  itWith(
    { corpus: "torture" },
    "of the torture set all give a message, and so do those inside",
    async () => {
      let messages = 0;
      for (const path of corpusFiles("ole")) {
        const found = await readOle(readFileSync(path), CONTEXT);
        const isMessage = found.contentType === "application/vnd.ms-outlook";
        if (path.endsWith(".msg")) expect(isMessage, path).toBe(true);
        if (!isMessage) continue;
        messages++;
        expect(found.message, path).toBeDefined();
        for (const child of found.children) {
          if (child.declaredType !== "application/vnd.ms-outlook") continue;
          expect((await readOle(child.bytes, CONTEXT)).message, path).toBeDefined();
        }
      }
      expect(messages).toBeGreaterThan(50);
    },
    60_000,
  );
});

const attribute = (level: number, id: number, value: Uint8Array): Buffer => {
  const head = Buffer.alloc(9);
  head.writeUInt8(level, 0);
  head.writeUInt32LE(id, 1);
  head.writeUInt32LE(value.length, 5);
  return Buffer.concat([head, value, Buffer.alloc(2)]);
};
const tnef = (...attributes: readonly Uint8Array[]): Buffer =>
  Buffer.concat([Buffer.from("789f3e220100", "hex"), ...attributes]);

describe("winmail.dat", () => {
  it("gives subject, body and attachments with their old names and local times", async () => {
    const modified = Buffer.alloc(14);
    for (const [i, part] of [2017, 3, 27, 9, 14, 5].entries()) modified.writeUInt16LE(part, 2 * i);
    const page = Buffer.alloc(8);
    page.writeUInt32LE(1251);
    const found = await readTnef(
      tnef(
        attribute(1, 0x00069007, page),
        attribute(1, 0x00018004, Buffer.from([0xcf, 0xeb, 0xe0, 0xed, 0])),
        attribute(1, 0x0002800c, Buffer.from("hello\0")),
        attribute(2, 0x00069002, Buffer.alloc(14)),
        attribute(2, 0x00018010, Buffer.from("plan.txt\0")),
        attribute(2, 0x00038013, modified),
        attribute(2, 0x0006800f, Buffer.from("the plan")),
      ),
      CONTEXT,
    );
    expect(found.problems).toEqual([]);
    expect(found.message?.subject).toBe("План");
    expect(found.message?.text).toBe("hello");
    expect(found.children.map((child) => child.name)).toEqual(["plan.txt"]);
    expect(found.children[0]?.metadata).toEqual([
      expect.objectContaining({ field: "membertime", text: "2017-03-27T09:14:05" }),
    ]);
  });

  it.each([
    ["four billion properties", attribute(1, 0x00069003, Buffer.alloc(64, 0xff))],
    ["four billion recipients", attribute(1, 0x00069004, Buffer.alloc(64, 0xff))],
    [
      "an attribute longer than the file",
      attribute(1, 0x00069003, Buffer.alloc(64)).subarray(0, 20),
    ],
    ["no attributes at all", Buffer.from("nothing of the kind")],
  ])("with %s costs a problem", async (_title, bytes) => {
    expect((await readTnef(tnef(bytes), CONTEXT)).problems.length).toBeGreaterThan(0);
  });

  itWith(
    { corpus: "torture", tools: ["tnef"] },
    "of the torture set names the attachments the tnef tool names",
    async () => {
      const differing: string[] = [];
      let all = 0;
      for (const path of corpusFiles("tnef")) {
        const found = await readTnef(readFileSync(path), CONTEXT);
        let listed: string;
        try {
          listed = execFileSync("tnef", ["-t", path], {
            encoding: "utf8",
            stdio: ["ignore", "pipe", "ignore"],
          });
        } catch {
          continue; // the tool gives up on damaged files that are read here
        }
        all++;
        const names = (text: readonly string[]): string => [...text].sort().join("|");
        const theirs = listed.split("\n").map((line) => line.split("|")[0]?.trim() ?? "");
        const wanted = names(theirs.filter((name) => name !== ""));
        if (wanted !== names(found.children.map((child) => child.name))) {
          differing.push(path.slice(path.lastIndexOf("/") + 1));
        }
      }
      expect(all).toBeGreaterThan(35);
      // the tool says "Untitled Attachment" where the attachment's own properties name it
      expect(differing).toEqual(["christmas.tnef", "winmail.tnef"]);
    },
    60_000,
  );
});

describe("PST files", () => {
  itWith(
    { corpus: "torture" },
    "give every message with folder, recipients and attachments",
    () => {
      const problems: string[] = [];
      const counts = new Map<string, number>();
      for (const path of corpusFiles("pst")) {
        const items = [
          ...readPst(pstSourceOf(readFileSync(path)), (reason) => problems.push(reason)),
        ];
        counts.set(path.slice(path.lastIndexOf("/") + 1), items.length);
        for (const item of items) {
          expect(item.extraction.problems).toEqual([]);
          expect(item.extraction.message).toBeDefined();
          expect(item.steps).toEqual([{ step: "pstItem", id: item.id }]);
        }
      }
      expect(problems).toEqual([]);
      expect(Object.fromEntries(counts)).toEqual({
        "dist-list.pst": 6,
        "passworded.pst": 3,
        "testPST.pst": 6,
        "testPST_variousBodyTypes.pst": 4,
      });
    },
  );

  itWith(
    { corpus: "torture" },
    "changed or cut anywhere give problems, never an error or an endless loop",
    () => {
      const whole = readFileSync(corpusFiles("pst")[0] ?? "");
      fc.assert(
        fc.property(
          fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), {
            minLength: 1,
            maxLength: 200,
          }),
          fc.nat(whole.length),
          fc.boolean(),
          (changes, length, isCut) => {
            const bytes = Buffer.from(whole);
            for (const [at, value] of changes) bytes[at] = value;
            const given = isCut ? bytes.subarray(0, length) : bytes;
            const items = [...readPst(pstSourceOf(given), () => {})];
            expect(items.length).toBeLessThan(10_000);
          },
        ),
        { numRuns: 40 },
      );
    },
    60_000,
  );
});

describe("hostile PST files", () => {
  /** Eleven levels of pages of which every entry names the same page below: 20^11 ways to the bottom. */
  function pageBomb(): Buffer {
    const bytes = Buffer.alloc(1024 + 512 * 12);
    bytes.write("!BDN", 0);
    bytes.writeUInt16LE(23, 10);
    for (const at of [224, 240]) bytes.writeBigUInt64LE(1024n, at);
    for (let page = 0; page < 11; page++) {
      const at = 1024 + 512 * page;
      for (let entry = 0; entry < 20; entry++) {
        bytes.writeBigUInt64LE(BigInt(at + 512), at + 24 * entry + 16);
      }
      bytes.set([20, 20, 24, 11 - page], at + 488);
    }
    return bytes;
  }

  it.each([
    ["pages that multiply", pageBomb()],
    ["nothing but a signature", Buffer.from("!BDN")],
    ["a tree that points outside the file", Buffer.concat([pageBomb().subarray(0, 600)])],
  ])("with %s give no message and come to an end", (_title, bytes) => {
    expect([...readPst(pstSourceOf(bytes), () => {})]).toEqual([]);
  });
});

describe("office, RTF and message readers", () => {
  itWith(
    { corpus: "torture" },
    "given changed files of the corpus never throw",
    async () => {
      const samples = [...corpusFiles("ole"), ...corpusFiles("tnef")]
        .filter((_, i) => i % 12 === 0)
        .map((path) => readFileSync(path))
        .filter((bytes) => bytes.length < 200_000);
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...samples),
          fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(255)), {
            minLength: 1,
            maxLength: 100,
          }),
          async (sample, changes) => {
            const bytes = Buffer.from(sample);
            // past the signature, or nothing would be read at all
            for (const [share, value] of changes)
              bytes[8 + Math.floor(share * (bytes.length - 8))] = value;
            if (bytes[0] === 0xd0) await readOle(bytes, CONTEXT);
            else await readTnef(bytes, CONTEXT);
          },
        ),
        { numRuns: 300 },
      );
    },
    120_000,
  );
});
