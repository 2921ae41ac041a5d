/** A corpus in memory: rows written down in tests, as a view like the catalog's. */
import { describe, expect, it } from "vitest";
import type { CorpusCheck, CorpusView, FileRow, MessageRow } from "../../src/model/corpus-view.ts";
import type { Finding } from "../../src/model/flag.ts";
import type { MetadataValue } from "../../src/model/metadata.ts";
import type { MessageTraits } from "../../src/model/traits.ts";
import { silentCases } from "./innocent-causes.ts";
import { value } from "./tables.ts";

export const TRAITS: MessageTraits = {
  mailer: "mozilla thunderbird",
  boundary: "",
  idShape: "x@",
  charset: "utf-8",
  firstHop: "",
  queueIds: [],
  conversation: "",
  bulk: false,
  signer: "",
  seals: [],
  signedBody: "",
  bodyForm: "",
  relay: "",
  bodyHash: null,
  deliveredTo: [],
  uid: null,
  hasStatus: false,
  lineEnds: "",
};

/** A message or file with its text; what is not given is ordinary. */
export type Entry =
  | { readonly message: Partial<MessageRow> & { readonly id: string }; readonly text?: string }
  | {
      readonly file: Partial<FileRow> & { readonly name: string };
      readonly text?: string;
      readonly in?: string;
    };

const DAY = 86_400_000;
export const START = Date.UTC(2016, 2, 1, 9, 0, 0);
const CORE = "docProps/core.xml";

export const person = (address: string, name = "") => ({ name, address });

/** An Excel file's values. Times in ISO. */
export function sheetValues(
  creator: string,
  saver: string,
  created: string,
  modified: string,
  more: readonly MetadataValue[] = [],
): MetadataValue[] {
  return [
    value("creator", creator, `${CORE} dc:creator`),
    value("lastsavedby", saver, `${CORE} cp:lastModifiedBy`),
    value("created", created, `${CORE} dcterms:created`),
    value("modified", modified, `${CORE} dcterms:modified`),
    ...more,
  ];
}

const SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** The view of these entries, numbered in order. */
function smallCorpus(entries: readonly Entry[]): CorpusView {
  const messages: MessageRow[] = [];
  const files: FileRow[] = [];
  const texts = new Map<number, string>();
  const byId = new Map<string, MessageRow>();
  for (const [docId, entry] of entries.entries()) {
    texts.set(docId, entry.text ?? "");
    if ("message" in entry) {
      const { id, ...rest } = entry.message;
      const row: MessageRow = {
        docId,
        rootId: docId,
        sourceId: 0,
        container: "anna.mbox",
        isInsideMessage: false,
        messageId: id,
        parents: [],
        subject: "Budget",
        from: [person("anna@example.org", "Anna Weber")],
        to: [person("bob@example.net", "Bob Fell")],
        sentAt: START + docId * DAY,
        zoneMinutes: 60,
        receivedAt: null,
        traits: TRAITS,
        ...rest,
      };
      messages.push(row);
      byId.set(id, row);
    } else {
      const carrier = entry.in === undefined ? null : (byId.get(entry.in) ?? null);
      files.push({
        docId,
        rootId: carrier?.docId ?? docId,
        parentId: carrier?.docId ?? null,
        kind: carrier === null ? "file" : "attachment",
        contentId: `content ${docId}`,
        type: SHEET,
        sizeBytes: 9000,
        metadata: [],
        carrier:
          carrier === null
            ? null
            : { docId: carrier.docId, sentAt: carrier.sentAt, receivedAt: carrier.receivedAt },
        ...entry.file,
      });
    }
  }
  return {
    messages: () => messages,
    copies: () => [],
    files: () => files,
    text: (docId) => texts.get(docId) ?? "",
    countMentions: (strings) =>
      new Map(
        strings.map((text) => [
          text,
          [...texts.values()].filter((all) => all.toLowerCase().includes(text.toLowerCase()))
            .length,
        ]),
      ),
  };
}

/** `n` ordinary mails between Anna and Bob, a day apart, from `first` on. */
export const chatter = (n: number, first = 0, more: Partial<MessageRow> = {}): Entry[] =>
  Array.from({ length: n }, (_, i) => ({
    message: { id: `m${first + i}@example.org`, ...more },
    text: `Day ${i}.`,
  }));

type Row = readonly [what: string, entries: readonly Entry[]];

/** What a check reports of a small corpus. */
export const findingsOf = (check: CorpusCheck, entries: readonly Entry[]): readonly Finding[] =>
  check.run(smallCorpus(entries)).findings;

/** As the tables of single messages: at least two corpora with findings above what is silent, three without. */
export function corpusTable(
  check: CorpusCheck,
  rows: { readonly fires: readonly Row[]; readonly silent: readonly Row[] },
): void {
  silentCases(
    check,
    rows.silent.map(([what]) => what),
  );
  describe(check.id, () => {
    expect(rows.fires.length).toBeGreaterThanOrEqual(2);
    expect(rows.silent.length).toBeGreaterThanOrEqual(3);
    it.each(rows.fires.map((row) => [...row]))("finds %s", (_what, entries) => {
      const findings = findingsOf(check, entries as readonly Entry[]);
      expect(findings.length).toBeGreaterThan(0);
      for (const finding of findings) {
        expect(finding.check).toBe(check.id);
        expect(finding.sentence).not.toMatch(/[{}]/);
        expect(finding.members.length).toBeGreaterThan(0);
        expect(finding.rarity).toBeGreaterThanOrEqual(0);
        expect(finding.rarity).toBeLessThanOrEqual(1);
      }
    });
    it.each(rows.silent.map((row) => [...row]))("is silent on %s", (_what, entries) => {
      const level = (finding: Finding): boolean =>
        check.level === "information" || finding.level !== "information";
      expect(findingsOf(check, entries as readonly Entry[]).filter(level)).toEqual([]);
    });
  });
}
