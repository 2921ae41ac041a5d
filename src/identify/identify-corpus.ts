/**
 * Looks through the stored texts of an index for identifiers and puts them into their store: once over all documents when they are first asked for, later only over those
 * that came since. Bounded: what was found is written whenever so many are held, and a stop or a crash goes on from there.
 */

import {
  type BatchEntry,
  IdentifierStore,
  type StoredKind,
} from "../catalog/identifiers/identifier-store.ts";
import { identifiersAre } from "../catalog/identifiers/identifiers-are.ts";
import type { IndexPaths } from "../catalog/index-folder.ts";
import type { CatalogReader } from "../catalog/read-catalog.ts";
import { bytesOf } from "../catalog/sqlite.ts";
import { documentOf, type StoredDocument } from "../catalog/stored-rows.ts";
import { PROOF } from "../identifier-kinds.ts";
import { LIMITS } from "../limits.ts";
import type { Address } from "../model/message.ts";
import { IDENTIFY_VERSION, identify } from "./identify.ts";
import { partyOf } from "./parties.ts";
import { guessRegion } from "./region.ts";

interface Entry {
  readonly kind: StoredKind;
  readonly value: string;
  readonly number: number | null;
  proof: number;
  families: number;
  firstAt: number | null;
  lastAt: number | null;
  readonly documents: number[];
  /** The family counted last. */
  root: number;
}

/** What was found since the last write. */
class Batch {
  private readonly entries = new Map<string, Entry>();
  private places = 0;

  get size(): number {
    return this.entries.size + this.places / 8;
  }

  add(
    document: StoredDocument,
    at: number | null,
    found: {
      readonly kind: StoredKind;
      readonly value: string;
      readonly proof: number;
      readonly number: number | null;
    },
  ): void {
    const key = `${found.kind}\0${found.value}`;
    let entry = this.entries.get(key);
    if (entry === undefined) {
      entry = { ...found, families: 0, firstAt: null, lastAt: null, documents: [], root: -1 };
      this.entries.set(key, entry);
    }
    entry.proof |= found.proof;
    if (entry.documents.at(-1) !== document.docId) {
      entry.documents.push(document.docId);
      this.places++;
    }
    if (entry.root === document.rootId) return;
    entry.root = document.rootId;
    entry.families++;
    if (at === null) return;
    if (entry.firstAt === null || at < entry.firstAt) entry.firstAt = at;
    if (entry.lastAt === null || at > entry.lastAt) entry.lastAt = at;
  }

  take(): BatchEntry[] {
    const taken = [...this.entries.values()];
    this.entries.clear();
    this.places = 0;
    return taken;
  }
}

/** Kinds that metadata of a file is looked through for: paths with names, links, addresses. */
const IN_METADATA: ReadonlySet<string> = new Set([
  "winpath",
  "username",
  "email",
  "host",
  "url",
  "ip",
  "mac",
]);
const IN_HEADERS: ReadonlySet<string> = new Set(["ip"]);

/** Everything one document says. */
function identifyDocument(
  catalog: CatalogReader,
  document: StoredDocument,
  region: string | null,
  add: (found: Parameters<Batch["add"]>[2]) => void,
): boolean {
  const { envelope, kind, docId } = document;
  const text =
    envelope === null ? catalog.text(docId) : `${envelope.subject}\n${catalog.text(docId)}`;
  const own = identify(text, { region });
  for (const each of own.found) add(each);
  if (kind === "message") {
    const head = catalog.head(docId).toString("latin1");
    for (const each of identify(head, { region, kinds: IN_HEADERS }).found) add(each);
  } else {
    const values = catalog.metadata(docId).filter(({ state }) => state === "present");
    const joined = values.map((value) => value.text).join("\n");
    for (const each of identify(joined, { region, kinds: IN_METADATA }).found) add(each);
  }
  if (envelope === null) return own.stopped;
  const addressed = (people: readonly Address[], party: "from" | "to"): void => {
    for (const { address } of people) {
      const lower = address.toLowerCase();
      if (!/^[^\s@]{1,128}@[^\s@]{1,255}$/.test(lower)) continue;
      add({ kind: "email", value: lower, proof: PROOF.context, number: null });
      add({
        kind: "host",
        value: lower.slice(lower.lastIndexOf("@") + 1),
        proof: PROOF.form,
        number: null,
      });
      if (document.parentId === null)
        add({ kind: party, value: partyOf(lower), proof: PROOF.form, number: null });
    }
  };
  addressed(envelope.from, "from");
  addressed([...envelope.to, ...envelope.cc, ...envelope.bcc], "to");
  return own.stopped;
}

