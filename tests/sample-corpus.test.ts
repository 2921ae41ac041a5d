/**
 * Holds the committed sample corpus to its generator (same bytes) and the manifest to the files, counted here by plain means of
 * its own: From_ lines, Content-Length, hashes. Also that clean/ is what it says: clocks that agree, invented domains only.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { inflateRawSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const committed = resolve("sample-corpus");

interface ManifestAttachment {
  readonly name: string;
  readonly type: string;
  readonly sha256: string;
}
interface ManifestMessage {
  readonly file: string;
  readonly index: number;
  readonly offset: number;
  readonly length: number;
  readonly id: string;
  readonly messageId: string;
  readonly inReplyTo?: string;
  readonly from: string;
  readonly sentAt: string | null;
  readonly language: string;
  readonly category: string;
  readonly custodian: string;
  readonly attachments?: readonly ManifestAttachment[];
}
interface Manifest {
  readonly counts: {
    readonly messages: number;
    readonly uniqueMessages: number;
    readonly copies: number;
    readonly messageIds: number;
    readonly attachments: number;
    readonly looseFiles: number;
    readonly perCustodian: Readonly<Record<string, number>>;
    readonly uniquePerLanguage: Readonly<Record<string, number>>;
    readonly uniquePerCategory: Readonly<Record<string, number>>;
  };
  readonly mailboxes: readonly {
    readonly file: string;
    readonly form: string;
    readonly messages: number;
    readonly sha256: string;
  }[];
  readonly singleMessageFiles: number;
  readonly expect: readonly { readonly query: string; readonly count: number }[];
  readonly claims: {
    readonly path: string;
    readonly counterExamples: readonly {
      readonly file: string;
      readonly id: string;
      readonly quote: string;
    }[];
  };
  readonly odd: {
    readonly path: string;
    readonly messages: readonly { readonly file: string; readonly id: string }[];
  };
  readonly tampered: readonly {
    readonly path: string;
    readonly check: string;
    readonly files: readonly { readonly name: string; readonly sha256: string }[];
    readonly fires: readonly string[];
  }[];
  readonly looseFiles: readonly { readonly path: string; readonly sha256: string }[];
  readonly messages: readonly ManifestMessage[];
}

const manifest = JSON.parse(readFileSync(join(committed, "manifest.json"), "utf8")) as Manifest;

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();
}

const cleanFile = (path: string): Buffer => readFileSync(join(committed, "clean", path));
const crlf = (bytes: Buffer): string =>
  bytes.toString("latin1").replaceAll("\r\n", "\n").replaceAll("\n", "\r\n");

/** The message bytes of a manifest row with CRLF, as latin-1 text, cut out by offset and length alone. */
function messageText(row: ManifestMessage): string {
  const bytes = cleanFile(row.file);
  if (row.file.endsWith(".emlx")) {
    const start = bytes.indexOf("\n") + 1;
    const count = Number(bytes.subarray(0, start).toString("latin1"));
    return crlf(bytes.subarray(start, start + count));
  }
  const record = crlf(bytes.subarray(row.offset, row.offset + row.length));
  if (!row.file.endsWith(".mbox")) return record;
  const body = record.slice(record.indexOf("\r\n") + 2, -2);
  return row.file.includes("archive") ? body : body.replace(/^>(>*From )/gm, "$1");
}

