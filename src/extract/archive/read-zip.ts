/** Tells what a zip is (OOXML, ODF, plain archive) by its members, never by its name, and reads it. */
import { LIMITS } from "../../limits.ts";
import type { Extraction } from "../../model/extraction.ts";
import { createDraft } from "../draft.ts";
import { isIwork } from "../office/iwork.ts";
import { normalPart, openPackage } from "../office/office-package.ts";
import type { ReadContext } from "../reader.ts";
import { readArchive } from "./zip-archive.ts";
import { listZip, type ZipListing } from "./zip-members.ts";

type ZipKind = "ooxml" | "odf" | "olm" | "iwork" | "archive";

/** Folder of the mails in an archive of Outlook for Mac. */
const OLM_FOLDER = /(?:^|\/)com\.microsoft\.__messages\//;

/** Markers of a kind by normalised member name. A zip with ten thousand files and one "content.xml" stays an archive. */
function kindOf(listing: ZipListing): ZipKind {
  const names = new Set(listing.members.map((member) => normalPart(member.name.text)));
  if (names.has("[content_types].xml")) return "ooxml";
  if ([...names].some((name) => OLM_FOLDER.test(name))) return "olm";
  if (isIwork(names)) return "iwork";
  // a document whose list of types is lost with the rest of a damaged archive
  if (names.has("word/document.xml") || names.has("xl/workbook.xml")) return "ooxml";
  if (names.has("ppt/presentation.xml")) return "ooxml";
  if (!names.has("content.xml") && !names.has("meta.xml")) return "archive";
  const isPackage = names.has("meta-inf/manifest.xml") || names.has("mimetype");
  return isPackage || names.has("styles.xml") ? "odf" : "archive";
}

/** Reads any zip. OOXML and ODF give text and properties, anything else its members as children. */
export async function readZip(bytes: Uint8Array, context: ReadContext): Promise<Extraction> {
  const listing = listZip(bytes, LIMITS.maxArchiveMembers, context.volumeStarts);
  const kind = kindOf(listing);
  if (kind === "archive") {
    const { withSlackPeople } = await import("../chat/find-chat.ts");
    return withSlackPeople(await readArchive(bytes, listing, context.roomBytes));
  }
  if (kind === "iwork") {
    const { withIworkText } = await import("../office/iwork.ts");
    const unpackZip = (inner: Uint8Array): Promise<Extraction> =>
      readArchive(inner, listZip(inner), context.roomBytes);
    return withIworkText(
      await readArchive(bytes, listing, context.roomBytes),
      context.name,
      unpackZip,
    );
  }
  if (kind === "olm") {
    const { withOlmMessages } = await import("../mail/read-olm.ts");
    return withOlmMessages(await readArchive(bytes, listing, context.roomBytes));
  }
  if (listing.members.length > LIMITS.maxOfficeMembers) {
    const archive = await readArchive(bytes, listing, context.roomBytes);
    const reason = `a document of ${listing.members.length} parts is read as an archive: each part is a file of its own`;
    const tooMany = { code: "document-too-many-parts", severity: "partial", reason } as const;
    return { ...archive, problems: [...archive.problems, tooMany] };
  }
  const draft = createDraft();
  for (const { code, severity, reason } of listing.problems) draft.problem(code, severity, reason);
  const parts = openPackage(bytes, listing.members, draft);
  if (kind === "ooxml") await (await import("../office/ooxml.ts")).addOoxml(parts, draft);
  else await (await import("../office/odf.ts")).addOdf(parts, draft);
  return draft.finish();
}
