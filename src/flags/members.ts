/** The documents of an entry as they are listed: name or subject, with date and sender of the mail. */
import type { CatalogReader } from "../catalog/read-catalog.ts";
import { labelOf } from "../catalog/stored-rows.ts";
import type { Ranked } from "../checks/engine/rank.ts";
import { isoSeconds } from "../checks/facts/evidence.ts";
import { SHORT_ID_DIGITS } from "../model/ids.ts";
import type { MemberView } from "./entry-text.ts";

/** Lead documents of an entry, files under their own name. */
export function membersOf(catalog: CatalogReader, entry: Ranked): MemberView[] {
  return entry.lead.members.map(({ docId, rootId }) => {
    const document = catalog.document(docId);
    const { contentId, kind } = document;
    const mail = kind === "message" ? document : catalog.document(rootId);
    const { sentAt } = mail;
    const [sender] = mail.envelope?.from ?? [];
    return {
      id: contentId,
      shortId: contentId.slice(0, SHORT_ID_DIGITS),
      kind,
      label: labelOf(document),
      date: sentAt === null ? "" : isoSeconds(sentAt).slice(0, 10),
      from: sender?.name || sender?.address || "",
    };
  });
}
