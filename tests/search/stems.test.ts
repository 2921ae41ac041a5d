import { describe, expect, it } from "vitest";
import { stemTest } from "../../src/search/stems.ts";
import { foldWord } from "../../src/tokenize.ts";

describe("stems", () => {
  it.each([
    ["fr", "facture", ["factures", "facturé", "facturation"], ["facteur", "fracture"]],
    ["fr", "réserver", ["réservé", "réservée", "réservation"], ["réservoir"]],
    ["de", "Rechnung", ["Rechnungen"], ["Rechen"]],
    ["de", "Haus", ["Häuser"], ["Hase"]],
    ["ru", "российский", ["российская", "российского", "российским"], ["россиянин"]],
    ["ru", "договор", ["договора", "договоров"], ["договорённость"]],
    ["en", "invoice", ["invoices", "invoiced", "invoicing"], ["invoke"]],
    ["ar", "كتاب", ["الكتاب"], ["كاتب"]],
  ] as const)("in %s %s has the forms %j and not %j", (language, word, forms, others) => {
    const { prefix, test } = stemTest(foldWord(word), language);
    for (const form of forms) {
      expect(test(foldWord(form)), form).toBe(true);
      expect(foldWord(form).startsWith(prefix), form).toBe(true);
    }
    for (const other of others) expect(test(foldWord(other)), other).toBe(false);
  });

  it("without a language takes the forms of every language that writes so", () => {
    const { test } = stemTest("rechnung", null);
    expect(test("rechnungen")).toBe(true);
    expect(test("rechnung")).toBe(true);
    expect(stemTest("договор", null).test("договоры")).toBe(true);
  });

  it("always takes the word itself, and words that no stemmer knows by themselves only", () => {
    expect(stemTest("x9", "en").test("x9")).toBe(true);
    expect(stemTest("x9", "en").test("x9s")).toBe(false);
  });
});
