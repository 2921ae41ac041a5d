/** O06: an error message of the program stands in the text, in another interface language than the rest of the file shows. */
import { type FileCheck, flagOf, quoted } from "../engine/check.ts";
import { comparedMetadata } from "../facts/evidence.ts";

/** Error texts that Word and Excel put into the text itself, by interface language. */
const ERRORS: readonly (readonly [string, string])[] = [
  ["Error! Hyperlink reference not valid", "en"],
  ["Error! Bookmark not defined", "en"],
  ["Error! Reference source not found", "en"],
  ["Ошибка! Недопустимый объект гиперссылки", "ru"],
  ["Ошибка! Закладка не определена", "ru"],
  ["Ошибка! Источник ссылки не найден", "ru"],
  ["Помилка! Закладку не визначено", "uk"],
  ["Erreur ! Référence de lien hypertexte non valide", "fr"],
  ["Erreur ! Signet non défini", "fr"],
  ["Erreur ! Source du renvoi introuvable", "fr"],
  ["Fehler! Hyperlink-Referenz ungültig", "de"],
  ["Fehler! Textmarke nicht definiert", "de"],
  ["Fehler! Verweisquelle konnte nicht gefunden werden", "de"],
  ["¡Error! Referencia de hipervínculo no válida", "es"],
  ["¡Error! Marcador no definido", "es"],
  ["Errore. Il segnalibro non è definito", "it"],
  ["Errore. Riferimento a collegamento ipertestuale non valido", "it"],
  ["Erro! Indicador não definido", "pt"],
  ["Fout! Bladwijzer niet gedefinieerd", "nl"],
  ["Błąd! Nie zdefiniowano zakładki", "pl"],
  ["错误!未定义书签", "zh"],
  ["错误!超链接引用无效", "zh"],
  ["Σφάλμα! Δεν έχει οριστεί σελιδοδείκτης", "el"],
];
/** The first words of all of them: a text without any of these is passed over at one search each. */
const MARKS = ["!", "Errore."];

export const foreignErrorText: FileCheck = {
  scope: "file",
  id: "foreign-error-text",
  catalogue: "O06",
  line: "document",
  level: "low",
  sentence:
    "The text holds the program's own error message {message}, written by an interface of language {language}; the file otherwise shows {others}.",
  looksFor:
    "An error message of Word or Excel in the text, in a language other than the interface languages the rest of the file shows.",
  whyItMatters:
    "Programs put such messages into the text in the language of their interface when a link breaks. It shows that the file was once opened with that interface.",
  innocentCauses: [
    "colleagues or translators who use the program in another language",
    "a text copied from another document together with its error message",
    "the message was typed or left there on purpose",
  ],
  sources: ["theforensicator.wordpress.com on error messages left in documents"],
  cost: "trivial",
  applies: (facts) => facts.texts.length > 0 && facts.first("applang") !== undefined,
  run: (facts) => {
    const shown = facts.all("applang");
    const first = shown[0];
    const languages = new Set(shown.map(({ text }) => text));
    if (first === undefined) return [];
    for (const { text } of facts.texts) {
      if (!MARKS.some((mark) => text.includes(mark))) continue;
      const found = ERRORS.find(
        ([message, language]) => !languages.has(language) && text.includes(message),
      );
      if (found === undefined) continue;
      const [message, language] = found;
      const line = text.slice(0, text.indexOf(message)).split("\n").length;
      return [
        flagOf(
          foreignErrorText,
          { message: quoted(message), language, others: [...languages].sort().join(", ") },
          [
            {
              raw: message,
              where: { kind: "text", line },
              steps: [`a message of the ${language} interface`],
              value: language,
              comparedWith: comparedMetadata("an interface language elsewhere in the file", first),
            },
          ],
        ),
      ];
    }
    return [];
  },
};
