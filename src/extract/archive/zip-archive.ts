/** A plain zip: every member a child, with what the archive says about it: times, host system, code page of the name. */
import type { Child, Extraction, Marker } from "../../model/extraction.ts";
import type { MetadataValue } from "../../model/metadata.ts";
import type { Problem } from "../../model/problem.ts";
import { hex } from "../bytes.ts";
import { timeText } from "../filetime.ts";
import { listZip, type ZipListing, type ZipMember } from "./zip-members.ts";
import { archiveBudget, readZipMember } from "./zip-read.ts";
import { hostName } from "./zip-times.ts";

type FoundProblem = Omit<Problem, "locator">;

const TIME_SOURCES = {
  dos: "zip DOS time",
  extended: "zip extended timestamp",
  ntfs: "zip NTFS time",
} as const;

/** What the archive says about one member, e.g. membertime twice (DOS local, NTFS UTC), host "MS-DOS (0)", code page of the name. */
function memberMetadata(member: ZipMember): readonly MetadataValue[] {
  const values: MetadataValue[] = member.times.map(({ kind, time }) => ({
    field: "membertime",
    text: timeText(time),
    state: "present",
    source: TIME_SOURCES[kind],
    time,
  }));
  if (member.hostSystem !== null) {
    const text = hostName(member.hostSystem);
    values.push({ field: "other", text, state: "present", source: "zip host system" });
  }
  if (member.name.charset !== "ascii") {
    const source = member.name.guessed
      ? "zip member name, code page guessed"
      : "zip member name, declared";
    values.push({
      field: "codepage",
      text: member.name.charset,
      state: "present",
      source,
      rawHex: hex(member.nameBytes.subarray(0, 1_000)),
    });
  }
  return values;
}

/** A member as child: the step replays through {@link replayZipMember}. */
export function memberChild(member: ZipMember, bytes: Uint8Array): Child {
  return {
    name: member.name.text,
    declaredType: "",
    bytes,
    steps: [{ step: "member", index: member.index, name: member.name.text }],
    metadata: memberMetadata(member),
  };
}

/** Rows of one code before the rest is only counted: a locked archive of ten thousand members is one fact, not ten thousand. */
const ROWS_PER_CODE = 20;

/** The first rows of each code as they are, the others as one row that counts them. */
function condensed(problems: readonly FoundProblem[]): FoundProblem[] {
  const counts = new Map<string, number>();
  const kept = problems.filter(({ code }) => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    return count <= ROWS_PER_CODE;
  });
  for (const [code, count] of counts) {
    if (count <= ROWS_PER_CODE) continue;
    const reason = `and ${count - ROWS_PER_CODE} more members with this problem`;
    kept.push({ code, severity: "partial", reason });
  }
  return kept;
}

/** All members as children, in the order of the list, within the budget of an archive. */
export async function readArchive(
  archive: Uint8Array,
  listing: ZipListing,
  roomBytes?: number,
): Promise<Extraction> {
  const budget = archiveBudget(archive.length, roomBytes);
  const children: Child[] = [];
  const problems: FoundProblem[] = [];
  for (const member of listing.members) {
    if (member.isFolder) continue;
    const { bytes, problem } = await readZipMember(archive, member, budget);
    if (problem !== null) problems.push(problem);
    if (bytes !== null) children.push(memberChild(member, bytes));
  }
  const markers: Marker[] = [];
  if (listing.members.some((member) => member.encrypted)) markers.push("encrypted");
  if (listing.members.length === 0) markers.push("unreadable");
  return {
    text: [],
    metadata: [],
    children,
    problems: [...listing.problems, ...condensed(problems)],
    markers,
    contentType: "application/zip",
  };
}

/** Bytes of the member a locator step names, the same as when it was found; null when the archive does not hold it. */
export async function replayZipMember(
  archive: Uint8Array,
  index: number,
  name: string,
): Promise<Uint8Array | null> {
  const member = listZip(archive).members[index];
  if (member === undefined || member.name.text !== name) return null;
  return (await readZipMember(archive, member, archiveBudget(archive.length))).bytes;
}
