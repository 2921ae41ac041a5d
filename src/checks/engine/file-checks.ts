/** Every file check, sorted by id. Adding a check = adding a file and its two lines here. */

import { activeContent } from "../document/active-content.ts";
import { anonymisedMetadata } from "../document/anonymised-metadata.ts";
import { archivePackerZone } from "../document/archive-packer-zone.ts";
import { archiveTimesAllEqual } from "../document/archive-times-all-equal.ts";
import { containerWrittenAfterSaving } from "../document/container-written-after-saving.ts";
import { editTimeExceedsLifetime } from "../document/edit-time-exceeds-lifetime.ts";
import { fileZoneTold } from "../document/file-zone-told.ts";
import { foreignErrorText } from "../document/foreign-error-text.ts";
import { hiddenContent } from "../document/hidden-content.ts";
import { imageChangedBeforeTaken } from "../document/image-changed-before-taken.ts";
import { imageSavedByEditor } from "../document/image-saved-by-editor.ts";
import { lastSaverDiffersFromCreator } from "../document/last-saver-differs-from-creator.ts";
import { longTextNoEditTime } from "../document/long-text-no-edit-time.ts";
import { machineTraces } from "../document/machine-traces.ts";
import { modifiedBeforeCreated } from "../document/modified-before-created.ts";
import { pdfChangedAfterSignature } from "../document/pdf-changed-after-signature.ts";
import { pdfDatesDisagree } from "../document/pdf-dates-disagree.ts";
import { pdfEarlierRevision } from "../document/pdf-earlier-revision.ts";
import { pdfModifiedBeforeCreated } from "../document/pdf-modified-before-created.ts";
import { pdfNumberInOtherFont } from "../document/pdf-number-in-other-font.ts";
import { pdfTextOverLetterhead } from "../document/pdf-text-over-letterhead.ts";
import { printedAfterModified } from "../document/printed-after-modified.ts";
import { programUnderDocumentName } from "../document/program-under-document-name.ts";
import { removedCellsLeftTraces } from "../document/removed-cells-left-traces.ts";
import { savedBeforeProgramExisted } from "../document/saved-before-program-existed.ts";
import { wordFileWithoutRsids } from "../document/word-file-without-rsids.ts";
import { wordSaveTimesDisagree } from "../document/word-save-times-disagree.ts";
import { zipLayoutUnlikeProgram } from "../document/zip-layout-unlike-program.ts";
import type { FileCheck } from "./check.ts";

export const FILE_CHECKS: readonly FileCheck[] = [
  activeContent,
  anonymisedMetadata,
  archivePackerZone,
  archiveTimesAllEqual,
  containerWrittenAfterSaving,
  editTimeExceedsLifetime,
  fileZoneTold,
  foreignErrorText,
  hiddenContent,
  imageChangedBeforeTaken,
  imageSavedByEditor,
  lastSaverDiffersFromCreator,
  longTextNoEditTime,
  machineTraces,
  modifiedBeforeCreated,
  pdfChangedAfterSignature,
  pdfDatesDisagree,
  pdfEarlierRevision,
  pdfModifiedBeforeCreated,
  pdfNumberInOtherFont,
  pdfTextOverLetterhead,
  printedAfterModified,
  programUnderDocumentName,
  savedBeforeProgramExisted,
  wordFileWithoutRsids,
  zipLayoutUnlikeProgram,
  wordSaveTimesDisagree,
  removedCellsLeftTraces,
];
