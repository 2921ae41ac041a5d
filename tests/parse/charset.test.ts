import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { decodeText } from "../../src/decode/charset.ts";

const latin1 = (value: string): Buffer => Buffer.from(value, "latin1");
const RUSSIAN = "Уважаемые коллеги, направляем вам договор";
const GREEK = "Αγαπητοί συνεργάτες, σας στέλνουμε";
const GERMAN = "Die Überweisung für Herrn Müller";
const POLISH = "Proszę o płatność, żółta łódź i gęś";
const HEBREW = "שלום רב, מצורף המסמך שביקשת";
const ARABIC = "السلام عليكم ورحمة الله وبركاته";
const CHINESE = "你好，这是我们的合同，请在中国签字";
const TRADITIONAL = "您好，這是我們的合約，請簽名";
const JAPANESE = "こんにちは、契約書を送ります";
const KOREAN = "안녕하세요 계약서를 보내 드립니다";

describe("decodeText", () => {
  // label, bytes, text
  const declared: readonly (readonly [string, Buffer, string])[] = [
    ["utf-8", Buffer.from(GERMAN), GERMAN],
    ["'UTF-8';", Buffer.from(GERMAN), GERMAN],
    ["utf8mb4", Buffer.from(GERMAN), GERMAN],
    ["iso-8859-1", latin1("caf\xe9 \x93quoted\x94"), "café “quoted”"],
    ["windows-1252", latin1("it\x92s 5 \x80"), "it’s 5 €"],
    ["windows-1251", iconv.encode(RUSSIAN, "windows-1251"), RUSSIAN],
    ["koi8-r", iconv.encode(RUSSIAN, "koi8-r"), RUSSIAN],
    ["iso-8859-7", iconv.encode(GREEK, "iso-8859-7"), GREEK],
    ["iso-8859-8-i", iconv.encode(HEBREW, "iso-8859-8"), HEBREW],
    ["gb2312", iconv.encode(CHINESE, "gbk"), CHINESE],
    ["big5", iconv.encode(TRADITIONAL, "big5"), TRADITIONAL],
    ["shift_jis", iconv.encode(JAPANESE, "shift_jis"), JAPANESE],
    ["euc-jp", iconv.encode(JAPANESE, "euc-jp"), JAPANESE],
    ["iso-2022-jp", latin1("\x1b$B$3$s\x1b(B abc"), "こん abc"],
    ["iso-2022-jp", latin1("\x1b$B2q\x1b(B\x1b$B5D\x1b(B\x1b(J!\x1b(B"), "会議!"],
    ["ks_c_5601-1987", iconv.encode(KOREAN, "cp949"), KOREAN],
    ["utf-16", Buffer.from(`\ufeff${GERMAN}`, "utf16le"), GERMAN],
    ["utf-7", latin1("Hi Mom -+Jjo--!"), "Hi Mom -☺-!"],
    ["hz-gb-2312", latin1("~{<:Ky2;S{~} ~~ abc"), "己所不欲 ~ abc"],
    ["iso-2022-kr", latin1("\x1b$)C\x0e>H3g\x0f abc"), "안녕 abc"],
    ["us-ascii", latin1("plain"), "plain"],
  ];
  it.each(declared)("reads %s as declared", (label, bytes, text) => {
    expect(decodeText(bytes, label)).toMatchObject({ text, guessed: false });
  });

  const sniffed: readonly (readonly [string, Buffer, string])[] = [
    ["utf-8", Buffer.from(GERMAN), GERMAN],
    ["windows-1252", latin1(GERMAN), GERMAN],
    ["windows-1251", iconv.encode(RUSSIAN, "windows-1251"), RUSSIAN],
    ["koi8-r", iconv.encode(RUSSIAN, "koi8-r"), RUSSIAN],
    ["windows-1250", iconv.encode(POLISH, "windows-1250"), POLISH],
    ["windows-1253", iconv.encode(GREEK, "windows-1253"), GREEK],
    ["windows-1255", iconv.encode(HEBREW, "windows-1255"), HEBREW],
    ["windows-1256", iconv.encode(ARABIC, "windows-1256"), ARABIC],
    ["gbk", iconv.encode(CHINESE, "gbk"), CHINESE],
    ["big5", iconv.encode(TRADITIONAL, "big5"), TRADITIONAL],
    ["shift_jis", iconv.encode(JAPANESE, "shift_jis"), JAPANESE],
    ["euc-jp", iconv.encode(JAPANESE, "euc-jp"), JAPANESE],
    ["euc-kr", iconv.encode(KOREAN, "cp949"), KOREAN],
    ["iso-2022-jp", latin1("\x1b$B$3$s\x1b(B abc"), "こん abc"],
  ];
  it.each(sniffed)("guesses %s without a label", (_name, bytes, text) => {
    expect(decodeText(bytes, "").text).toBe(text);
    expect(decodeText(bytes, "x-unknown").text).toBe(text);
  });

  /** Words as short as subjects: each is of one charset alone. */
  const short: readonly (readonly [string, string])[] = [
    ["windows-1252", "Rechnung für Müller"],
    ["windows-1252", "ÜBERPRÜFUNG"],
    ["windows-1250", "Důvěrná příloha"],
    ["iso-8859-2", "Żółta łódź"],
    ["windows-1254", "Gizli sözleşme"],
    ["windows-1257", "Līguma sagatavošana"],
    ["windows-1251", "Договор"],
    ["koi8-r", "Договор"],
    ["windows-1253", "Σύμβαση εργασίας"],
    ["windows-1255", "שלום רב"],
    ["windows-1256", "السلام عليكم"],
    ["windows-874", "สวัสดีครับ สัญญา"],
    ["gb18030", "关于合同的通知"],
    ["big5", "您好，這是我們的合約"],
    ["shift_jis", "契約書を送ります"],
    ["euc-jp", "契約書を送ります"],
    ["cp949", "비밀 문서 확인"],
  ];
  it.each(short)("guesses %s from %s", (charset, text) => {
    expect(decodeText(iconv.encode(text, charset), "").text).toBe(text);
  });

  it("reads UTF-8 under the label of a single-byte charset, and says so", () => {
    expect(decodeText(Buffer.from(GERMAN), "iso-8859-1")).toEqual({
      text: GERMAN,
      charset: "utf-8",
      guessed: true,
    });
  });

  it("reads Latin text under the label utf-8, and says so", () => {
    expect(decodeText(latin1(GERMAN), "utf-8")).toEqual({
      text: GERMAN,
      charset: "windows-1252",
      guessed: true,
    });
  });

  it("keeps UTF-8 that was cut in the middle of a character", () => {
    expect(decodeText(Buffer.from(`${GERMAN} ü`).subarray(0, -1), "utf-8").text).toBe(
      `${GERMAN} \ufffd`,
    );
  });

  it.each(["base64", "hex", "__proto__", "constructor", "", "x".repeat(10_000), "\0"])(
    "takes %j for no charset",
    (label) => {
      expect(decodeText(Buffer.from(GERMAN), label).text).toBe(GERMAN);
    },
  );

  it("drops a byte order mark", () => {
    expect(decodeText(Buffer.from(`\ufeff${GERMAN}`), "utf-8").text).toBe(GERMAN);
  });
});
