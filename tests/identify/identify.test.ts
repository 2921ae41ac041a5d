/** Identifiers in a text: what is one, in which canonical form and why, and what only looks like one. Numbers are invented or published as examples. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { IDENTIFIER_KINDS, proofText } from "../../src/identifier-kinds.ts";
import { identify } from "../../src/identify/identify.ts";
import { LIMITS } from "../../src/limits.ts";

/** "kind value (why)" of each find. */
const found = (text: string, region: string | null = "US"): string[] =>
  identify(text, { region }).found.map(
    ({ kind, value, proof }) => `${kind} ${value} (${proofText(proof)})`,
  );

const TD3 =
  "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
const TD1 =
  "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
const KEY_DATA = "MIIEpAIBAAKCAQEA".repeat(8);
const KEY = `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n${KEY_DATA}\n-----END RSA PRIVATE KEY-----`;

/** Kind, text, what must be found of that kind. */
const FINDS: readonly (readonly [kind: string, text: string, ...values: readonly string[]])[] = [
  [
    "email",
    "mail <Anna.Weber@Example.ORG>, or bob+x@mail.example.co.uk.",
    "anna.weber@example.org (form)",
    "bob+x@mail.example.co.uk (form)",
  ],
  [
    "host",
    "anna@example.org https://www.example.com/x",
    "example.org (form)",
    "www.example.com (form)",
  ],
  [
    "url",
    "see (https://Example.org/Login?x=1) or www.example.com/a,",
    "https://example.org/Login?x=1 (form)",
    "http://www.example.com/a (form)",
  ],
  [
    "url",
    "http://example.org:80/ and http://[2001:db8::1]/x",
    "http://example.org (form)",
    "http://[2001:db8::1]/x (form)",
  ],
  ["ip", "from 192.0.2.7, by [198.51.100.20]", "192.0.2.7 (context)", "198.51.100.20 (context)"],
  [
    "ip",
    "2001:0DB8:0000:0000:0000:ff00:0042:8329 fe80::1ff:fe23:4567:890a",
    "2001:db8::ff00:42:8329 (form)",
    "fe80::1ff:fe23:4567:890a (form)",
  ],
  ["phone", "(713) 853-3880 or 713-853-1234", "+17138533880 (checksum)", "+17138531234 (checksum)"],
  [
    "phone",
    "+44 20 7946 0018, +49 (0)30 901820, 0041 44 668 18 00",
    "+442079460018 (checksum)",
    "+4930901820 (checksum)",
    "+41446681800 (checksum)",
  ],
  ["phone", "Tel.: 7138533880", "+17138533880 (checksum and context)"],
  [
    "iban",
    "DE89 3704 0044 0532 0130 00 and GB29NWBK60161331926819.",
    "DE89370400440532013000 (checksum)",
    "GB29NWBK60161331926819 (checksum)",
  ],
  ["bic", "BIC: COBADEFFXXX, SWIFT code HSBCSGS2", "COBADEFFXXX (context)", "HSBCSGS2 (context)"],
  [
    "card",
    "Visa 4111111111111111, 5500-0000-0000-0004",
    "4111111111111111 (checksum and context)",
    "5500000000000004 (checksum and context)",
  ],
  [
    "vat",
    "USt-IdNr.: DE 136 695 976, TVA FR 40 303 265 045, CHE-116.281.710 MWST",
    "DE136695976 (checksum and context)",
    "FR40303265045 (checksum and context)",
    "CHE116281710 (checksum and context)",
  ],
  [
    "regno",
    "ИНН 7707083893, ОГРН 1027700132195, company no. 01234567, HRB 12345",
    "INN 7707083893 (checksum and context)",
    "OGRN 1027700132195 (checksum and context)",
    "UK 01234567 (context)",
    "HRB 12345 (context)",
  ],
  [
    "amount",
    "$1,234.56 €1.234,56 1 234,56 € CHF 1'234.56",
    "USD 1234.56 (form)",
    "EUR 1234.56 (form)",
    "CHF 1234.56 (form)",
    "EUR 1234.56 (form)",
  ],
  [
    "amount",
    "$5\nmillion, USD 2.3bn, 3 Mio. EUR, 12 млн руб., $5MM",
    "USD 5000000 (form)",
    "USD 2300000000 (form)",
    "USD 5000000 (form)",
    "EUR 3000000 (form)",
    "RUB 12000000 (form)",
  ],
  [
    "amount",
    "$1.234 and €1.234 and 250 dollars",
    "USD 1.234 (form)",
    "EUR 1234 (form)",
    "USD 250 (form)",
  ],
  [
    "invoice",
    "Invoice No. INV-2041-77, Rechnung Nr. 4711-22",
    "INV-2041-77 (context)",
    "4711-22 (context)",
  ],
  [
    "casenumber",
    "case no. 12-cv-3456, 1:17-cv-01234-ABC, Docket No. ER01-2998-000, дело № А40-12345/2017",
    "12-CV-3456 (context)",
    "ER01-2998-000 (context)",
    "А40-12345/2017 (context)",
    "1:17-CV-01234-ABC (context)",
    "А40-12345/2017 (context)", // announced, and by the form of the court
  ],
  [
    "password",
    "password: hunter2\nPasswort: Geheim!23\nmot de passe : 'la clef bleue'\npwd=abc123",
    "hunter2 (context)",
    "Geheim!23 (context)",
    "la clef bleue (context)",
    "abc123 (context)",
  ],
  [
    "secret",
    "AKIAIOSFODNN7ABCDEFG ghp_0123456789abcdefghijABCDEFGHIJ012345",
    "AKIAIOSFODNN7ABCDEFG (form)",
    "ghp_0123456789abcdefghijABCDEFGHIJ012345 (form)",
  ],
  [
    "privatekey",
    KEY,
    `RSA PRIVATE KEY ${createHash("sha256").update(KEY_DATA).digest("hex").slice(0, 16)} (form)`,
  ],
  ["hash", "MD5 D41D8CD98F00B204E9800998ECF8427E", "d41d8cd98f00b204e9800998ecf8427e (context)"],
  [
    "bitcoin",
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ",
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa (checksum)",
    "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq (checksum)",
  ],
  [
    "ethereum",
    "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045",
    "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045 (checksum)",
  ],
  [
    "monero",
    "4AdUndXHHZ6cfufTMvppY6JwXNouMBzSkbLYfpAV5Usx3skxNgYeYTRj5UzqtReoS44qo9mtmXCqY45DJ852K5Jv2684Rge",
    "4AdUndXHHZ6cfufTMvppY6JwXNouMBzSkbLYfpAV5Usx3skxNgYeYTRj5UzqtReoS44qo9mtmXCqY45DJ852K5Jv2684Rge (checksum)",
  ],
  [
    "winpath",
    "C:\\Users\\jweber\\My Documents\\Budget 2016.xls and \\\\fileserver\\share\\x.doc.",
    "C:\\Users\\jweber\\My Documents\\Budget 2016.xls (form)",
    "\\\\fileserver\\share\\x.doc (form)",
  ],
  [
    "username",
    "C:\\Users\\jweber\\x, /home/awk7/y, C:\\Users\\Public\\x",
    "jweber (context)",
    "awk7 (context)",
  ],
  ["mac", "hwaddr 00-1A-2B-3C-4D-5E", "00:1a:2b:3c:4d:5e (form)"],
  ["imei", "IMEI: 49-015420-323751-8", "490154203237518 (checksum and context)"],
  [
    "isbn",
    "ISBN 0-8044-2957-X; 978-0-306-40615-7",
    "9780804429573 (checksum and context)",
    "9780306406157 (checksum)",
  ],
  [
    "coordinates",
    "48°51'24\"N 2°21'03\"E; GPS: 48.8566, 2.3522",
    "48.85667,2.35083 (form)",
    "48.85660,2.35220 (context)",
  ],
  [
    "born",
    "born on 12 March 1975, DOB: 3/12/1975, geb. 12.03.1975, дата рождения 12.03.1975",
    "1975-03-12 (context)",
    "1975-03-12 (context)",
    "1975-03-12 (context)",
    "1975-03-12 (context)",
  ],
  ["mrz", `${TD3}\n\n${TD1}`, "UTO L898902C3 (checksum)", "UTO D23145890 (checksum)"],
];

