/** Words of each writing system as people type them, against mails as people write them: asked of the built program, strictly read. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runLeaksift } from "../support/run-leaksift.ts";

/** Text of a mail -> queries that must find it, and those that must not. */
const TEXTS: readonly (readonly [
  name: string,
  text: string,
  found: readonly string[],
  not: readonly string[],
])[] = [
  [
    "Kana beside Latin and numbers, long vowel marks",
    "ルーターVPN設定とフォルダー2019年分、コード503。メーカーIDを送ります。ﾃﾞｰﾀｰB",
    ["ルーター", "VPN", "フォルダー", "2019", "2019年", "503", "メーカー", "ID", "データー"],
    ["2018年"],
  ],
  [
    "Hangul with its particles, Latin and numbers before them",
    "보내주신 견적서를 검토했습니다. 박영희에게 IBM에서 2021년 영업팀이 쓴 보고서입니다. 돈을 냈다",
    ["견적서", "박영희", "IBM", "2021", "2021년", "영업팀", "보고서", "돈", '"견적서를 검토"'],
    ["적서", "=견적서"],
  ],
  [
    "Hebrew and Yiddish abbreviations",
    "מנכ\"ל הבנק ויו״ר הוועדה אמרו: \"שלום רב\" לד”ר לוי, רח' הרצל 5, ג'ורג' און ס'איז",
    ['מנכ"ל הבנק', "מנכ״ל", "מנכל", 'ויו"ר', 'לד"ר', "רח'", "ג'ורג'", '"שלום רב"', 'body:מנכ"ל'],
    ['"רב שלום"'],
  ],
  [
    "Persian with half-spaces",
    "نمی\u200cدانم نامه\u200cها کجاست و کتابخانه بسته است",
    [
      "نمی\u200cدانم",
      "نمی دانم",
      "نمیدانم",
      "نامه ها",
      "نامهها",
      "نامه",
      "کتاب\u200cخانه",
      "کتاب خانه",
    ],
    ["دانمی"],
  ],
  [
    "Persian with blanks",
    "ما می رویم به خانه ها",
    ["می\u200cرویم", "میرویم", "خانه\u200cها", "خانهها"],
    [],
  ],
  [
    "direction marks inside words",
    "pass\u202ephrase a\u200ebacus left\u2066right\u2069 up\u200fward",
    ["passphrase", "abacus", "leftright", "upward"],
    ["phrase"],
  ],
  [
    "account numbers",
    "IBAN DE89 3704 0044 0532 0130 00, FR1420041010050500013M02606 und CH93\u20090076\u20092011\u20096238\u20095295\u20097",
    [
      "DE89370400440532013000",
      "DE89 3704 0044 0532 0130 00",
      "FR14 2004 1010 0505 0001 3M02 606",
      "CH9300762011623852957",
      "ch93 0076 2011 6238 5295 7",
      "from:ida DE89 3704 0044 0532 0130 00",
    ],
    ["DE89370400440532013001"],
  ],
  [
    "telephone numbers",
    "call (0)20 7946 0018 or +44 20 7946 0999, fax 212\u2011555\u20110187",
    ["+442079460999", "0044 20 7946 0999", "2125550187", "212-555-0187", "(212) 555 0187"],
    ["+44 20 7946 0998"],
  ],
  [
    "VAT numbers",
    "VAT DE 811 907 980, NL 8123.45.678.B01, TVA FR83404833048, CHE-123.456.789",
    ["DE811907980", "DE 811 907 980", "NL812345678B01", "FR 83 404 833 048", "CHE123456789"],
    ["DE 811 907 981"],
  ],
];

describe("words as people type them", () => {
  let folder = "";
  const index = (): string => join(folder, "index");
  const count = (query: string): string =>
    runLeaksift(["search", "--index", index(), "--count", "--strict", "--", query]).out.trim();

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "leaksift-writing-"));
    const dump = join(folder, "dump");
    mkdirSync(dump);
    for (const [i, [, text]] of TEXTS.entries())
      writeFileSync(
        join(dump, `${i}.eml`),
        `From: Ida <ida@sender.example>\nTo: bo@rcpt.example\nSubject: mail ${i}\nMessage-ID: <${i}@sender.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n${text}\n`,
      );
    expect(runLeaksift(["index", dump, "--index", index()]).code).toBe(0);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  for (const [name, , found, not] of TEXTS) {
    for (const query of found) it(`${name}: finds ${query}`, () => expect(count(query)).toBe("1"));
    for (const query of not) it(`${name}: not ${query}`, () => expect(count(query)).toBe("0"));
  }
});
