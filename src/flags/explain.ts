/**
 * Everything about the flags and findings of one document: what, where in bytes, raw value, arithmetic, comparison, rarity, alternatives, and
 * the commands that derive it again. Evidence of context flags is made anew from the stored headers.
 */
import type { CatalogReader } from "../catalog/read-catalog.ts";
import { type FindingRow, flagsOf } from "../catalog/read-flags.ts";
import type { StoredDocument } from "../catalog/stored-rows.ts";
import type { MessageCheck } from "../checks/engine/check.ts";
import { checkById } from "../checks/engine/engine.ts";
import { messageFacts } from "../checks/facts/read-message-facts.ts";
import { type CheckDescription, type Evidence, LEVELS, type Level } from "../model/flag.ts";
import { SHORT_ID_DIGITS } from "../model/ids.ts";
import { parseHeadersOnly } from "../parse/parse-message.ts";
import { recordInPlace } from "../replay/record-bytes.ts";
import { fullLocator } from "../replay/replay.ts";
import type { BytesAt } from "./derive.ts";
import { type ChanceCount, chanceCounts } from "./gather.ts";

/** One flag or finding of a document, ready to print. */
export interface Explanation {
  readonly check: CheckDescription;
  readonly level: Level;
  readonly sentence: string;
  readonly evidence: readonly (Evidence & { readonly at: BytesAt })[];
  readonly chance: ChanceCount | null;
  /** How many documents the finding has; 1 for a flag. */
  readonly members: number;
}

const EXTENSION = /\.[A-Za-z0-9]{1,8}$/;

/** Where the bytes of a document can be had: its place in the source for a mail or loose file, else a command that unpacks it. */
function bytesAt(catalog: CatalogReader, document: StoredDocument): BytesAt {
  const locator = fullLocator(catalog, document);
  const first = locator[0];
  const path = first?.step === "file" ? first.path : "";
  const short = document.contentId.slice(0, SHORT_ID_DIGITS);
  if (document.parentId === null && document.record !== null) {
    const decode = document.steps.find((step) => step.step === "decode");
    if (decode === undefined) return { path, offsetBytes: document.record.offset, unpack: "" };
    try {
      // Header offsets count from behind the From_ line (mbox) or the byte count (emlx)
      const record = recordInPlace(catalog, document);
      return { path, offsetBytes: document.record.offset + record.indexOf(0x0a) + 1, unpack: "" };
    } catch {
      // The source is not there or not as it was: say how to get the bytes once it is
    }
  }
  const file = `${short}${EXTENSION.exec(document.name)?.[0] ?? (document.kind === "message" ? ".eml" : ".bin")}`;
  return { path: file, offsetBytes: null, unpack: `leaksift show ${short} --raw > ${file}` };
}

/** Flags of a message's headers made anew: context flags are stored without evidence. */
function evidenceAgain(
  catalog: CatalogReader,
  docId: number,
  check: MessageCheck,
): readonly Evidence[] {
  const head = catalog.head(docId);
  const message = parseHeadersOnly({ bytes: head, locator: [] }, "headers only");
  return check.run(messageFacts(message)).flatMap((flag) => flag.evidence);
}

/** All flags and findings of a document, the strongest first. Evidence that stands in another document of a finding names that document's bytes. */
export function explain(
  catalog: CatalogReader,
  document: StoredDocument,
  findings: readonly FindingRow[],
): Explanation[] {
  const chance = chanceCounts(catalog);
  const places = new Map<number, BytesAt>();
  const placeOf = (docId: number): BytesAt => {
    const known =
      places.get(docId) ??
      bytesAt(catalog, docId === document.docId ? document : catalog.document(docId));
    places.set(docId, known);
    return known;
  };
  const located = (evidence: readonly Evidence[], docId: number) =>
    evidence.map((each) => ({ ...each, at: placeOf(each.docId ?? docId) }));
  const explanations: Explanation[] = [];
  for (const { check: id, level, body } of flagsOf(catalog.database, document.docId)) {
    const check = checkById(id);
    if (check === undefined) continue;
    const evidence =
      body?.evidence ??
      (check.scope === "message" ? evidenceAgain(catalog, document.docId, check) : []);
    explanations.push({
      check,
      level,
      sentence: body?.sentence ?? check.looksFor,
      evidence: located(evidence, document.docId),
      chance: chance.get(id) ?? null,
      members: 1,
    });
  }
  for (const finding of findings) {
    const member = finding.members.find(({ docId }) => docId === document.docId);
    const check = checkById(finding.check);
    if (member === undefined || check === undefined) continue;
    explanations.push({
      check,
      level: finding.level,
      sentence: finding.sentence,
      evidence: located([...member.evidence, ...finding.evidence], document.docId),
      chance: chance.get(finding.check) ?? null,
      members: finding.members.length,
    });
  }
  return explanations.sort((a, b) => LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level));
}
