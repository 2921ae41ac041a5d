/** Every corpus check, sorted by id. Adding a check = adding a file and its two lines here. */

import type { CorpusCheck } from "../../model/corpus-view.ts";
import { archivePackedAfterMail } from "../corpus/archive-packed-after-mail.ts";
import { attachmentVariants } from "../corpus/attachment-variants.ts";
import { cameraShared } from "../corpus/camera-shared.ts";
import { conversationIdReused } from "../corpus/conversation-id-reused.ts";
import { foreignScriptMetadata } from "../corpus/foreign-script-metadata.ts";
import { inheritedFromOtherFile } from "../corpus/inherited-from-other-file.ts";
import { lineEndsUnlikeMailbox } from "../corpus/line-ends-unlike-mailbox.ts";
import { looseFileTwinDiffers } from "../corpus/loose-file-twin-differs.ts";
import { mailHole } from "../corpus/mail-hole.ts";
import { mailboxNumberOutOfOrder } from "../corpus/mailbox-number-out-of-order.ts";
import { oneSidedMail } from "../corpus/one-sided-mail.ts";
import { ownerNotNamed } from "../corpus/owner-not-named.ts";
import { pdfRevisionTextChanged } from "../corpus/pdf-revision-text-changed.ts";
import { pictureTakenAfterSaving } from "../corpus/picture-taken-after-saving.ts";
import { queueIdShared } from "../corpus/queue-id-shared.ts";
import { quotedTextDiffers } from "../corpus/quoted-text-differs.ts";
import { reSaveBurst } from "../corpus/re-save-burst.ts";
import { referencedMailMissing } from "../corpus/referenced-mail-missing.ts";
import { replyBeforeParent } from "../corpus/reply-before-parent.ts";
import { sameMessageIdDifferentBody } from "../corpus/same-message-id-different-body.ts";
import { savedAfterSent } from "../corpus/saved-after-sent.ts";
import { saverSeenNowhereElse } from "../corpus/saver-seen-nowhere-else.ts";
import { saverZoneNew } from "../corpus/saver-zone-new.ts";
import { senderCharsetNew } from "../corpus/sender-charset-new.ts";
import { senderClientNew } from "../corpus/sender-client-new.ts";
import { senderFirstHopNew } from "../corpus/sender-first-hop-new.ts";
import { senderMessageIdShapeNew } from "../corpus/sender-message-id-shape-new.ts";
import { senderZoneNew } from "../corpus/sender-zone-new.ts";
import { sharedRsids } from "../corpus/shared-rsids.ts";
import { signatureShared } from "../corpus/signature-shared.ts";
import { signedBodiesDifferWidely } from "../corpus/signed-bodies-differ-widely.ts";
import { signedBodyDiffersAlone } from "../corpus/signed-body-differs-alone.ts";
import { unlikeSendersHistory } from "../corpus/unlike-senders-history.ts";

export const CORPUS_CHECKS: readonly CorpusCheck[] = [
  archivePackedAfterMail,
  attachmentVariants,
  cameraShared,
  conversationIdReused,
  foreignScriptMetadata,
  inheritedFromOtherFile,
  lineEndsUnlikeMailbox,
  looseFileTwinDiffers,
  mailHole,
  mailboxNumberOutOfOrder,
  oneSidedMail,
  ownerNotNamed,
  pdfRevisionTextChanged,
  pictureTakenAfterSaving,
  queueIdShared,
  quotedTextDiffers,
  reSaveBurst,
  referencedMailMissing,
  replyBeforeParent,
  sameMessageIdDifferentBody,
  savedAfterSent,
  saverSeenNowhereElse,
  saverZoneNew,
  senderCharsetNew,
  senderClientNew,
  senderFirstHopNew,
  senderMessageIdShapeNew,
  senderZoneNew,
  sharedRsids,
  signatureShared,
  signedBodiesDifferWidely,
  signedBodyDiffersAlone,
  unlikeSendersHistory,
];
