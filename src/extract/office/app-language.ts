/**
 * The language of the application's interface as a file betrays it: words only an application writes, and language numbers.
 * Says "language of the interface", never of a person: an interface comes with the computer.
 */

/** Language by Windows primary language number (low ten bits of an LCID, [MS-LCID]). */
const BY_PRIMARY = new Map<number, string>([
  [0x01, "ar"],
  [0x02, "bg"],
  [0x03, "ca"],
  [0x04, "zh"],
  [0x05, "cs"],
  [0x06, "da"],
  [0x07, "de"],
  [0x08, "el"],
  [0x09, "en"],
  [0x0a, "es"],
  [0x0b, "fi"],
  [0x0c, "fr"],
  [0x0d, "he"],
  [0x0e, "hu"],
  [0x0f, "is"],
  [0x10, "it"],
  [0x11, "ja"],
  [0x12, "ko"],
  [0x13, "nl"],
  [0x14, "no"],
  [0x15, "pl"],
  [0x16, "pt"],
  [0x18, "ro"],
  [0x19, "ru"],
  [0x1a, "hr"],
  [0x1b, "sk"],
  [0x1c, "sq"],
  [0x1d, "sv"],
  [0x1e, "th"],
  [0x1f, "tr"],
  [0x20, "ur"],
  [0x21, "id"],
  [0x22, "uk"],
  [0x23, "be"],
  [0x24, "sl"],
  [0x25, "et"],
  [0x26, "lv"],
  [0x27, "lt"],
  [0x29, "fa"],
  [0x2a, "vi"],
  [0x2b, "hy"],
  [0x2d, "eu"],
  [0x2f, "mk"],
  [0x37, "ka"],
  [0x39, "hi"],
  [0x3f, "kk"],
  [0x43, "uz"],
]);

/** Two letters for a Windows language id, e.g. 1049 -> "ru"; null when the id is not known. */
export function languageOfLcid(lcid: number): string | null {
  return BY_PRIMARY.get(lcid & 0x3ff) ?? null;
}

/** Country numbers of Excel's COUNTRY record that stand for one interface language ([MS-XLS] 2.4.63). */
const BY_COUNTRY = new Map<number, string>([
  [1, "en"],
  [7, "ru"],
  [20, "ar"],
  [30, "el"],
  [31, "nl"],
  [33, "fr"],
  [34, "es"],
  [36, "hu"],
  [39, "it"],
  [44, "en"],
  [45, "da"],
  [46, "sv"],
  [47, "no"],
  [48, "pl"],
  [49, "de"],
  [55, "pt"],
  [61, "en"],
  [66, "th"],
  [81, "ja"],
  [82, "ko"],
  [84, "vi"],
  [86, "zh"],
  [90, "tr"],
  [351, "pt"],
  [358, "fi"],
  [380, "uk"],
  [420, "cs"],
  [421, "sk"],
  [886, "zh"],
  [966, "ar"],
  [972, "he"],
  [981, "fa"],
]);

/** Two letters for Excel's interface country, e.g. 7 -> "ru"; null when the country has several languages or is not known. */
export function languageOfCountry(country: number): string | null {
  return BY_COUNTRY.get(country) ?? null;
}

/**
 * Headings and default names that exactly one interface language writes. Only words no other language shares stand here:
 * "Titel" (German, Dutch, Danish, Swedish) and "Título" (Spanish, Portuguese) betray nothing certain.
 */
const BY_WORD = new Map<string, string>([
  ["листы", "ru"],
  ["название", "ru"],
  ["именованные диапазоны", "ru"],
  ["тема", "ru"],
  ["заголовки слайдов", "ru"],
  ["использованные шрифты", "ru"],
  ["шаблон оформления", "ru"],
  ["диаграммы", "ru"],
  ["обычный", "ru"],
  ["экран (4:3)", "ru"],
  ["произвольный", "ru"],
  ["аркуші", "uk"],
  ["назва", "uk"],
  ["названия слайдов", "ru"],
  ["worksheets", "en"],
  ["title", "en"],
  ["named ranges", "en"],
  ["slide titles", "en"],
  ["design template", "en"],
  ["fonts used", "en"],
  ["theme", "en"],
  ["charts", "en"],
  ["on-screen show", "en"],
  ["on-screen show (4:3)", "en"],
  ["feuilles de calcul", "fr"],
  ["feuilles", "fr"],
  ["titre", "fr"],
  ["plages nommées", "fr"],
  ["titres des diapositives", "fr"],
  ["polices utilisées", "fr"],
  ["modèle de conception", "fr"],
  ["affichage à l'écran", "fr"],
  ["arbeitsblätter", "de"],
  ["tabellen", "de"],
  ["benannte bereiche", "de"],
  ["folientitel", "de"],
  ["verwendete schriftarten", "de"],
  ["entwurfsvorlage", "de"],
  ["hojas de cálculo", "es"],
  ["rangos con nombre", "es"],
  ["títulos de diapositiva", "es"],
  ["fogli di lavoro", "it"],
  ["titolo", "it"],
  ["intervalli denominati", "it"],
  ["werkbladen", "nl"],
  ["benoemde bereiken", "nl"],
  ["planilhas", "pt"],
  ["folhas de cálculo", "pt"],
  ["arkusze", "pl"],
  ["tytuł", "pl"],
  ["listy", "cs"],
  ["název", "cs"],
  ["názov", "sk"],
  ["munkalapok", "hu"],
  ["cím", "hu"],
  ["kalkylblad", "sv"],
  ["rubrik", "sv"],
  ["regneark", "da"],
  ["otsikko", "fi"],
  ["laskentataulukot", "fi"],
  ["φύλλα εργασίας", "el"],
  ["τίτλος", "el"],
  ["çalışma sayfaları", "tr"],
  ["konu başlığı", "tr"],
  ["ワークシート", "ja"],
  ["タイトル", "ja"],
  ["スライド タイトル", "ja"],
  ["工作表", "zh"],
  ["标题", "zh"],
  ["標題", "zh"],
  ["幻灯片标题", "zh"],
  ["워크시트", "ko"],
  ["제목", "ko"],
  ["גליונות עבודה", "he"],
  ["أوراق العمل", "ar"],
]);

/** Two letters for a heading only an application writes, e.g. "Листы" -> "ru"; null for any other word. */
export function languageOfHeading(heading: string): string | null {
  return BY_WORD.get(heading.trim().toLowerCase()) ?? null;
}

/** The name Word gives its basic paragraph style, where only one language uses that word. "Normal" and "Standard" are shared. */
const BY_NORMAL_STYLE = new Map<string, string>([
  ["обычный", "ru"],
  ["звичайний", "uk"],
  ["normale", "it"],
  ["standaard", "nl"],
  ["normální", "cs"],
  ["normálny", "sk"],
  ["normalny", "pl"],
  ["normaali", "fi"],
  ["βασικό", "el"],
  ["標準", "ja"],
  ["正文", "zh"],
  ["內文", "zh"],
  ["표준", "ko"],
]);

/** Two letters for the name of Word's basic style, e.g. "Обычный" -> "ru"; null when several languages share it. */
export function languageOfNormalStyle(name: string): string | null {
  return BY_NORMAL_STYLE.get((name.split(",", 1)[0] ?? "").trim().toLowerCase()) ?? null;
}
