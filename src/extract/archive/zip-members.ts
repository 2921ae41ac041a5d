/**
 * A zip's members, listed and checked against each other: what every zip-based format stands on.
 *
 * Nothing a zip says about itself is trusted: members that share bytes (overlap bombs) are marked, double, hostile and unlisted
 * names are told. Names are evidence, never paths: they are kept as written. zip-read.ts unpacks.
 */
import { LIMITS } from "../../limits.ts";
import type { Problem } from "../../model/problem.ts";
import { type RawMember, readDirectory } from "./zip-directory.ts";
import { decodeNames, type MemberName } from "./zip-names.ts";
import { type MemberTime, memberTimes } from "./zip-times.ts";

type FoundProblem = Omit<Problem, "locator">;

/** Example: `{index:3, name:{text:"отчёт.xls", charset:"cp866", guessed:true}, sizeBytes:20480, hostSystem:0, …}`. */
export interface ZipMember {
  /** Position in the archive's list; with the name the locator step of the member. */
  readonly index: number;
  readonly name: MemberName;
  readonly nameBytes: Uint8Array;
  /** As stated; null when the zip does not say. */
  readonly sizeBytes: number | null;
  readonly compressedBytes: number | null;
  /** 0 stored, 8 deflated (APPNOTE 4.4.5). */
  readonly method: number;
  readonly flags: number;
  readonly encrypted: boolean;
  /** High byte of "version made by"; null for a member without a directory entry. */
  readonly hostSystem: number | null;
  readonly times: readonly MemberTime[];
  /** False for a member the central directory does not list. */
  readonly listed: boolean;
  /** Shares bytes with a member before it: never unpacked. */
  readonly overlaps: boolean;
  readonly isFolder: boolean;
  readonly crc: number;
  readonly dataOffset: number;
}

export interface ZipListing {
  readonly members: readonly ZipMember[];
  readonly problems: readonly FoundProblem[];
}

function overlapping(members: readonly RawMember[]): ReadonlySet<RawMember> {
  const bad = new Set<RawMember>();
  let covered = 0;
  const placed = members.filter((member) => member.dataOffset >= 0);
  placed.sort((a, b) => a.localOffset - b.localOffset);
  for (const member of placed) {
    // a member listed twice at one offset is the cheapest overlap bomb of all
    if (member.localOffset < covered) bad.add(member);
    else covered = member.dataOffset + (member.compressedBytes ?? 0);
  }
  return bad;
}

const HOSTILE_NAME = /(?:^|[\\/])\.\.(?:[\\/]|$)|^[\\/]|^[a-z]:|\0/i;

/** One problem for each kind of oddity, counting and quoting the first: thousands of rows would say no more. */
function oddities(members: readonly ZipMember[], raw: readonly RawMember[]): FoundProblem[] {
  const problems: FoundProblem[] = [];
  const note = (
    code: string,
    severity: Problem["severity"],
    what: string,
    odd: readonly ZipMember[],
  ): void => {
    const first = odd[0];
    if (first === undefined) return;
    const reason = `${what}: ${odd.length} of ${members.length} members, first ${JSON.stringify(first.name.text.slice(0, 200))}`;
    problems.push({ code, severity, reason });
  };
  const seen = new Set<string>();
  const twice = members.filter((member) => {
    const known = seen.has(member.name.text);
    seen.add(member.name.text);
    return known;
  });
  note(
    "zip-overlap",
    "partial",
    "members share their bytes with others and are not unpacked",
    members.filter((member) => member.overlaps),
  );
  note("zip-duplicate-name", "note", "a name stands more than once", twice);
  note(
    "zip-hostile-name",
    "note",
    "names point outside the archive or hold a NUL",
    members.filter((member) => HOSTILE_NAME.test(member.name.text)),
  );
  note(
    "zip-unlisted-member",
    "note",
    "members the directory does not list",
    // without any directory every member is one, and that is told already
    members.some((member) => member.listed) ? members.filter((member) => !member.listed) : [],
  );
  note(
    "zip-names-differ",
    "note",
    "local header and directory give different names",
    members.filter((_, at) => raw[at]?.renamed === true),
  );
  const resized = members.filter((_, at) => (raw[at]?.resized ?? "") !== "");
  const sizes = raw.find((member) => member.resized !== "")?.resized;
  note(
    "zip-sizes-differ",
    "note",
    `local header and directory give different sizes (${sizes} in the header)`,
    resized,
  );
  const renamed = members.filter(({ name }) => name.second !== undefined);
  const second = JSON.stringify(renamed[0]?.name.second?.slice(0, 200));
  note("zip-second-name", "note", `the Unicode field gives another name (${second})`, renamed);
  return problems;
}

/**
 * Lists a zip. Never throws on bad input; without any member there is a problem of severity `lost`.
 * `maxMembers` is the format's own bound, at most {@link LIMITS}.maxArchiveMembers.
 */
export function listZip(
  bytes: Uint8Array,
  maxMembers = LIMITS.maxArchiveMembers,
  volumeStarts?: readonly number[],
): ZipListing {
  const { members: raw, damage, tooMany } = readDirectory(bytes, maxMembers, volumeStarts);
  const names = decodeNames(
    raw.map((member) => ({
      bytes: member.nameBytes,
      utf8Flag: (member.flags & 0x800) !== 0,
      unicodePath: member.extra.find((field) => field.id === 0x7075)?.data ?? null,
    })),
  );
  const bad = overlapping(raw);
  const members = raw.map((member, index): ZipMember => {
    const name = names[index] ?? { text: "", charset: "ascii", guessed: false };
    return {
      index,
      name,
      nameBytes: member.nameBytes,
      sizeBytes: member.sizeBytes,
      compressedBytes: member.compressedBytes,
      method: member.method,
      flags: member.flags,
      encrypted: (member.flags & 0x2041) !== 0,
      hostSystem: member.listed ? member.madeBy >>> 8 : null,
      times: memberTimes(member.dosDate, member.dosTime, member.extra),
      listed: member.listed,
      overlaps: bad.has(member),
      isFolder: name.text.endsWith("/") && (member.sizeBytes ?? 0) === 0,
      crc: member.crc,
      dataOffset: member.dataOffset,
    };
  });
  const problems = oddities(members, raw);
  if (damage !== "") {
    problems.push({
      code: "zip-damaged",
      severity: members.length === 0 ? "lost" : "partial",
      reason: `${damage}; ${members.length} members found`,
    });
  }
  if (tooMany) {
    problems.push({
      code: "zip-too-many-members",
      severity: "partial",
      reason: `more than ${maxMembers} members`,
    });
  }
  return { members, problems };
}
