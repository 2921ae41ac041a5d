/** What several corpus checks need: present values of a field, times of one clock, plain names, words. */

import type { FileRow } from "../../model/corpus-view.ts";
import type { MetadataValue } from "../../model/metadata.ts";

/** Present values of a field, in order. */
export function valuesOf(file: FileRow, field: string): readonly MetadataValue[] {
  return file.metadata.filter((value) => value.field === field && value.state === "present");
}

/** The first present value of a field. */
export function firstValue(file: FileRow, field: string): MetadataValue | undefined {
  return file.metadata.find((value) => value.field === field && value.state === "present");
}

/** Which clock a time was read from: UTC by format or statement, or a wall clock of unknown zone. Times are compared within one only. */
export type ClockType = "utc" | "local";

/** Which clock a time value was read from. */
function clockTypeOf(value: MetadataValue): ClockType {
  return value.time?.zoneSource === "unknown" ? "local" : "utc";
}

/** Later times are slots filled with something else. */
const LATEST_MS = Date.UTC(2060, 0, 1);

/** A program's time of the file of that clock type, after 1980 (0 means "not set"). */
export function timeOf(file: FileRow, field: string, clock: ClockType): MetadataValue | undefined {
  return valuesOf(file, field).find(
    (value) =>
      value.time !== undefined &&
      clockTypeOf(value) === clock &&
      value.time.epochMs > Date.UTC(1980, 0, 2) &&
      value.time.epochMs < LATEST_MS,
  );
}

/** A name as compared: blanks joined, case ignored. "Same spelling" is all that equality of two says. */
export function plainName(text: string): string {
  return text.replace(/\s+/g, " ").trim().toLowerCase();
}

/** Names that installations come with: they say nothing of anybody. */
const DEFAULT_NAMES = new Set([
  "user",
  "admin",
  "administrator",
  "owner",
  "microsoft office user",
  "windows user",
  "microsoft",
  "microsoft corporation",
  "пользователь",
  "пользователь windows",
  "админ",
  "администратор",
  "utilisateur",
  "utilisateur windows",
  "administrateur",
  "benutzer",
  "windows-benutzer",
  "usuario",
  "usuario de windows",
  "utente",
  "utente windows",
  "utilizador",
  "gebruiker",
  "użytkownik",
  "użytkownik systemu windows",
  "χρήστης",
  "用户",
  "微软用户",
  "windows 用户",
  "ユーザー",
  "windows ユーザー",
  "windows 사용자",
  "microsoft office-benutzer",
  "utilisateur de microsoft office",
  "utilisateur microsoft office",
  "usuario de microsoft office",
  "utente di microsoft office",
  "пользователь microsoft office",
  "사용자",
  "openpyxl",
  "apache poi",
  "python-docx",
  "unknown",
  "author",
  "автор",
  "author unknown",
  "test",
  "customer",
  "valued customer",
  "preferred customer",
  "pc",
  "home",
  "office",
  "root",
  "guest",
]);

/** True for a name that many computers share by default. */
export function isDefaultName(text: string): boolean {
  return DEFAULT_NAMES.has(plainName(text));
}

/** Words of a text: runs without blanks, in order. */
export function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
