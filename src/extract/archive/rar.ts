/**
 * RAR 4 and RAR 5 -> members. The list comes from our own header reader (rar-headers.ts), the bytes from node-unrar-js 2.0.2
 * (unRAR 6.1.7 compiled to WebAssembly; the only reader of RAR's packing there is).
 *
 * To be run where memory is watched: WebAssembly memory never shrinks. Bytes written are counted here, so that sizes forged in
 * headers bound nothing; the dictionary a member asks for is checked before it is unpacked.
 */
import { createExtractorFromData } from "node-unrar-js";
import { LIMITS } from "../../limits.ts";
import type { Extraction } from "../../model/extraction.ts";
import type { MetadataValue } from "../../model/metadata.ts";
import { Collector, reasonOf } from "../collector.ts";
import { timeText } from "../filetime.ts";
import type { ReadContext } from "../reader.ts";
import { someNames, totalCap } from "./archive-cap.ts";
import { listRarVolumes } from "./rar-headers.ts";
import type { RarListing, RarMember } from "./rar-listing.ts";

/** Windows RAR 6 packs with 32 MB, at most 1 GB; the library could not allocate more anyway. */
const MAX_DICTIONARY_BYTES = 256 * 1024 * 1024;
/** Damaged members skipped before the archive is given up: each costs one pass over the headers. */
const MAX_FAILURES = 50;

interface Unpacked {
  readonly bytes: ReadonlyMap<number, Uint8Array>;
  readonly comment: string;
}

/** Parts of the library that its WebAssembly calls: a write for each piece of output, and the files it opens by name. */
interface Internals {
  write(fd: number, at: number, size: number): boolean;
  dataFiles: Record<string, { file: object; fd: number }>;
  dataFileMap: Record<number, string>;
  currentFd: number;
  _filePath: string;
}

/** The library keeps the buffer; it must start at its first byte. */
const bufferOf = (bytes: Uint8Array = new Uint8Array(0)): ArrayBuffer =>
  new Uint8Array(bytes).buffer;

/** Volumes under the names by which unRAR looks for the next one; their own names lead it nowhere but to these. */
function giveVolumes(extractor: Internals, volumes: readonly Uint8Array[]): void {
  if (volumes.length < 2) return;
  const DataFile = extractor.dataFiles[extractor._filePath]?.file.constructor as
    | (new (
        data: Uint8Array,
      ) => object)
    | undefined;
  if (DataFile === undefined) throw new Error("the RAR library keeps its files elsewhere");
  const isNumbered = isNewNaming(volumes[0]);
  const nameOf = (n: number): string => {
    if (isNumbered) return `v.part${String(n + 1).padStart(4, "0")}.rar`;
    const letter = String.fromCharCode("r".charCodeAt(0) + Math.floor((n - 1) / 100));
    return n === 0 ? "v.rar" : `v.${letter}${String((n - 1) % 100).padStart(2, "0")}`;
  };
  extractor.dataFiles = {};
  for (const [n, bytes] of volumes.entries()) {
    const fd = n + 1;
    extractor.dataFiles[nameOf(n)] = { file: new DataFile(new Uint8Array(bytes)), fd };
    extractor.dataFileMap[fd] = nameOf(n);
  }
  extractor.currentFd = volumes.length + 1;
  extractor._filePath = nameOf(0);
}

/** Whether volumes are named `.part1.rar`; RAR 4 says so in a flag of its main header, RAR 5 knows no other way. */
function isNewNaming(first: Uint8Array = new Uint8Array(0)): boolean {
  return first[6] === 1 || ((first[10] ?? 0) & 0x10) !== 0;
}

function memberValues(member: RarMember, version: number): MetadataValue[] {
  const values: MetadataValue[] = [];
  for (const [kind, time] of member.times) {
    const source = `RAR${version} ${kind}`;
    const field = kind === "mtime" ? "membertime" : "other";
    values.push({ field, text: timeText(time), state: "present", source, time });
  }
  values.push({ field: "other", text: member.host, state: "present", source: "RAR host system" });
  for (const [kind, name] of member.owners) {
    const field = kind === "user" ? "people" : "other";
    values.push({ field, text: name, state: "present", source: `RAR owner ${kind}` });
  }
  return values;
}

/** Why a member is not unpacked, or null; `cap` is what the whole archive may unpack to. */
function refusal(member: RarMember, cap: number): readonly [string, string] | null {
  if (member.encrypted) return ["encrypted", "a password is needed"];
  if (member.isLink) return ["archive-links", "links without content of their own"];
  if (member.splitBefore || member.splitAfter)
    return ["archive-volume-missing", "continues in another volume"];
  if (member.dictionaryBytes > MAX_DICTIONARY_BYTES) {
    return ["archive-bomb", `asks for ${member.dictionaryBytes} bytes of memory`];
  }
  // An unknown size (written by a pipe) is bounded while unpacking
  if (Number.isFinite(member.unpackedBytes) && member.unpackedBytes > cap) {
    return ["archive-bomb", `claims ${member.unpackedBytes} bytes out of ${member.packedBytes}`];
  }
  return null;
}

/** One pass over the archive for the members of `wanted`; a member that fails is returned so that the next pass leaves it out. */
async function unpackPass(
  volumes: readonly Uint8Array[],
  wanted: ReadonlySet<number>,
  capBytes: number,
  into: Map<number, Uint8Array>,
): Promise<
  { failed: number; reason: string; comment: string } | { failed: null; comment: string }
