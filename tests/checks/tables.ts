/** Tables of checks: rows that must fire, and rows that must stay silent, one for each ordinary cause. */
import { describe, expect, it } from "vitest";
import type { FileCheck, MessageCheck } from "../../src/checks/engine/check.ts";
import { type FileInput, fileFacts } from "../../src/checks/facts/file-facts.ts";
import { messageFacts } from "../../src/checks/facts/read-message-facts.ts";
import type { Flag } from "../../src/model/flag.ts";
import type { MetadataValue, ZoneSource } from "../../src/model/metadata.ts";
import { parseMessage } from "../../src/parse/parse-message.ts";
import { silentCases } from "./innocent-causes.ts";

/** Header values by name; a list stands for several headers, null takes a default away. */
export type Headers = Readonly<Record<string, string | readonly string[] | null>>;

const BASE: Headers = {
  Received:
    "from mx.example.org (mx.example.org [192.0.2.7]) by in.example.net with ESMTP id 4Qx7Ab12Cd for <b@example.net>; Mon, 27 Mar 2017 09:14:07 +0200",
  Date: "Mon, 27 Mar 2017 09:14:05 +0200",
  From: "Anna Weber <anna@example.org>",
  To: "Bob <b@example.net>",
  Subject: "Budget",
  "Message-ID": "<7b1f@example.org>",
  "MIME-Version": "1.0",
  "Content-Type": "text/plain; charset=utf-8",
};

/** Bytes of a plain mail with the headers changed. */
export function mail(
  changes: Headers = {},
  body = "Dear Bob,\n\nthe budget is attached.\n",
): Buffer {
  const lines = Object.entries({ ...BASE, ...changes }).flatMap(([name, value]) => {
    if (value === null) return [];
    return (typeof value === "string" ? [value] : value).map((each) => `${name}: ${each}`);
  });
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body.replaceAll("\n", "\r\n")}`);
}

/** Flags of one check on a mail; none where it does not apply. */
export async function messageFlags(check: MessageCheck, bytes: Buffer): Promise<readonly Flag[]> {
  const facts = messageFacts(await parseMessage({ bytes, locator: [] }), bytes);
  return check.applies(facts) ? check.run(facts) : [];
}

type Row<T> = readonly [what: string, input: T];

/** At least two rows that fire and three that stay silent. `level` is what the firing rows must have. */
export function messageTable(
  check: MessageCheck,
  rows: { readonly fires: readonly Row<Headers>[]; readonly silent: readonly Row<Headers>[] },
): void {
  silentCases(
    check,
    rows.silent.map(([what]) => what),
  );
  describe(check.id, () => {
    expect(rows.fires.length).toBeGreaterThanOrEqual(2);
    expect(rows.silent.length).toBeGreaterThanOrEqual(3);
    it.each(rows.fires.map((row) => [...row]))("fires on %s", async (_what, headers) => {
      const flags = await messageFlags(check, mail(headers as Headers));
      expect(flags.map((flag) => flag.check)).toEqual([check.id]);
      expect(flags[0]?.sentence).not.toMatch(/[{}]/);
      expect(flags[0]?.evidence.length).toBeGreaterThan(0);
    });
    it.each(rows.silent.map((row) => [...row]))("is silent on %s", async (_what, headers) => {
      expect(await messageFlags(check, mail(headers as Headers))).toEqual([]);
    });
  });
}

/** A metadata value; a time in ISO form makes it a time value. */
export function value(
  field: string,
  text: string,
  source: string,
  zoneSource: ZoneSource = "format",
): MetadataValue {
  const isTime = /^\d{4}-\d\d-\d\dT/.test(text);
  const state = text === "" ? "empty" : "present";
  if (!isTime) return { field, text, state, source };
  const epochMs = Date.parse(text.endsWith("Z") ? text : `${text}Z`);
  return {
    field,
    text,
    state,
    source,
    time: { rawText: text, epochMs, zoneSource, resolutionMs: 1000 },
  };
}

/** A number value. */
export const count = (field: string, number: number, source: string): MetadataValue => ({
  field,
  text: String(number),
  state: "present",
  source,
  number,
});

const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const WORD = [
  value("app", "Microsoft Office Word", "docProps/app.xml Application"),
  value("app", "15.0000", "docProps/app.xml AppVersion"),
  value("creator", "Anna Weber", "docProps/core.xml dc:creator"),
  value("lastsavedby", "Anna Weber", "docProps/core.xml cp:lastModifiedBy"),
  value("created", "2016-03-01T08:00:00Z", "docProps/core.xml dcterms:created"),
  value("modified", "2016-03-04T10:30:00Z", "docProps/core.xml dcterms:modified"),
  value("docid", "00a77b3e", "word/settings.xml w:rsidRoot"),
  count("revision", 4, "docProps/core.xml cp:revision"),
  count("editminutes", 42, "docProps/app.xml TotalTime"),
];

/** A Word file with values replaced by source; an empty list of values under a source takes it away. */
export function word(
  changes: readonly MetadataValue[] = [],
  more: Partial<FileInput> = {},
): FileInput {
  const sources = new Set(changes.map(({ source }) => source));
  const kept = WORD.filter(({ source }) => !sources.has(source));
  return { name: "a.docx", type: DOCX, sizeBytes: 9000, metadata: [...kept, ...changes], ...more };
}

/** A file of another type with just these values. */
export const file = (
  type: string,
  metadata: readonly MetadataValue[],
  more: Partial<FileInput> = {},
): FileInput => ({
  name: "a",
  type,
  sizeBytes: 9000,
  metadata,
  ...more,
});

/** Flags of one check on a file; none where it does not apply. */
export function fileFlags(check: FileCheck, input: FileInput): readonly Flag[] {
  const facts = fileFacts(input);
  return check.applies(facts) ? check.run(facts) : [];
}

/** As {@link messageTable} for checks of files. */
export function fileTable(
  check: FileCheck,
  rows: {
    readonly fires: readonly Row<FileInput>[];
    readonly silent: readonly Row<FileInput>[];
    /** Reported as context only, at the level `information`. */
    readonly context?: readonly Row<FileInput>[];
  },
): void {
  const flagsOf = (input: FileInput): readonly Flag[] => fileFlags(check, input);
  const { context = [] } = rows;
  silentCases(
    check,
    [...rows.silent, ...context].map(([what]) => what),
  );
  describe(check.id, () => {
    expect(rows.fires.length).toBeGreaterThanOrEqual(2);
    expect(rows.silent.length).toBeGreaterThanOrEqual(3);
    it.each(rows.fires.map((row) => [...row]))("fires on %s", (_what, input) => {
      const flags = flagsOf(input as FileInput);
      expect(flags.map((flag) => flag.check)).toEqual([check.id]);
      expect(flags[0]?.sentence).not.toMatch(/[{}]/);
    });
    it.each(rows.silent.map((row) => [...row]))("is silent on %s", (_what, input) => {
      expect(flagsOf(input as FileInput)).toEqual([]);
    });
    it.each(context.map((row) => [...row]))("is context on %s", (_what, input) => {
      expect(flagsOf(input as FileInput).map(({ level }) => level)).toEqual(["information"]);
    });
  });
}
