/**
 * Guesses the charset of 8-bit text that has no usable label and is not UTF-8.
 *
 * Each candidate decodes the sample; letters that fit together score, controls, unassigned bytes and case jumps inside a word
 * cost. Small on purpose: a wrong guess between two Western charsets changes a quotation mark, between Cyrillic and Western every word.
 */
import type { Buffer } from "node:buffer";
import iconv from "iconv-lite";
import { latin1 } from "./bytes.ts";
import { isCapitals, latinCharset } from "./charset-latin.ts";
import { PROOFS } from "./charset-proofs.ts";

interface Candidate {
  readonly charset: string;
  readonly multiByte: boolean;
  /** Letters that are common in text of this charset. */
  readonly common: RegExp;
  /** Subtracted from the score per high byte, so that the commoner charset wins a tie. */
  readonly handicap: number;
}

// Order is the order of preference at equal scores.
const CANDIDATES: readonly Candidate[] = [
  {
    charset: "windows-1252",
    multiByte: false,
    common: /[éèêëàâäáãçîïíôöóõûüúùñßåæøÄÖÜÉ’“”–—€]/g,
    handicap: 0,
  },
  {
    charset: "windows-1251",
    multiByte: false,
    common: /[оеаинтсрвлкмдпуяыьгзб]/g,
    handicap: 0.05,
  },
  {
    charset: "koi8-r",
    multiByte: false,
    common: /[оеаинтсрвлкмдпуяыьгзб]/g,
    handicap: 0.05,
  },
  {
    charset: "cp866",
    multiByte: false,
    common: /[оеаинтсрвлкмдпуяыьгзб]/g,
    handicap: 0.15,
  },
  {
    charset: "windows-1250",
    multiByte: false,
    common: /[ąćęłńóśźżčďěňřšťůžáéíýőűăâîșțş]/g,
    handicap: 0.25,
  },
  {
    charset: "iso-8859-5",
    multiByte: false,
    common: /[оеаинтсрвлкмдпуяыьгзб]/g,
    handicap: 0.15,
  },
  {
    charset: "windows-1253",
    multiByte: false,
    common: /[αοιετσνηυρπκμλωςάίόέήώύγδχ]/g,
    handicap: 0.1,
  },
  {
    charset: "windows-1255",
    multiByte: false,
    common: /[אבגדהוזחטיכלמנסעפצקרשתםןךףץ]/g,
    handicap: 0.1,
  },
  {
    charset: "windows-1256",
    multiByte: false,
    common: /[اليمنرتوبدسعفهكقحجشصطخضذثغئءةىأإ]/g,
    handicap: 0.1,
  },
  { charset: "windows-1254", multiByte: false, common: /[ığşçöüİâ]/g, handicap: 0.15 },
  { charset: "windows-874", multiByte: false, common: /[ก-๛]/g, handicap: 0.2 },
  {
    charset: "gb18030",
    multiByte: true,
    common: /[的一是了我不人在他有这上们来到时大地为子中你说生国年着就那和要]/g,
    handicap: 0,
  },
  {
    charset: "big5",
    multiByte: true,
    common:
      /[的一是了我不人在他有這上們來到時大地為子中你說生國年著就那和要請您好會議約附件公司謝通知報告價單付款電話開關於信資料查收經理部明天已發快]/g,
    handicap: 0,
  },
  { charset: "shift_jis", multiByte: true, common: /[ぁ-んァ-ヶ]/g, handicap: 0 },
  { charset: "euc-jp", multiByte: true, common: /[ぁ-んァ-ヶ]/g, handicap: 0 },
  { charset: "cp949", multiByte: true, common: /[이다는의에을를가고하은한로기지사]/g, handicap: 0 },
];