> {
  const extractor = await createExtractorFromData({ data: bufferOf(volumes[0]) });
  const counted = extractor as unknown as Internals;
  giveVolumes(counted, volumes);
  const write = counted.write.bind(extractor);
  let [order, current, written, total] = [-1, -1, 0, 0];
  let overflow = "";
  for (const bytes of into.values()) total += bytes.length;
  counted.write = (fd, at, size) => {
    written += size;
    const cap = Math.min(Math.max(0, capBytes - total), LIMITS.maxArchiveMemberBytes);
    if (written > cap) {
      overflow = `unpacks to more than ${cap} bytes`;
      return false;
    }
    return write(fd, at, size);
  };
  let comment = "";
  try {
    const { arcHeader, files } = extractor.extract({
      files: () => {
        order++;
        if (!wanted.has(order) || into.has(order)) return false;
        current = order;
        written = 0;
        return true;
      },
    });
    comment = arcHeader.comment;
    for (const { extraction } of files) {
      if (extraction === undefined) continue;
      into.set(current, extraction);
      total += extraction.length;
    }
    return { failed: null, comment };
  } catch (error) {
    // The library throws for a damaged or locked member and ends its pass; compiled code may also trap (RangeError, number)
    return { failed: current, reason: overflow === "" ? reasonOf(error) : overflow, comment };
  }
}

async function unpack(
  volumes: readonly Uint8Array[],
  listing: RarListing,
  wanted: Set<number>,
  capBytes: number,
  collector: Collector,
): Promise<Unpacked> {
  const unpacked = new Map<number, Uint8Array>();
  let comment = "";
  for (let failures = 0; ; failures++) {
    const pass = await unpackPass(volumes, wanted, capBytes, unpacked);
    comment ||= pass.comment;
    if (pass.failed === null) break;
    const member = listing.members[pass.failed];
    const code = pass.reason.startsWith("unpacks to") ? "archive-bomb" : "rar-member-damaged";
    collector.addProblem(
      code,
      "lost",
      `${JSON.stringify(member?.name ?? "archive")}: ${pass.reason}`,
    );
    if (pass.failed < 0 || failures >= MAX_FAILURES || !wanted.delete(pass.failed)) break;
  }
  return { bytes: unpacked, comment };
}

function addListing(listing: RarListing, volumes: number, collector: Collector): void {
  if (listing.damage !== "") {
    collector.addProblem(
      "rar-damaged",
      "partial",
      `the list of members ends early: ${listing.damage}`,
    );
  }
  if (listing.isVolume && volumes === 1) {
    collector.addProblem(
      "archive-volume",
      "note",
      "one volume of several; the others are needed for members that run on",
    );
  }
  if (listing.archiveName !== "")
    collector.addValue("other", listing.archiveName, "RAR archive name");
  if (listing.archiveTime !== null) {
    collector.addTime(
      "created",
      timeText(listing.archiveTime),
      listing.archiveTime,
      "RAR archive time",
    );
  }
}

/** Reads a RAR archive; example of a step: `{step:"member", index:0, name:"budget/q3.xls"}`. */
export async function readRar(
  bytes: Uint8Array,
  context: Partial<ReadContext> = {},
): Promise<Extraction> {
  const collector = new Collector();
  const starts = context.volumeStarts ?? [0];
  const volumes = starts
    .map((start, n) => bytes.subarray(start, starts[n + 1] ?? bytes.length))
    .filter((volume) => volume.length > 0);
  const listing = listRarVolumes(volumes);
  if (listing === null || (listing.members.length === 0 && listing.damage !== "")) {
    collector.markers.add("unreadable");
    collector.addProblem("rar-damaged", "lost", listing?.damage ?? "no RAR signature");
    return collector.close();
  }
  addListing(listing, volumes.length, collector);
  if (listing.headersEncrypted) {
    collector.markers.add("encrypted");
    collector.addProblem("encrypted", "lost", "a password is needed even for the list of members");
    return collector.close();
  }
  const wanted = new Set<number>();
  const refused = new Map<string, string[]>();
  // a solid archive states next to nothing for its later members: only the sum over the archive means something
  const capBytes = totalCap(bytes.length, context.roomBytes);
  let claimed = 0;
  for (const [index, member] of listing.members.entries()) {
    if (member.isFolder) continue;
    if (member.encrypted) collector.markers.add("encrypted");
    const size = Number.isFinite(member.unpackedBytes) ? member.unpackedBytes : 0;
    const reason =
      refusal(member, Math.min(capBytes, LIMITS.maxArchiveMemberBytes)) ??
      (claimed + size > capBytes
        ? ["archive-bomb", "the members together unpack to too much"]
        : null);
    if (reason === null) {
      wanted.add(index);
      claimed += size;
    } else {
      const [code = "", why = ""] = reason;
      const key = `${code}\n${why}`;
      const names = refused.get(key);
      if (names === undefined) refused.set(key, [member.name]);
      else names.push(member.name);
    }
  }
  for (const [key, names] of refused) {
    const [code = "", why = ""] = key.split("\n");
    const severity = code === "archive-links" ? "note" : "lost";
    collector.addProblem(code, severity, `${names.length} members (${why}): ${someNames(names)}`);
  }
  const unpacked = await unpack(volumes, listing, wanted, capBytes, collector);
  if (unpacked.comment !== "") collector.addValue("keywords", unpacked.comment, "RAR comment");
  for (const [index, member] of listing.members.entries()) {
    const content = unpacked.bytes.get(index);
    if (content === undefined) continue;
    collector.children.push({
      name: member.name,
      declaredType: "",
      bytes: content,
      steps: [{ step: "member", index, name: member.name }],
      metadata: memberValues(member, listing.version),
    });
  }
  return collector.close();
}
