/**
 * Parts of a zip-based office document (OPC, ISO 29500-2; ODF packages) by name, unpacked one at a time on demand.
 *
 * Part names are compared without case, with either slash, since producers differ. A part that cannot be read leaves a problem in
 * the draft and reads as absent. Holds the one budget of the document.
 */
import { LIMITS } from "../../limits.ts";
import { totalCap } from "../archive/archive-cap.ts";
import type { ZipMember } from "../archive/zip-members.ts";
import { type MemberRead, readZipMember, type ZipBudget } from "../archive/zip-read.ts";
import type { Draft } from "../draft.ts";
import { readXml, type XmlHandlers } from "../xml-events.ts";

/** One relationship (ISO 29500-2 section 9.3): `{id:"rId1", type:"attachedTemplate", typeUri:"http://…/attachedTemplate", target:"file:///C:\\…", external:true, part:""}`. */
export interface Relationship {
  readonly id: string;
  /** Last segment of the type URI: the same in transitional and strict documents. */
  readonly type: string;
  /** The type URI as written. */
  readonly typeUri: string;
  readonly target: string;
  readonly external: boolean;
  /** Normalised name of the target part, "" for an external target. */
  readonly part: string;
}

export interface OfficePackage {
  /**
   * Normalised names ("word/document.xml", lower case) with their members, in archive order. A second member of a name gets a
   * name of its own, "word/document (2).xml": what an application does not show is read all the same.
   */
  readonly parts: ReadonlyMap<string, ZipMember>;
  /** Names given to further members of the same name. */
  readonly copies: (part: string) => readonly string[];
  /** Bytes of a part, null when it is absent or unreadable; the beginning of one that is too large. */
  readonly read: (part: string) => Promise<Uint8Array | null>;
  /** Bytes of a member to become a child, never a mere beginning because of its size. */
  readonly readChild: (member: ZipMember) => Promise<Uint8Array | null>;
  /** Reads an XML part with handlers; false when it is absent. */
  readonly readXml: (part: string, handlers: XmlHandlers) => Promise<boolean>;
  /** Relationships of a part ("" for those of the package). */
  readonly relationships: (part: string) => Promise<readonly Relationship[]>;
}

/** "\\Word\\Document.xml", "/word/document.xml" -> "word/document.xml". */
export function normalPart(name: string): string {
  return name.replaceAll("\\", "/").replace(/^\/+/, "").toLowerCase();
}

/** "word/document.xml", 2 -> "word/document (2).xml". */
function copyName(name: string, number: number): string {
  const dot = name.lastIndexOf(".");
  const stem = dot < 0 ? name : name.slice(0, dot);
  return `${stem} (${number})${dot < 0 ? "" : name.slice(dot)}`;
}

/** Where a relationship's target lies: relative to the part's folder, ".." resolved, never above the package. */
function resolveTarget(part: string, target: string): string {
  if (target.startsWith("/")) return normalPart(target);
  const folder = part.includes("/") ? part.slice(0, part.lastIndexOf("/")).split("/") : [];
  for (const step of normalPart(target).split("/")) {
    if (step === "..") folder.pop();
    else if (step !== "." && step !== "") folder.push(step);
  }
  return folder.join("/");
}

/** Where the relationships of a part are kept: "word/document.xml" -> "word/_rels/document.xml.rels". */
export function relationshipsPart(part: string): string {
  const slash = part.lastIndexOf("/");
  return `${part.slice(0, slash + 1)}_rels/${part.slice(slash + 1)}.rels`;
}

/** Opens a package over listed members. Reads nothing yet. */
export function openPackage(
  archive: Uint8Array,
  members: readonly ZipMember[],
  draft: Draft,
): OfficePackage {
  const parts = new Map<string, ZipMember>();
  const copiesOf = new Map<string, string[]>();
  for (const member of members) {
    const name = normalPart(member.name.text);
    if (member.isFolder) continue;
    if (!parts.has(name)) {
      parts.set(name, member);
      continue;
    }
    const copies = copiesOf.get(name) ?? [];
    copiesOf.set(name, copies);
    const copy = copyName(name, copies.length + 2);
    copies.push(copy);
    parts.set(copy, member);
  }
  const budget: ZipBudget = {
    memberBytes: LIMITS.maxOfficePartBytes,
    totalBytes: Math.min(LIMITS.maxOfficeTotalBytes, totalCap(archive.length)),
    ratio: LIMITS.maxArchiveRatio,
  };
  const tell = (read: MemberRead): Uint8Array | null => {
    const { problem } = read;
    if (problem !== null) draft.problem(problem.code, problem.severity, problem.reason);
    if (problem?.code === "zip-member-encrypted") draft.marker("encrypted");
    return read.bytes;
  };
  const read = async (part: string): Promise<Uint8Array | null> => {
    const member = parts.get(part);
    if (member === undefined) return null;
    return tell(await readZipMember(archive, member, budget, true));
  };
  const readXmlPart = async (part: string, handlers: XmlHandlers): Promise<boolean> => {
    const bytes = await read(part);
    if (bytes === null) return false;
    const trouble = readXml(bytes, handlers);
    if (trouble !== null) draft.problem(trouble.code, "partial", `${part}: ${trouble.reason}`);
    return true;
  };
  return {
    parts,
    copies: (part) => copiesOf.get(part) ?? [],
    read,
    readChild: async (member) => tell(await readZipMember(archive, member, budget)),
    readXml: readXmlPart,
    relationships: async (part) => {
      const found: Relationship[] = [];
      await readXmlPart(relationshipsPart(part), {
        open: (name, attributes) => {
          if (name !== "Relationship" || found.length >= LIMITS.maxOfficeMembers) return undefined;
          const target = attributes.get("Target") ?? "";
          const external = attributes.get("TargetMode") === "External";
          const typeUri = attributes.get("Type") ?? "";
          found.push({
            id: attributes.get("Id") ?? "",
            type: typeUri.split("/").at(-1) ?? "",
            typeUri,
            target,
            external,
            part: external ? "" : resolveTarget(part, target),
          });
          return undefined;
        },
      });
      return found;
    },
  };
}