/** Name of the likeliest charset of a sample (at most some KB), e.g. "koi8-r"; "windows-1252" when nothing else fits. */
export function sniffCharset(sample: Buffer): string {
  const escapeAt = sample.indexOf(0x1b);
  if (escapeAt >= 0) {
    const designator = latin1(sample, escapeAt + 1, escapeAt + 4);
    if (designator === "$)C") return "iso-2022-kr";
    if (/^(?:\$[@B]|\([BJI])/.test(designator)) return "iso-2022-jp";
  }
  if (sample[0] === 0xff && sample[1] === 0xfe) return "utf-16le";
  if (sample[0] === 0xfe && sample[1] === 0xff) return "utf-16be";
  const firstRows = commonRows(sample);
  if (firstRows !== null) return firstRows;
  let best = "windows-1252";
  let bestScore = Number.NEGATIVE_INFINITY;
  const words = hasHighRun(sample);
  if (!words || !hasHighWords(sample) || isCapitals(sample)) return latinCharset(sample);
  for (const candidate of CANDIDATES) {
    if (PROOFS.get(candidate.charset)?.(sample) === false) continue;
    const score = scoreCandidate(sample, candidate);
    if (score > bestScore) {
      best = candidate.charset;
      bestScore = score;
    }
  }
  return /^windows-125[024]$/.test(best) ? latinCharset(sample) : best;
}

/** Between about -2 and 1: mean worth of a high byte under this charset. */
function scoreCandidate(sample: Buffer, candidate: Candidate): number {
  const text = iconv.decode(sample, candidate.charset);
  let high = 0;
  let letters = 0;
  let bad = 0;
  let jumps = 0;
  let previous = "";
  // accented letters in a row: a Latin alphabet has two at most, any other one whole words
  let run = 0;
  let rows = 0;
  for (const c of text) {
    const code = c.codePointAt(0) ?? 0;
    if (code >= 0x80) {
      high++;
      if (
        code === 0xfffd ||
        (code >= 0x80 && code < 0xa0) ||
        code === 0x25a1 ||
        (code >= 0xe000 && code < 0xf900)
      )
        bad++;
      else if (isLetter(code)) {
        letters++;
        if (isLower(previous) && isUpper(c)) jumps++;
      } else if (code >= 0x2500 && code < 0x2600) bad++;
    }
    run = code >= 0x80 && isLetter(code) ? run + 1 : 0;
    if (run > 2) rows++;
    previous = c;
  }
  if (high === 0) return 0;
  const common = text.match(candidate.common)?.length ?? 0;
  // one CJK character stands for two bytes, so its letters prove more; but valid pairs are common by accident
  const fit = candidate.multiByte ? letters * 0.6 + common * 1.5 : letters * 0.4 + common * 0.6;
  const cap = candidate.multiByte ? 1.05 : 1;
  const score = Math.min(cap, fit / high) - (3 * bad) / high - (1.5 * jumps) / high;
  const alphabet = isLatin(candidate) ? -(1.2 * rows) / high : mixedScriptPenalty(text, high);
  return score - candidate.handicap + alphabet;
}

/** How many different high bytes in a row make a word of another alphabet; accents and signs of Latin text stand alone. */
const HIGH_RUN = 3;
const NO_BREAK_SPACE = 0xa0;

/** Whether as many high bytes have a high neighbour as have an ASCII letter beside them on both sides: accents of Latin text stand inside words. */
function hasHighWords(sample: Buffer): boolean {
  let inRuns = 0;
  let accents = 0;
  for (let i = 0; i < sample.length; i++) {
    if ((sample[i] as number) < 0xa1) continue;
    const before = sample[i - 1] ?? 0;
    const after = sample[i + 1] ?? 0;
    if (before >= 0xa1 || after >= 0xa1) inRuns++;
    else if (isAsciiLetter(before) || isAsciiLetter(after)) accents++;
  }
  // in Big5 and Shift JIS the second byte of a pair may be an ASCII letter
  return inRuns * 2 >= accents;
}

function isAsciiLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

/** Syllables and characters in a large part of all Korean and Chinese text. */
const HANGUL =
  /[이다는의에을를가고하은한로기지사어도리서인시자나아대정수보부제일해전주과요연공계관장성신상원여들안동국무구문입니습경청내조선발용교미비김박최회유업결우만오면게확요토밀약검품]/g;
const HANZI =
  /[的一是了我不人在他有这上们来到时大地为子中你说生国年着就那和要关于同合通知公司件会议付款请您好先文发告报价订单产货银行经理部门工作本月日期电话系统用户信息资采购定机密]/g;

/**
 * EUC-KR or GB 2312 when all high bytes are pairs of their first rows: the 2,350 syllables of Korean, the 3,755 common characters of Chinese. Text of other
 * charsets falls out of them within a word or two; null then.
 */
function commonRows(sample: Buffer): string | null {
  let pairs = 0;
  let korean = 0;
  let chinese = 0;
  for (let i = 0; i < sample.length; i++) {
    const lead = sample[i] as number;
    if (lead < 0x80) continue;
    const trail = sample[i + 1] ?? 0;
    if (lead < 0xa1 || lead === 0xff || trail < 0xa1 || trail === 0xff) {
      if (i + 1 >= sample.length) break;
      return null;
    }
    i++;
    if (lead === 0xa1 || lead === 0xa3) continue;
    pairs++;
    if (lead >= 0xb0 && lead <= 0xc8) korean++;
    if (lead >= 0xb0 && lead <= 0xd7) chinese++;
  }
  if (pairs < 2) return null;
  const share = (charset: string, common: RegExp): number =>
    (iconv.decode(sample, charset).match(common)?.length ?? 0) / pairs;
  const hangul = korean === pairs ? share("cp949", HANGUL) : 0;
  const hanzi = chinese === pairs ? share("gb18030", HANZI) : 0;
  if (Math.max(hangul, hanzi) < 0.25) return null;
  return hangul >= hanzi ? "cp949" : "gb18030";
}

function hasHighRun(sample: Buffer): boolean {
  let run = 0;
  for (let i = 0; i < sample.length; i++) {
    const byte = sample[i] as number;
    if (byte < 0x80 || byte === NO_BREAK_SPACE) run = 0;
    else if (byte !== sample[i - 1] && ++run >= HIGH_RUN) return true;
  }
  return false;
}

function isLatin(candidate: Candidate): boolean {
  return /^windows-125[024]$/.test(candidate.charset);
}

/** High bytes between Latin letters ("Grüße") are accents, never Cyrillic, Greek or a CJK pair that swallows a letter. */
function mixedScriptPenalty(text: string, high: number): number {
  const mixed =
    text.match(/[A-Za-z][\u0370-\u0e7f\u3040-\ud7a3]|[\u0370-\u0e7f\u3040-\ud7a3][a-z]/g)?.length ??
    0;
  return -1.5 * (mixed / high);
}

function isLetter(code: number): boolean {
  return (
    (code >= 0xc0 && code !== 0xd7 && code !== 0xf7 && code < 0x0e80) ||
    (code >= 0x3040 && code < 0xd800) ||
    (code >= 0xf900 && code < 0xfb00)
  );
}

function isLower(c: string): boolean {
  return c !== "" && c !== c.toUpperCase();
}

function isUpper(c: string): boolean {
  return c !== c.toLowerCase();
}
