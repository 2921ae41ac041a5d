/**
 * Inside and outside: whose corpus it is, and which messages cross its border. The owners are domains, or addresses at public providers, that the user set; until then
 * those found. A message is outbound when an owner sent it to anybody else, inbound when anybody else sent it to an owner, internal when both sides are owners only.
 */
import { readOwners } from "../../catalog/annotations/owners.ts";
import { unpackDocuments } from "../../catalog/identifiers/document-numbers.ts";
import {
  type IdentifierStore,
  openIdentifiers,
  type StoredIdentifier,
} from "../../catalog/identifiers/identifier-store.ts";
import type { CatalogReader } from "../../catalog/read-catalog.ts";
import type { SearchSegment } from "../segment-terms.ts";
import { withCopies } from "./identified.ts";

export const SIDES = ["inbound", "outbound", "internal"] as const;
export type Side = (typeof SIDES)[number];

/** A party that wrote or received, with how many messages. */
export interface Party {
  readonly party: string;
  readonly sent: number;
  readonly received: number;
}

/** An owner, with how many messages it is on. */
export interface Owner extends Party {
  /** Messages it sent or received, each once. */
  readonly messages: number;
  readonly how: "set" | "found";
}

/** All parties with their messages. */
interface Parties {
  readonly from: readonly StoredIdentifier[];
  readonly to: readonly StoredIdentifier[];
}

const partiesOf = (store: IdentifierStore): Parties => ({
  from: [...store.all("from")],
  to: [...store.all("to")],
});

/** Found owners are on this share of the messages that no owner before them is on, … */
const MIN_SHARE = 0.1;
/** … and at most so many are found. */
const MAX_FOUND = 5;
/** The first must be on this share of all: else the corpus is of nobody in particular. */
const FIRST_SHARE = 0.3;

interface Candidate extends Party {
  readonly documents: ReadonlySet<number>;
}

function candidates({ from, to }: Parties): Candidate[] {
  const sent = new Map(from.map((each) => [each.value, each]));
  const received = new Map(to.map((each) => [each.value, each]));
  // An owner both writes and receives; a mailing list or a robot does one of them
  const both = [...sent.keys()].filter((party) => received.has(party));
  const size = (party: string): number =>
    (sent.get(party)?.families ?? 0) + (received.get(party)?.families ?? 0);
  return both
    .sort((a, b) => size(b) - size(a) || (a < b ? -1 : 1))
    .slice(0, 50)
    .map((party) => ({
      party,
      sent: sent.get(party)?.families ?? 0,
      received: received.get(party)?.families ?? 0,
      documents: new Set([
        ...unpackDocuments(sent.get(party)?.packed ?? new Uint8Array()),
        ...unpackDocuments(received.get(party)?.packed ?? new Uint8Array()),
      ]),
    }));
}

/** Owners by what is in the corpus: the party on most messages, then whoever is on most of the rest, while that is a tenth of it. */
function foundOwners(parties: Parties): Owner[] {
  const all = new Set(parties.from.flatMap(({ packed }) => unpackDocuments(packed)));
  const left = candidates(parties);
  const found: Owner[] = [];
  const total = all.size;
  while (found.length < MAX_FOUND && all.size > 0) {
    let best: { candidate: Candidate; covers: number } | null = null;
    for (const candidate of left) {
      let covers = 0;
      for (const document of candidate.documents) if (all.has(document)) covers++;
      if (best === null || covers > best.covers) best = { candidate, covers };
    }
    const share =
      found.length === 0 ? FIRST_SHARE * total : Math.max(MIN_SHARE * total, MIN_SHARE * all.size);
    if (best === null || best.covers < share) break;
    const { party, sent, received, documents } = best.candidate;
    found.push({ party, sent, received, messages: documents.size, how: "found" });
    for (const document of documents) all.delete(document);
  }
  return found;
}

/** The owners that count: those set, or while none is set those found, most messages first. */
export function ownersOf(catalog: CatalogReader, store: IdentifierStore): Owner[] {
  const parties = partiesOf(store);
  const set = readOwners(catalog.paths);
  if (set.length === 0) return foundOwners(parties);
  const of = (rows: readonly StoredIdentifier[], owner: string): StoredIdentifier[] =>
    rows.filter(({ value }) => belongsTo(value, owner));
  return set.map((owner) => {
    const [sent, received] = [of(parties.from, owner), of(parties.to, owner)].map(
      (rows) => new Set(rows.flatMap(({ packed }) => unpackDocuments(packed))),
    ) as [Set<number>, Set<number>];
    return {
      party: owner,
      sent: sent.size,
      received: received.size,
      messages: new Set([...sent, ...received]).size,
      how: "set",
    };
  });
}

/** Whether a party is an owner's: itself, or an address at the owner's domain. */
const belongsTo = (party: string, owner: string): boolean =>
  party === owner || (!owner.includes("@") && party.endsWith(`@${owner}`));

/** Owners of messages (docIds), as facets count them. */
export function* ownerRows(
  catalog: CatalogReader,
  docIds: readonly number[],
): Generator<readonly [number, string]> {
  const store = openIdentifiers(catalog.paths);
  if (store === null) return;
  const wanted = new Set(docIds);
  const rows: [number, string][] = [];
  try {
    const { from, to } = partiesOf(store);
    for (const { party: owner } of ownersOf(catalog, store))
      for (const { packed } of [...from, ...to].filter(({ value }) => belongsTo(value, owner)))
        for (const document of unpackDocuments(packed))
          if (wanted.has(document)) rows.push([document, owner]);
  } finally {
    store.close();
  }
  yield* rows.sort((a, b) => a[0] - b[0]);
}

/** docIds (ascending) of the messages on a side of the border; none where identifiers were never looked for, or the corpus is of nobody in particular. */
export function sideDocuments(
  catalog: CatalogReader,
  segments: readonly SearchSegment[],
  side: Side,
): number[] {
  const store = openIdentifiers(catalog.paths);
  if (store === null) return [];
  try {
    const owners = ownersOf(catalog, store).map(({ party }) => party);
    if (owners.length === 0) return [];
    const { from, to } = partiesOf(store);
    const isOwner = ({ value }: StoredIdentifier): boolean =>
      owners.some((owner) => belongsTo(value, owner));
    const documents = (rows: readonly StoredIdentifier[]): Set<number> =>
      new Set(rows.flatMap(({ packed }) => unpackDocuments(packed)));
    const sentInside = documents(from.filter(isOwner));
    const toInside = documents(to.filter(isOwner));
    const toOutside = documents(to.filter((row) => !isOwner(row)));
    const found =
      side === "inbound"
        ? [...documents(from)].filter((each) => !sentInside.has(each) && toInside.has(each))
        : side === "outbound"
          ? [...sentInside].filter((each) => toOutside.has(each))
          : [...sentInside].filter((each) => toInside.has(each) && !toOutside.has(each));
    return withCopies(segments, new Set(found));
  } finally {
    store.close();
  }
}
