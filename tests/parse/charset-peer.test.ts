/**
 * Short sentences in 20 charsets beside jschardet, a guesser that shares no code with ours: declared, undeclared and wrongly declared. All are read right; it reads 53
 */
import iconv from "iconv-lite";
import jschardet from "jschardet";
import { describe, expect, it } from "vitest";
import { decodeText } from "../../src/decode/charset.ts";

const RUSSIAN = [
  "Прошу подписать договор до пятницы",
  "Счёт на оплату во вложении",
  "Добрый день, коллеги",
];
const JAPANESE = ["契約書を添付いたします", "明日の会議は中止です", "お世話になっております"];
const CENTRAL = [
  "Příloha obsahuje smlouvu",
  "Proszę o pilną odpowiedź",
  "Szerződés másolata mellékelve",
];
const WESTERN = [
  "Übersicht für den Vorstand",
  "Pièce jointe à vérifier",
  "Reunión mañana a las diez",
];

/** Charset -> sentences of people who used it. */
const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  "windows-1251": RUSSIAN,
  "koi8-r": RUSSIAN,
  "iso-8859-5": RUSSIAN,
  cp866: RUSSIAN,
  shift_jis: JAPANESE,
  "euc-jp": JAPANESE,
  "iso-2022-jp": JAPANESE,
  "euc-kr": ["계약서를 첨부합니다", "내일 회의는 취소되었습니다", "안녕하세요 확인 부탁드립니다"],
  gb2312: ["请查收附件中的合同", "明天的会议取消了", "您好，请尽快付款"],
  gb18030: ["请确认会议的时间和地点", "公司的报告已经发给您", "我们需要您的电话"],
  big5: ["請查收附件中的合約", "明天的會議取消了", "您好，請盡快付款"],
  "windows-1253": ["Σας στέλνω τη σύμβαση", "Η συνάντηση ακυρώθηκε", "Καλημέρα σε όλους"],
  "iso-8859-7": ["Σας στέλνω τη σύμβαση", "Η συνάντηση ακυρώθηκε", "Καλημέρα σε όλους"],
  "windows-1255": ["מצורף החוזה לחתימה", "הישיבה מחר בוטלה", "שלום לכולם"],
  "windows-1256": ["مرفق العقد للتوقيع", "تم إلغاء الاجتماع غدا", "السلام عليكم ورحمة الله"],
  "windows-874": ["แนบสัญญามาด้วยแล้ว", "ประชุมพรุ่งนี้ยกเลิก", "สวัสดีครับทุกท่าน"],
  "windows-1250": CENTRAL,
  "iso-8859-2": CENTRAL,
  "windows-1254": [
    "Sözleşme ektedir",
    "Yarınki toplantı iptal edildi",
    "Günaydın değerli arkadaşlar",
  ],
  "windows-1252": WESTERN,
  "utf-8": [...RUSSIAN, ...JAPANESE, ...WESTERN],
};
const ROWS = Object.entries(SAMPLES).flatMap(([charset, texts]) =>
  texts.map((text): [string, string] => [charset, text]),
);

/** What the other guesser makes of bytes; "" where it gives no charset, or one that nothing here decodes. */
function byPeer(bytes: Buffer): string {
  const { encoding } = jschardet.detect(bytes) as { encoding: string | null };
  return encoding !== null && iconv.encodingExists(encoding) ? iconv.decode(bytes, encoding) : "";
}

/** Bytes of a sentence; iconv-lite knows every charset here but ISO-2022-JP. */
const encoded = (charset: string, text: string): Buffer =>
  charset === "iso-2022-jp" ? iso2022jp(text) : iconv.encode(text, charset);

/** ISO-2022-JP is EUC-JP with seven bits between escapes. */
function iso2022jp(text: string): Buffer {
  const seven = iconv.encode(text, "euc-jp").map((byte) => byte & 0x7f);
  return Buffer.concat([Buffer.from("\x1b$B"), seven, Buffer.from("\x1b(B")]);
}

describe("short sentences beside jschardet", () => {
  it.each(ROWS)("declared as %s: %s", (charset, text) => {
    expect(decodeText(encoded(charset, text), charset).text).toBe(text);
  });

  it.each(["", "us-ascii", "utf-8"])(
    "labelled %j, none is read wrong that it reads right",
    (label) => {
      const worse: string[] = [];
      let ours = 0;
      let theirs = 0;
      for (const [charset, text] of ROWS) {
        const bytes = encoded(charset, text);
        const right = decodeText(bytes, label).text === text;
        const peer = byPeer(bytes) === text;
        ours += Number(right);
        theirs += Number(peer);
        if (peer && !right) worse.push(`${charset} ${text}: ${decodeText(bytes, label).text}`);
      }
      expect(worse).toEqual([]);
      expect([ours, theirs]).toEqual([ROWS.length, 53]);
    },
  );
});
