/** Numbers of spreadsheet cells as text: plain numbers as Excel's formula bar writes them, serial dates as ISO dates. */

/** Built-in formats that show dates and times ([MS-XLS] 2.4.126; 27 to 36 and 50 to 58 are East Asian). */
function isBuiltInDate(format: number): boolean {
  return (
    (format >= 14 && format <= 22) ||
    (format >= 27 && format <= 36) ||
    (format >= 45 && format <= 47) ||
    (format >= 50 && format <= 58)
  );
}

/**
 * True when a format code shows a date or time, e.g. "dd/mm/yyyy" and `[$-419]d mmm;@`, not `0.00 "days"`.
 * `code` undefined means a built-in format.
 */
export function isDateFormat(format: number, code: string | undefined): boolean {
  if (code === undefined) return isBuiltInDate(format);
  let isQuoted = false;
  let isBracketed = false;
  for (let i = 0; i < code.length && i < 256; i++) {
    const character = code[i] ?? "";
    if (isQuoted) isQuoted = character !== '"';
    else if (isBracketed) isBracketed = character !== "]";
    else if (character === '"') isQuoted = true;
    // [h]:mm is elapsed time; [Red] and [$-419] are not
    else if (character === "[") {
      if (/^\[[hms]+\]/i.test(code.slice(i, i + 6))) return true;
      isBracketed = true;
    } else if (character === "\\" || character === "_" || character === "*") i++;
    else if (character === ";") return false;
    else if (/[ymdhs]/i.test(character)) return true;
    // "General" and its translations hold letters of dates
    else if (/[g#0?@]/i.test(character)) return false;
  }
  return false;
}

const MS_PER_DAY = 86_400_000;

/** "2017-03-27", "2017-03-27 09:14" or "09:14:05" for a serial day; null outside 1900 to 9999. */
export function serialDateText(serial: number, is1904: boolean): string | null {
  const days = is1904 ? serial + 1462 : serial;
  if (!(days >= 0 && days < 2_958_466)) return null;
  // the format counts a 29 February 1900 that never was, so day 60 and before are one off
  const sinceEpoch = days < 60 ? days + 1 : days;
  const ms = Math.round(((sinceEpoch - 25_569) * MS_PER_DAY) / 1000) * 1000;
  const iso = new Date(ms).toISOString();
  const time = iso.endsWith(":00.000Z") ? iso.slice(11, 16) : iso.slice(11, 19);
  if (days < 1) return time;
  return days === Math.floor(days) ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${time}`;
}

/** Up to 15 digits, as Excel keeps them: 0.1 + 0.2 is "0.3". */
export function numberText(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(15))) : "";
}
