/** Every message check, sorted by id. Adding a check = adding a file and its two lines here. */

import { arrivalTimeContradictsItself } from "../message/arrival-time-contradicts-itself.ts";
import { compositionClockDisagreesWithDate } from "../message/composition-clock-disagrees-with-date.ts";
import { contentLengthDisagrees } from "../message/content-length-disagrees.ts";
import { dateAfterFirstHop } from "../message/date-after-first-hop.ts";
import { dateBeforeFirstHop } from "../message/date-before-first-hop.ts";
import { dateUnreadable } from "../message/date-unreadable.ts";
import { dateWeekBeforeFirstHop } from "../message/date-week-before-first-hop.ts";
import { dateWeekdayWrong } from "../message/date-weekday-wrong.ts";
import { dateWithoutZone } from "../message/date-without-zone.ts";
import { dateZoneImpossible } from "../message/date-zone-impossible.ts";
import { displayNameHoldsOtherAddress } from "../message/display-name-holds-other-address.ts";
import { duplicateDate } from "../message/duplicate-date.ts";
import { duplicateFrom } from "../message/duplicate-from.ts";
import { duplicateMessageId } from "../message/duplicate-message-id.ts";
import { duplicateSubject } from "../message/duplicate-subject.ts";
import { gmailIdContradictsReceived } from "../message/gmail-id-contradicts-received.ts";
import { gmailIdUnderOtherProgram } from "../message/gmail-id-under-other-program.ts";
import { messageIdDomainDiffers } from "../message/message-id-domain-differs.ts";
import { messageIdDomainUnrelated } from "../message/message-id-domain-unrelated.ts";
import { messageIdMalformed } from "../message/message-id-malformed.ts";
import { messageIdMissing } from "../message/message-id-missing.ts";
import { noReceived } from "../message/no-received.ts";
import { outlookWithoutItsBoundary } from "../message/outlook-without-its-boundary.ts";
import { outlookWithoutItsHeaders } from "../message/outlook-without-its-headers.ts";
import { programNewerThanDate } from "../message/program-newer-than-date.ts";
import { receivedClockSkew } from "../message/received-clock-skew.ts";
import { receivedGoesBackwards } from "../message/received-goes-backwards.ts";
import { replyToElsewhere } from "../message/reply-to-elsewhere.ts";
import { replyWithoutReferences } from "../message/reply-without-references.ts";
import { signatureKeyYoungerThanDate } from "../message/signature-key-younger-than-date.ts";
import { signedBodyDiffers } from "../message/signed-body-differs.ts";
import { transportClockDisagreesWithDate } from "../message/transport-clock-disagrees-with-date.ts";
import { zoneCommentContradictsOffset } from "../message/zone-comment-contradicts-offset.ts";
import type { MessageCheck } from "./check.ts";

export const MESSAGE_CHECKS: readonly MessageCheck[] = [
  arrivalTimeContradictsItself,
  compositionClockDisagreesWithDate,
  dateAfterFirstHop,
  dateBeforeFirstHop,
  dateUnreadable,
  dateWeekBeforeFirstHop,
  dateWeekdayWrong,
  dateWithoutZone,
  dateZoneImpossible,
  displayNameHoldsOtherAddress,
  duplicateDate,
  duplicateFrom,
  duplicateMessageId,
  duplicateSubject,
  gmailIdContradictsReceived,
  gmailIdUnderOtherProgram,
  messageIdDomainDiffers,
  messageIdDomainUnrelated,
  messageIdMalformed,
  messageIdMissing,
  noReceived,
  outlookWithoutItsBoundary,
  outlookWithoutItsHeaders,
  programNewerThanDate,
  receivedClockSkew,
  receivedGoesBackwards,
  replyToElsewhere,
  replyWithoutReferences,
  signatureKeyYoungerThanDate,
  signedBodyDiffers,
  transportClockDisagreesWithDate,
  zoneCommentContradictsOffset,
  contentLengthDisagrees,
];