export interface IdentifyRun {
  readonly paths: IndexPaths;
  /** Two capital letters, or null to go by the corpus. */
  readonly region: string | null;
  /** Make it from the beginning, whatever is stored. */
  readonly again: boolean;
  readonly onProgress: (documents: number, total: number) => void;
  /** Ends the pass when what is held is written. */
  readonly stop: AbortSignal;
}

export interface IdentifyResult {
  readonly region: string;
  /** Documents looked at now. */
  readonly documents: number;
  /** Documents of which not all could be kept (limits). */
  readonly cut: number;
  readonly isWhole: boolean;
}

const PAGE = 500;

/** Brings the store up to the documents there are. The caller holds the writer lock. */
export function identifyCorpus(catalog: CatalogReader, run: IdentifyRun): IdentifyResult {
  const store = new IdentifierStore(run.paths, "write");
  try {
    const rules = String(IDENTIFY_VERSION);
    const old = store.state();
    const stored = old !== null && old.rules === rules && !run.again ? old : null;
    const region = run.region ?? (stored?.region || guessRegion(catalog) || "");
    const keeps =
      stored !== null &&
      stored.region === region &&
      identifiersAre(catalog.database, stored) !== "other";
    if (!keeps) store.clear();
    const from = keeps ? stored : { lastDoc: -1, documents: 0 };
    return lookThrough(catalog, store, run, { rules, region, ...from });
  } finally {
    store.close();
  }
}

function lookThrough(
  catalog: CatalogReader,
  store: IdentifierStore,
  run: IdentifyRun,
  start: {
    readonly rules: string;
    readonly region: string;
    readonly lastDoc: number;
    readonly documents: number;
  },
): IdentifyResult {
  const { rules, region } = start;
  const select = catalog.database.prepare(
    `SELECT * FROM document WHERE docId > ? ORDER BY docId LIMIT ${PAGE}`,
  );
  const total = Number(
    catalog.database.prepare("SELECT count(*) AS n FROM document").get([])?.["n"],
  );
  const batch = new Batch();
  let { lastDoc, documents } = start;
  let lastContent = "";
  let cut = 0;
  let writes = 0;
  let skipped = -1;
  let at: number | null = null;
  const write = (): void => {
    store.add(batch.take(), { rules, region, lastDoc, documents, lastContent });
    writes++;
  };
  for (;;) {
    const rows = select.all([lastDoc]);
    for (const row of rows) {
      const document = documentOf(row);
      lastDoc = document.docId;
      documents++;
      lastContent = bytesOf(row["contentId"]).toString("hex");
      if (document.parentId === null) {
        at = document.sentAt ?? document.receivedAt;
        // A copy says what the first says; a search adds the copies of what it finds
        skipped = document.copyOf === null ? -1 : document.docId;
      }
      if (document.rootId === skipped) continue;
      const isCut = identifyDocument(catalog, document, region || null, (found) =>
        batch.add(document, at, found),
      );
      if (isCut) cut++;
    }
    run.onProgress(documents, total);
    const ends = rows.length < PAGE || run.stop.aborted;
    if (batch.size > LIMITS.maxIdentifiersHeld || (ends && documents > start.documents)) write();
    if (ends) break;
  }
  if (writes > 1) store.compact();
  return { region, documents: documents - start.documents, cut, isWhole: documents >= total };
}
