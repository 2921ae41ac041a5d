/**
 * WordprocessingML parts that hold no text: settings (revision ids, document variables), styles (names that betray the language of
 * the interface), people.
 */
import type { Distinct } from "../distinct.ts";
import type { Draft } from "../draft.ts";
import type { XmlHandlers } from "../xml-events.ts";

/** Style id Word gives the default character style, spelled by its interface language with all but ASCII letters dropped. */
const DEFAULT_FONT_STYLE = new Map<string, string>([
  ["defaultparagraphfont", "en"],
  ["policepardfaut", "fr"],
  ["absatz-standardschriftart", "de"],
  ["fuentedeprrafopredeter", "es"],
  ["carpredefinitoparagrafo", "it"],
  ["fontepargpadro", "pt"],
  ["tipodeletrapredefinidodopargrafo", "pt"],
  ["standaardalinea-lettertype", "nl"],
  ["standardstycketeckensnitt", "sv"],
  ["standardskriftforavsnitt", "no"],
  ["standardskrifttypeiafsnit", "da"],
  ["domylnaczcionkaakapitu", "pl"],
  ["standardnpsmoodstavce", "cs"],
  ["predvolenpsmoodseku", "sk"],
  ["bekezdsalapbettpusa", "hu"],
  ["kappaleenoletusfontti", "fi"],
  ["varsaylanparagrafyaztipi", "tr"],
  ["fontdeparagrafimplicit", "ro"],
  ["privzetapisavaodstavka", "sl"],
]);

/** settings.xml: rsidRoot first, then the others as they stand; document variables; protection. */
export function settingsReader(part: string, draft: Draft, distinct: Distinct): XmlHandlers {
  return {
    open: (name, attributes) => {
      const value = attributes.get("val") ?? "";
      if (name === "rsidRoot" || name === "rsid") {
        distinct.value("docid", value.toLowerCase(), `${part} w:${name}`);
      } else if (name === "docId") {
        // w14:docId and w15:docId: one survives copies of the file, the other does not
        distinct.value("docid", value.toLowerCase(), `${part} w:docId`);
      } else if (name === "docVar") {
        const source = `${part} w:docVar "${(attributes.get("name") ?? "").slice(0, 100)}"`;
        distinct.value("other", value, source);
      } else if (name === "themeFontLang") {
        for (const language of attributes.values()) {
          distinct.value("other", language, `${part} w:themeFontLang`);
        }
      } else if (name === "documentProtection" || name === "writeProtection") {
        draft.feature("protection");
      } else if (name === "trackRevisions" && value !== "0" && value !== "false") {
        draft.feature("change-tracking");
      }
      return undefined;
    },
  };
}

/** styles.xml: names of styles the user made, default languages, the spelling of built-in ids. */
export function stylesReader(part: string, distinct: Distinct): XmlHandlers {
  let custom = false;
  let inDefaults = false;
  let named = 0;
  return {
    open: (name, attributes) => {
      if (name === "docDefaults") inDefaults = true;
      if (name === "lang" && inDefaults) {
        for (const language of attributes.values()) {
          distinct.value("other", language, `${part} w:docDefaults w:lang`);
        }
      }
      if (name === "style") {
        custom = attributes.get("customStyle") === "1";
        const isDefault = attributes.get("default") === "1";
        if (isDefault && attributes.get("type") === "character") {
          const id = attributes.get("styleId") ?? "";
          const language = DEFAULT_FONT_STYLE.get(id.toLowerCase());
          if (language !== undefined) {
            distinct.value("applang", language, `${part} w:styleId "${id}"`);
          }
        }
      }
      if (name === "name" && custom && named < 300) {
        named++;
        distinct.value("sheet", attributes.get("val") ?? "", `${part} w:style name`);
      }
      return undefined;
    },
    close: (name) => {
      if (name === "docDefaults") inDefaults = false;
    },
  };
}

/** people.xml (MS-DOCX 2.5.3): names and account ids of everyone who changed or commented. */
export function peopleReader(part: string, distinct: Distinct): XmlHandlers {
  return {
    open: (name, attributes) => {
      if (name === "person")
        distinct.value("people", attributes.get("author") ?? "", `${part} w15:person`);
      if (name === "presenceInfo") {
        distinct.value("people", attributes.get("userId") ?? "", `${part} w15:presenceInfo userId`);
      }
      return undefined;
    },
  };
}
