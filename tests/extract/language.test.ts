import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ScriptName, scriptsOf } from "../../src/decode/script-names.ts";
import { detectLanguage } from "../../src/extract/text/language.ts";

describe("language", () => {
  it.each([
    [
      "en",
      "Please have a look at the figures for the third quarter before you send them to the bank.",
    ],
    ["fr", "Merci de me confirmer la réception du virement avant la fin de la semaine."],
    ["de", "Bitte überweisen Sie den Betrag bis Freitag auf das Konto der Kanzlei."],
    ["es", "Les ruego que envíen la factura corregida antes del viernes por la tarde."],
    ["it", "Vi prego di inviare la fattura corretta entro venerdì pomeriggio."],
    ["pt", "Agradeço o envio da fatura corrigida até sexta-feira à tarde."],
    ["nl", "Wilt u de gecorrigeerde factuur vóór vrijdagmiddag naar ons opsturen?"],
    ["ru", "Прошу перевести деньги на счёт фирмы до конца недели."],
    ["uk", "Прошу переказати гроші на рахунок фірми до кінця тижня."],
    ["el", "Παρακαλώ να στείλετε το διορθωμένο τιμολόγιο μέχρι την Παρασκευή."],
    ["he", "נא לשלוח את החשבונית המתוקנת עד יום שישי אחר הצהריים"],
    ["ar", "يرجى إرسال الفاتورة المصححة قبل ظهر يوم الجمعة"],
    ["pl", "Proszę o przesłanie poprawionej faktury do piątku po południu."],
    ["tr", "Lütfen düzeltilmiş faturayı cuma öğleden sonraya kadar gönderin."],
    ["zh", "请在星期五下午之前把更正后的发票发给我们"],
    ["ja", "金曜日の午後までに訂正した請求書を送ってください"],
    ["ko", "금요일 오후까지 수정된 청구서를 보내 주시기 바랍니다"],
  ])("is %s for: %s", (language, text) => {
    expect(detectLanguage(text)).toBe(language);
  });

  it.each([
    "",
    "ok thanks",
    "Re: договор",
    "FYI",
    "2041 / 12.50 EUR",
    "TVqQAAMAAAAEAAAA//8AALgAAAA=".repeat(50),
    "https://example.org/das/ist/nicht?und=der",
  ])("is unknown for %j", (text) => {
    expect(detectLanguage(text)).toBe("");
  });

  it("looks past addresses, links and numbers for the words", () => {
    const noise = "From: anna@example.org http://example.com/a?b=c 4711-0815 [image001.png] ";
    expect(
      detectLanguage(`${noise}Bitte überweisen Sie den Betrag bis Freitag auf das Konto.`),
    ).toBe("de");
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        expect(detectLanguage(text)).toMatch(/^[a-z]{0,3}$/);
      }),
    );
  });
});

describe("scripts", () => {
  it.each<[string, ScriptName[]]>([
    ["Anna Вебер 2017", ["latin", "cyrillic"]],
    ["Ελλάδα", ["greek"]],
    ["שלום عليكم", ["hebrew", "arabic"]],
    ["請求書ください カナ", ["han", "hiragana", "katakana"]],
    ["한국어 ไทย हिन्दी Հայերեն ქართული", ["hangul", "thai", "devanagari", "armenian", "georgian"]],
    ["\u{20000}", ["han"]],
    ["1234 €%& 🍁 µ", []],
    ["ﬁ Ａ", ["latin"]],
  ])("of %j are %j", (text, scripts) => {
    expect(scriptsOf(text)).toEqual(scripts);
  });

  it("agree with the Unicode tables of this Node for the letters of living scripts", () => {
    const names = [
      "Latin",
      "Cyrillic",
      "Greek",
      "Arabic",
      "Hebrew",
      "Han",
      "Hiragana",
      "Katakana",
      "Hangul",
      "Thai",
      "Devanagari",
      "Armenian",
      "Georgian",
    ];
    const expressions = names.map(
      (name) => [name.toLowerCase(), new RegExp(`\\p{Script=${name}}`, "u")] as const,
    );
    const wrong: string[] = [];
    // Phonetic and historic extensions are left out of the table on purpose
    const rare = (c: number): boolean =>
      (c >= 0x2e0 && c < 0x300) ||
      c === 0x37a ||
      (c >= 0x870 && c < 0x8a0) ||
      (c >= 0x1d00 && c < 0x1dc0) ||
      (c >= 0xa960 && c < 0xa980) ||
      (c >= 0xd7b0 && c < 0xe000) ||
      (c >= 0xab30 && c < 0xac00) ||
      (c >= 0x2071 && c < 0x2190) ||
      c === 0x303b;
    for (let c = 0x41; c < 0x10000; c++) {
      const letter = String.fromCharCode(c);
      if (rare(c) || !/\p{L}/u.test(letter)) continue;
      const wanted = expressions.find(([, expression]) => expression.test(letter))?.[0];
      if (wanted !== scriptsOf(letter)[0]) wrong.push(`${c.toString(16)} ${wanted}`);
    }
    expect(wrong.length).toBeLessThan(60);
    expect(wrong.filter((row) => /^[0-9a-f]{1,3} /.test(row))).toEqual([]);
  });
});