function header(text: string, name: string): string | null {
  const head = text.slice(0, text.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ");
  const line = head.split("\r\n").find((l) => l.toLowerCase().startsWith(`${name}:`));
  return line === undefined ? null : line.slice(name.length + 1).trim();
}

/** Offsets of the messages of an mbox: by Content-Length where the form says so, else by From_ lines. */
function mboxOffsets(bytes: Buffer, form: string): number[] {
  const text = bytes.toString("latin1");
  if (form !== "mboxcl2") return [...text.matchAll(/^From /gm)].map((m) => m.index);
  const offsets: number[] = [];
  let at = 0;
  while (at < text.length) {
    offsets.push(at);
    const headEnd = text.indexOf("\n\n", at) + 2;
    const length = /^Content-Length: (\d+)$/m.exec(text.slice(at, headEnd))?.[1];
    at = headEnd + Number(length) + 1;
  }
  return offsets;
}

describe("the generator", () => {
  let made = "";
  beforeAll(() => {
    made = mkdtempSync(join(tmpdir(), "leaksift-sample-"));
    execFileSync(process.execPath, ["scripts/sample-corpus.js", made], { stdio: "ignore" });
  });
  afterAll(() => rmSync(made, { recursive: true, force: true }));

  it("writes the committed files byte for byte", () => {
    const names = filesUnder(made);
    const different = names.filter(
      (name) => !readFileSync(join(made, name)).equals(readFileSync(join(committed, name))),
    );
    expect(different).toEqual([]);
    const clean = (folder: string): string[] => filesUnder(join(folder, "clean"));
    expect(clean(committed)).toEqual(clean(made));
  });

  it("stays below 3 MB", () => {
    const sizes = filesUnder(committed).map((name) => statSync(join(committed, name)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(3_000_000);
  });
});

describe("the manifest", () => {
  it("names every file of clean/ once, as mailbox, message or loose file", () => {
    const named = new Set([
      ...manifest.messages.map((m) => m.file),
      ...manifest.looseFiles.map((f) => f.path),
    ]);
    expect([...named].sort()).toEqual(filesUnder(join(committed, "clean")));
  });

  it("counts what the rows say", () => {
    const { counts, messages } = manifest;
    const unique = new Map(messages.map((m) => [m.id, m]));
    expect(counts.messages).toBe(messages.length);
    expect(counts.messages).toBeGreaterThanOrEqual(450);
    expect(counts.uniqueMessages).toBe(unique.size);
    expect(counts.copies).toBe(messages.length - unique.size);
    expect(counts.messageIds).toBe(new Set(messages.map((m) => m.messageId)).size);
    expect(counts.attachments).toBe(messages.flatMap((m) => m.attachments ?? []).length);
    expect(counts.looseFiles).toBe(manifest.looseFiles.length);
    const tally = (key: (m: ManifestMessage) => string, rows: Iterable<ManifestMessage>) => {
      const result = new Map<string, number>();
      for (const row of rows) result.set(key(row), (result.get(key(row)) ?? 0) + 1);
      return result;
    };
    const asMap = (record: Readonly<Record<string, number>>) => new Map(Object.entries(record));
    expect(tally((m) => m.custodian, messages)).toEqual(asMap(counts.perCustodian));
    expect(tally((m) => m.language, unique.values())).toEqual(asMap(counts.uniquePerLanguage));
    expect(tally((m) => m.category, unique.values())).toEqual(asMap(counts.uniquePerCategory));
  });

  it.each(manifest.mailboxes.map((box) => [box.form, box]))(
    "has the offsets of the %s mailbox",
    (_form, box) => {
      const bytes = cleanFile(box.file);
      expect(sha256(bytes)).toBe(box.sha256);
      const rows = manifest.messages.filter((m) => m.file === box.file);
      expect(rows.length).toBe(box.messages);
      expect(rows.map((r) => r.index)).toEqual(rows.map((_, i) => i));
      if (box.form !== "emlx")
        expect(rows.map((r) => r.offset)).toEqual(mboxOffsets(bytes, box.form));
      const total = rows.reduce((sum, r) => sum + r.length, 0);
      expect(total).toBe(bytes.length);
    },
  );

  it("has the id, Message-ID and time of every message", () => {
    for (const row of manifest.messages) {
      const text = messageText(row);
      expect(sha256(Buffer.from(text, "latin1"))).toBe(row.id);
      expect(header(text, "message-id")).toBe(`<${row.messageId}>`);
      const date = header(text, "date");
      expect(row.sentAt === null ? null : Date.parse(row.sentAt)).toBe(
        date === null ? null : Date.parse(date),
      );
    }
  });

  it("has the hash of every attachment in base64", () => {
    for (const row of manifest.messages) {
      const text = messageText(row);
      const decoded = [
        ...text.matchAll(
          /Content-Transfer-Encoding: base64\r\n(?:[^\r\n]+\r\n)*\r\n([A-Za-z0-9+/=\r\n]+)/g,
        ),
      ].map((m) => sha256(Buffer.from(m[1] ?? "", "base64")));
      for (const a of row.attachments ?? []) {
        if (a.type !== "message/rfc822")
          expect(decoded, `${row.file} ${a.name}`).toContain(a.sha256);
      }
    }
  });

  it("has the hashes of loose files, counter-examples, odd and altered samples", () => {
    for (const f of manifest.looseFiles) expect(sha256(cleanFile(f.path))).toBe(f.sha256);
    for (const part of [
      { path: manifest.claims.path, rows: manifest.claims.counterExamples },
      { path: manifest.odd.path, rows: manifest.odd.messages },
    ]) {
      for (const row of part.rows) {
        expect(sha256(readFileSync(join(committed, part.path, row.file)))).toBe(row.id);
      }
    }
    for (const sample of manifest.tampered) {
      const written = JSON.parse(readFileSync(join(committed, sample.path, "expect.json"), "utf8"));
      expect(written).toMatchObject({ check: sample.check, fires: sample.fires });
      for (const f of sample.files) {
        expect(sha256(readFileSync(join(committed, sample.path, f.name)))).toBe(f.sha256);
      }
    }
  });

  it("knows the answers of at least 25 searches", () => {
    expect(manifest.expect.length).toBeGreaterThanOrEqual(25);
    expect(manifest.expect.filter((e) => e.count > 0).length).toBeGreaterThanOrEqual(25);
  });
});

describe("clean/", () => {
  const texts = manifest.messages.map((row) => ({ row, text: messageText(row) }));

  it("holds only addresses and hosts of domains reserved for examples", () => {
    const reserved = /(?:\.example|\.test|(?:^|[.@])example\.(?:org|net|com))$/;
    for (const { row, text } of texts) {
      const head = text.slice(0, text.indexOf("\r\n\r\n"));
      const domains = [...head.matchAll(/@([A-Za-z0-9.-]+\.[a-z]{2,})/g)].map((m) => m[1] ?? "");
      for (const domain of domains) expect(domain, row.file).toMatch(reserved);
    }
  });

  it("has a parent in the corpus for every reply, and the parent is older", () => {
    const byId = new Map(manifest.messages.map((m) => [m.messageId, m]));
    for (const row of manifest.messages) {
      if (row.inReplyTo === undefined) continue;
      const parent = byId.get(row.inReplyTo);
      expect(parent, row.messageId).toBeDefined();
      expect(String(parent?.sentAt) < String(row.sentAt)).toBe(true);
    }
  });

  it("has Received times that rise within an hour of the Date", () => {
    for (const { row, text } of texts) {
      if (row.sentAt === null) continue;
      const head = text.slice(0, text.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ");
      const hops = [...head.matchAll(/^Received: .*; ([^;]+?)(?: \(P[SD]T\))?$/gm)].map((m) =>
        Date.parse(m[1] ?? ""),
      );
      const times = [Date.parse(row.sentAt), ...hops.reverse()];
      expect(
        times.every(
          (t, i) => i === 0 || (t >= (times[i - 1] ?? 0) && t - (times[0] ?? 0) < 3_600_000),
        ),
        row.file,
      ).toBe(true);
    }
  });

  /** What each hidden clock says, in ms since 1970 UTC; see the catalogue of checks. */
  function clocks(text: string, zoneMinutes: number): { name: string; at: number }[] {
    const found: { name: string; at: number }[] = [];
    const add = (name: string, at: number) => found.push({ name, at });
    const fileTime = (hi: string, lo: string) =>
      Number((BigInt(`0x${hi}${lo}`) - 116444736000000000n) / 10000n);
    for (const m of text.matchAll(/boundary="[0-9a-f]{12}([0-9a-f]{6})([0-9a-f]{8})[0-9a-f]{2}"/g))
      add("webmail boundary", Number(BigInt(`0x${m[2]}${m[1]}`) / 1000n));
    for (const m of text.matchAll(/^Message-ID: <([0-9A-F]{8})\.\d{7}@/gm))
      add("Thunderbird id", Number.parseInt(m[1] ?? "", 16) * 1000);
    for (const m of text.matchAll(/_NextPart_\d{3}_[0-9A-F]{4}_(01[0-9A-F]{6})\.([0-9A-F]{8})"/g))
      add("Outlook boundary", fileTime(m[1] ?? "", m[2] ?? "") - zoneMinutes * 60_000);
    for (const m of text.matchAll(/^Message-ID: <[0-9a-f]{4}(01[0-9a-f]{6})\$([0-9a-f]{8})\$/gm))
      add("Outlook id", fileTime(m[1] ?? "", m[2] ?? ""));
    for (const m of text.matchAll(/----=_Part_\d+_\d+\.(\d{13})"/g))
      add("JavaMail boundary", Number(m[1]));
    return found;
  }

  it("has hidden clocks that agree with the Date to the minute", () => {
    const seen = new Map<string, number>();
    for (const { row, text } of texts) {
      const zone = /([+-])(\d\d)(\d\d)$/.exec(header(text, "date") ?? "");
      if (row.sentAt === null || zone === null) continue;
      const minutes = (Number(zone[2]) * 60 + Number(zone[3])) * (zone[1] === "-" ? -1 : 1);
      const own = row.attachments?.some((a) => a.type === "message/rfc822")
        ? text.slice(0, text.indexOf("message/rfc822"))
        : text;
      if (row.category === "bounce") continue;
      for (const clock of clocks(own, minutes)) {
        seen.set(clock.name, (seen.get(clock.name) ?? 0) + 1);
        expect(
          Math.abs(clock.at - Date.parse(row.sentAt)),
          `${clock.name} in ${row.file} ${row.index}`,
        ).toBeLessThan(60_000);
      }
    }
    expect([...seen.keys()].sort()).toEqual([
      "JavaMail boundary",
      "Outlook boundary",
      "Outlook id",
      "Thunderbird id",
      "webmail boundary",
    ]);
  });

  it("quotes parents word for word", () => {
    let compared = 0;
    const plain = new Map(
      texts
        .filter(
          ({ row, text }) =>
            /charset=(?:us-ascii|utf-8)\b/.test(header(text, "content-type") ?? "") &&
            header(text, "content-transfer-encoding") !== "quoted-printable" &&
            row.language !== "ru",
        )
        .map((t) => [t.row.messageId, t.text]),
    );
    for (const { row, text } of texts) {
      const parent = row.inReplyTo === undefined ? undefined : plain.get(row.inReplyTo);
      if (parent === undefined || !plain.has(row.messageId)) continue;
      const lines = new Set(parent.split("\r\n").map((l) => l.trimEnd()));
      for (const line of text.split("\r\n")) {
        if (!/^> [^>]/.test(line)) continue;
        compared++;
        expect(lines, `${row.file}: ${line}`).toContain(line.slice(2).trimEnd());
      }
    }
    expect(compared).toBeGreaterThan(20);
  });

  it("holds office files saved before the mail that carries them", () => {
    let looked = 0;
    for (const { row, text } of texts) {
      for (const m of text.matchAll(
        /Content-Transfer-Encoding: base64\r\n(?:[^\r\n]+\r\n)*\r\n(UEsDB[A-Za-z0-9+/=\r\n]+)/g,
      )) {
        const core = member(Buffer.from(m[1] ?? "", "base64"), "docProps/core.xml");
        if (core === null || row.sentAt === null) continue;
        looked++;
        const created = /<dcterms:created[^>]*>([^<]+)/.exec(core)?.[1] ?? "";
        const modified = /<dcterms:modified[^>]*>([^<]+)/.exec(core)?.[1] ?? "";
        expect(
          created < modified && modified < row.sentAt,
          `${row.file} ${created} ${modified}`,
        ).toBe(true);
      }
    }
    expect(looked).toBeGreaterThan(30);
  });
});

/** Text of a deflated zip member found by scanning local headers, null when absent. */
function member(zip: Buffer, name: string): string | null {
  for (let at = 0; at + 30 < zip.length && zip.readUInt32LE(at) === 0x04034b50; ) {
    const packed = zip.readUInt32LE(at + 18);
    const nameLength = zip.readUInt16LE(at + 26);
    const start = at + 30 + nameLength + zip.readUInt16LE(at + 28);
    if (zip.subarray(at + 30, at + 30 + nameLength).toString("utf8") === name) {
      return inflateRawSync(zip.subarray(start, start + packed)).toString("utf8");
    }
    at = start + packed;
  }
  return null;
}

describe("paths", () => {
  it("are all inside the sample folder and free of characters that some systems refuse", () => {
    for (const name of filesUnder(committed)) {
      expect(relative(committed, join(committed, name))).toBe(name);
      expect(name).not.toMatch(/[:*?"<>|\\]/);
    }
  });
});
