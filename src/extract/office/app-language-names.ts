/**
 * The language of the interface from names an application gives by itself: "Feuil1", "Тема Office", "Diapositive de titre".
 * Only names that one language alone uses stand here; "Sheet1" is also what Japanese and Korean versions write.
 */

/** Default sheet name without its number, lower case. */
const BY_SHEET = new Map<string, string>([
  ["лист", "ru"],
  ["аркуш", "uk"],
  ["feuil", "fr"],
  ["tabelle", "de"],
  ["hoja", "es"],
  ["foglio", "it"],
  ["planilha", "pt"],
  ["folha", "pt"],
  ["arkusz", "pl"],
  ["hárok", "sk"],
  ["munka", "hu"],
  ["taul", "fi"],
  ["sayfa", "tr"],
  ["foaie", "ro"],
  ["φύλλο", "el"],
  ["גיליון", "he"],
  ["ورقة", "ar"],
  ["工作表", "zh"],
  ["แผ่น", "th"],
]);

/** Two letters for a default sheet name with its number, e.g. "Лист1" -> "ru"; null for a name somebody chose and for shared ones. */
export function languageOfSheetName(name: string): string | null {
  const match = /^(\D{3,12}?)\d{1,4}$/.exec(name.trim());
  return BY_SHEET.get((match?.[1] ?? "").toLowerCase()) ?? null;
}

/** Names of themes and of slide layouts as each language's version writes them, lower case. */
const BY_BUILT_IN = new Map<string, string>([
  ["тема office", "ru"],
  ["стандартная", "ru"],
  ["титульный слайд", "ru"],
  ["заголовок и объект", "ru"],
  ["титульний слайд", "uk"],
  ["office theme", "en"],
  ["title slide", "en"],
  ["title and content", "en"],
  ["thème office", "fr"],
  ["diapositive de titre", "fr"],
  ["titre et contenu", "fr"],
  ["larissa", "de"],
  ["office-design", "de"],
  ["titelfolie", "de"],
  ["titel und inhalt", "de"],
  ["tema de office", "es"],
  ["diapositiva de título", "es"],
  ["título y objetos", "es"],
  ["tema di office", "it"],
  ["diapositiva titolo", "it"],
  ["titolo e contenuto", "it"],
  ["tema do office", "pt"],
  ["slide de título", "pt"],
  ["diapositivo de título", "pt"],
  ["kantoorthema", "nl"],
  ["titeldia", "nl"],
  ["motyw pakietu office", "pl"],
  ["slajd tytułowy", "pl"],
  ["motiv office", "cs"],
  ["úvodní snímek", "cs"],
  ["office-téma", "hu"],
  ["címdia", "hu"],
  ["office-tema", "sv"],
  ["office-teema", "fi"],
  ["otsikkodia", "fi"],
  ["office teması", "tr"],
  ["başlık slaydı", "tr"],
  ["θέμα του office", "el"],
  ["διαφάνεια τίτλου", "el"],
  ["office テーマ", "ja"],
  ["タイトル スライド", "ja"],
  ["office 主题", "zh"],
  ["标题幻灯片", "zh"],
  ["office 테마", "ko"],
  ["제목 슬라이드", "ko"],
  ["ערכת נושא office", "he"],
  ["نسق office", "ar"],
]);

/** Two letters for the name of a built-in theme or slide layout, e.g. "Thème Office" -> "fr"; null for any other name. */
export function languageOfBuiltIn(name: string): string | null {
  return BY_BUILT_IN.get(name.trim().toLowerCase()) ?? null;
}
