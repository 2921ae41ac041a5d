/**
 * The forms in which envelopes and traits stand in the catalog. What people read stays JSON, but addresses are short and empty values are left
 * out: written in full they were a tenth of the whole index.
 */
import type { Envelope } from "../model/document.ts";
import type { Address } from "../model/message.ts";
import type { MessageTraits } from "../model/traits.ts";

/** The part of an envelope that is stored as JSON; the rest has columns. */
export type StoredEnvelope = Omit<Envelope, "sentAt" | "receivedAt" | "messageId">;

/** `"anna@example.org"`, or `["Anna Weber", "anna@example.org"]` where there is a name; a third word says that it is of no header. */
type PackedAddress = string | readonly [string, string] | readonly [string, string, "journal"];

const packAddress = ({ name, address, via }: Address): PackedAddress =>
  via !== undefined ? [name, address, via] : name === "" ? address : [name, address];

const unpackAddress = (packed: PackedAddress): Address =>
  typeof packed === "string"
    ? { name: "", address: packed }
    : packed[2] === undefined
      ? { name: packed[0], address: packed[1] }
      : { name: packed[0], address: packed[1], via: packed[2] };

interface PackedEnvelope {
  readonly subject?: string;
  readonly from?: readonly PackedAddress[];
  readonly to?: readonly PackedAddress[];
  readonly cc?: readonly PackedAddress[];
  readonly bcc?: readonly PackedAddress[];
  readonly parents?: readonly string[];
  readonly date?: string;
  readonly zone?: number;
}

/** JSON bytes of an envelope, e.g. `{"subject":"Budget","from":[["Anna Weber","anna@example.org"]],"to":["bob@example.org"],"date":"Mon, …","zone":60}`. */
export function packEnvelope(envelope: Envelope): Uint8Array {
  const people = (list: readonly Address[]): readonly PackedAddress[] | undefined =>
    list.length === 0 ? undefined : list.map(packAddress);
  const packed = {
    subject: envelope.subject || undefined,
    from: people(envelope.from),
    to: people(envelope.to),
    cc: people(envelope.cc),
    bcc: people(envelope.bcc),
    parents: envelope.parents.length === 0 ? undefined : envelope.parents,
    date: envelope.sentAtText || undefined,
    zone: envelope.zoneMinutes ?? undefined,
  };
  return Buffer.from(JSON.stringify(packed), "utf8");
}

/** Undoes {@link packEnvelope}; null for an empty column (a document that is no message). */
export function unpackEnvelope(bytes: Uint8Array): StoredEnvelope | null {
  if (bytes.length === 0) return null;
  const packed = JSON.parse(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8"),
  ) as PackedEnvelope;
  const people = (list: readonly PackedAddress[] | undefined): Address[] =>
    (list ?? []).map(unpackAddress);
  return {
    subject: packed.subject ?? "",
    from: people(packed.from),
    to: people(packed.to),
    cc: people(packed.cc),
    bcc: people(packed.bcc),
    parents: packed.parents ?? [],
    sentAtText: packed.date ?? "",
    zoneMinutes: packed.zone ?? null,
  };
}

/** SQL for the address of the first sender, in lower case, as BLOB; `envelope` is the column. An unpaired surrogate must not become SQLite text. */
export const FIRST_SENDER_SQL =
  "CAST(lower(coalesce(json_extract(CAST(envelope AS TEXT), '$.from[0][1]'), json_extract(CAST(envelope AS TEXT), '$.from[0]'))) AS BLOB)";

/** JSON bytes of traits without what is empty: most mail of an old archive has a few of them. */
export function packTraits(traits: MessageTraits): Uint8Array {
  const filled = Object.entries(traits).filter(
    ([, value]) =>
      value !== "" &&
      value !== false &&
      value !== null &&
      !(Array.isArray(value) && value.length === 0),
  );
  return Buffer.from(JSON.stringify(Object.fromEntries(filled)), "utf8");
}

const NO_TRAITS: MessageTraits = {
  mailer: "",
  boundary: "",
  idShape: "",
  charset: "",
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

/** Undoes {@link packTraits}; null for an empty column. */
export function unpackTraits(bytes: Uint8Array): MessageTraits | null {
  if (bytes.length === 0) return null;
  const filled = JSON.parse(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8"),
  ) as Partial<MessageTraits>;
  return { ...NO_TRAITS, ...filled };
}