/** Texts in which nothing of the kind is found, with the reason. */
const SILENT: readonly (readonly [kind: string, text: string, why: string])[] = [
  [
    "email",
    "<17713938.1075855689.JavaMail.evans@thyme.example.com> main@file.c",
    "a Message-ID; a file",
  ],
  ["ip", "version 2.6.32.71, section 1.2.3.4, 300.1.1.1, 12:30:45", "versions, chapters, times"],
  [
    "phone",
    "2001-10-15 12:30, 1,234,567, order 713-853-1234, 555-0100, 0x12345678",
    "dates, figures, an order",
  ],
  ["iban", "DE88 3704 0044 0532 0130 00, XX89370400440532013000", "wrong digits; no such country"],
  ["bic", "SWIFT PAYMENTS, swift transfer", "words"],
  ["card", "4111111111111112, 4111111111111111", "Luhn; a bare number that nothing announces"],
  ["vat", "VAT DE136695977, part DE136695976X", "check digit; a longer word"],
  ["regno", "ИНН 7707083894, company number 12", "check digit; too short"],
  ["amount", "awk '{print $1}' lw $16, 4($sp) costs 5", "variables and registers; no currency"],
  [
    "invoice",
    "invoice 2001, invoice 10/12/2001, invoice date, Invoice 2000-2001.doc",
    "a year, a date, a word, a file",
  ],
  ["casenumber", "in case 2 of 3, case study 1234", "no number is announced"],
  [
    "password",
    "password is incorrect, password: required, password: ********, password: ????, passwords",
    "what manuals say",
  ],
  ["secret", "AKIAAAAAAAAAAAAAAAAA ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "placeholders"],
  ["privatekey", "-----BEGIN RSA PRIVATE KEY----- is how it begins", "no key follows"],
  [
    "hash",
    `${"0".repeat(32)} ${"deadbeef".repeat(4)} d41d8cd98f00b204e9800998ecf8427`,
    "not random; too short",
  ],
  ["bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "checksum"],
  [
    "ethereum",
    "0xd8da6BF26964aF9D7eEd9e03E53415D37aA96045, 0xd8da6bf26964af9d7eed9e03e53415d37aa96045",
    "checksum; lower case that nothing announces",
  ],
  ["monero", `4A${"d".repeat(93)}`, "checksum"],
  ["winpath", "a:\\n b, \\\\n\\\\t", "escapes of a program"],
  ["username", "http://example.org/home/anna/x", "a page"],
  ["mac", "00:00:00:00:00:00, 00:1a:2b:3c:4d:5e:6f:70", "nothing; a longer fingerprint"],
  ["imei", "IMEI 490154203237519, 490154203237518", "Luhn; nothing announces it"],
  ["isbn", "ISBN 0-8044-2957-1, 0804429573", "check digit; a bare number"],
  ["coordinates", "0.12345, 0.54321 and 48.8566, 2.3522", "a table of figures"],
  ["born", "born in a barn in 1975", "no date"],
  ["mrz", TD3.replace("7408122", "7408123"), "check digit"],
];

describe("identifiers", () => {
  it.each(FINDS)("finds %s in %s", (kind, text, ...values) => {
    const own = found(text).filter((each) => each.startsWith(`${kind} `));
    expect(own.map((each) => each.slice(kind.length + 1))).toEqual(values);
  });

  it.each(SILENT)("finds no %s in %s (%s)", (kind, text) => {
    expect(found(text).filter((each) => each.startsWith(`${kind} `))).toEqual([]);
  });

  it("has a row that is found and one that is not for each kind", () => {
    const kinds = IDENTIFIER_KINDS.map(({ name }) => name);
    expect([...new Set(FINDS.map(([kind]) => kind))].sort()).toEqual([...kinds].sort());
    const silent = new Set(SILENT.map(([kind]) => kind));
    // A URL is whatever has its form, a host is part of one
    expect(kinds.filter((name) => !silent.has(name))).toEqual(["host", "url"]);
  });

  it("reads a number without a country code as of the region", () => {
    expect(found("Tel. 030 901820", "DE")).toEqual(["phone +4930901820 (checksum and context)"]);
    expect(found("Tel. 030 901820", null)).toEqual([]);
    expect(found("DOB 3/12/1975", "DE")).toEqual(["born 1975-12-03 (context)"]);
  });

  it("says where each stands", () => {
    const text = "Konto DE89 3704 0044 0532 0130 00, danke";
    const [iban] = identify(text, { region: "DE" }).found;
    expect(text.slice(iban?.start, iban?.end)).toBe("DE89 3704 0044 0532 0130 00");
  });

  it("keeps to the limits of a text, and says so", () => {
    const many = Array.from({ length: LIMITS.maxIdentifiersOfText }, (_, i) => `a${i}@example.org`);
    const at = identify(many.slice(0, LIMITS.maxIdentifiersOfText / 2 - 1).join(" "), {
      region: null,
    });
    expect([at.stopped, at.found.length]).toEqual([false, LIMITS.maxIdentifiersOfText - 2]);
    expect(identify(many.join(" "), { region: null }).stopped).toBe(true);
    const long = `http://example.org/${"x".repeat(LIMITS.maxIdentifierChars)}`;
    expect(identify(long, { region: null }).found.filter(({ kind }) => kind === "url")).toEqual([]);
    const below = `http://example.org/${"x".repeat(LIMITS.maxIdentifierChars - 200)}`;
    expect(identify(below, { region: null }).found.map(({ kind }) => kind)).toContain("url");
  });

  it("reads a text up to its limit", () => {
    const end = " a@example.museum";
    const fill = (chars: number): string => " ".repeat(chars - end.length) + end;
    const at = identify(fill(LIMITS.maxIdentifierTextChars), { region: null });
    expect([at.stopped, at.found.length]).toEqual([false, 2]);
    const above = identify(fill(LIMITS.maxIdentifierTextChars + 1), { region: null });
    expect([above.stopped, above.found.length]).toEqual([true, 0]);
  });

  it.each([
    "1",
    "1 ",
    "1.",
    "(1",
    "+1",
    "a",
    "a@",
    "a.",
    "A1",
    "DE1 ",
    "$1,111",
    "€ 111 ",
    "C:\\a\\",
    "\\\\aa\\a",
    "/home/a",
    "password: ",
    "password is ",
    "12:",
    "aa:",
    "::",
    "<",
    "P<",
    "http://a",
    "www.a.",
    "0x1",
    "eyJa.",
    "4",
    "iban ",
    "invoice no ",
    "1:11-cv-",
    "48.12345, ",
    "1°1'",
    "born 1",
    "isbn ",
    "97 ",
    "-----BEGIN RSA PRIVATE KEY-----",
    "\n",
    "é",
  ])("takes time in proportion to a text of nothing but %j", (piece) => {
    const text = piece.repeat(Math.ceil(400_000 / piece.length));
    expect(identify(text, { region: "US" }).found.length).toBeLessThan(
      LIMITS.maxIdentifiersOfText + 3,
    );
  });
});
