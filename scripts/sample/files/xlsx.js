/** Excel workbooks (ECMA-376): shared strings, numbers, formulas with cached values, properties. */
import {
  appProperties,
  contentTypes,
  coreProperties,
  escapeXml,
  officePackage,
  part,
  relationships,
  rootRelationships,
  theme,
} from "./ooxml.js";

const NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

function column(index) {
  return index < 26
    ? String.fromCharCode(65 + index)
    : column(Math.floor(index / 26) - 1) + column(index % 26);
}

/**
 * A workbook. `sheets` is `[{name, rows, state?}]`; a cell is a string, a number, null or `{formula, value}`.
 * `meta`: creator, lastModifiedBy, created, modified, application, appVersion, company, sheetsHeading ("Feuilles de calcul"), and
 * absPath when Excel 2013 or later is to name the folder the file was saved in.
 */
export function xlsx(sheets, meta) {
  const strings = new Map();
  let used = 0;
  const shared = (text) => {
    used++;
    if (!strings.has(text)) strings.set(text, strings.size);
    return strings.get(text);
  };
  const cell = (value, ref) => {
    if (value === null || value === undefined) return "";
    if (typeof value === "string") return `<c r="${ref}" t="s"><v>${shared(value)}</v></c>`;
    if (typeof value === "object")
      return `<c r="${ref}"><f>${escapeXml(value.formula)}</f><v>${value.value}</v></c>`;
    return `<c r="${ref}"><v>${value}</v></c>`;
  };
  const sheetParts = sheets.map((sheet, s) => {
    const rows = sheet.rows
      .map(
        (row, r) =>
          `<row r="${r + 1}">${row.map((value, c) => cell(value, `${column(c)}${r + 1}`)).join("")}</row>`,
      )
      .join("");
    return part(
      `xl/worksheets/sheet${s + 1}.xml`,
      `<worksheet xmlns="${NS}"><sheetViews><sheetView${s === 0 ? ' tabSelected="1"' : ""} workbookViewId="0"/></sheetViews><sheetFormatPr baseColWidth="10" defaultRowHeight="15"/><sheetData>${rows}</sheetData><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></worksheet>`,
    );
  });
  const absPath =
    meta.absPath === undefined
      ? ""
      : `<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x15"><x15ac:absPath url="${escapeXml(meta.absPath)}" xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"/></mc:Choice></mc:AlternateContent>`;
  const tabs = sheets
    .map(
      (sheet, s) =>
        `<sheet name="${escapeXml(sheet.name)}" sheetId="${s + 1}"${sheet.state ? ` state="${sheet.state}"` : ""} r:id="rId${s + 1}"/>`,
    )
    .join("");
  const workbook = `<workbook xmlns="${NS}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><fileVersion appName="xl" lastEdited="${meta.appVersion.startsWith("12") ? 4 : 6}" lowestEdited="4" rupBuild="14420"/><workbookPr defaultThemeVersion="124226"/>${absPath}<bookViews><workbookView xWindow="240" yWindow="15" windowWidth="16095" windowHeight="9660"/></bookViews><sheets>${tabs}</sheets><calcPr calcId="152511"/></workbook>`;
  const styles = `<styleSheet xmlns="${NS}"><fonts count="1"><font><sz val="11"/><color theme="1"/><name val="Calibri"/><family val="2"/><scheme val="minor"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs><cellStyles count="1"><cellStyle name="${escapeXml(meta.normalStyle ?? "Normal")}" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;
  for (const text of meta.unusedStrings ?? []) strings.set(text, strings.size);
  const sst = `<sst xmlns="${NS}" count="${used}" uniqueCount="${strings.size}">${[...strings.keys()].map((t) => `<si><t xml:space="preserve">${escapeXml(t)}</t></si>`).join("")}</sst>`;
  const sheetNames = sheets.map((sheet) => sheet.name);
  const bytes = officePackage([
    contentTypes([
      ["xl/workbook.xml", "officedocument.spreadsheetml.sheet.main"],
      ...sheets.map((_, s) => [
        `xl/worksheets/sheet${s + 1}.xml`,
        "officedocument.spreadsheetml.worksheet",
      ]),
      ["xl/theme/theme1.xml", "officedocument.theme"],
      ["xl/styles.xml", "officedocument.spreadsheetml.styles"],
      ["xl/sharedStrings.xml", "officedocument.spreadsheetml.sharedStrings"],
      ["docProps/core.xml", "package.core-properties"],
      ["docProps/app.xml", "officedocument.extended-properties"],
    ]),
    rootRelationships("xl/workbook.xml"),
    relationships("xl/_rels/workbook.xml.rels", [
      ...sheets.map((_, s) => ["worksheet", `worksheets/sheet${s + 1}.xml`]),
      ["theme", "theme/theme1.xml"],
      ["styles", "styles.xml"],
      ["sharedStrings", "sharedStrings.xml"],
    ]),
    part("xl/workbook.xml", workbook),
    ...sheetParts,
    theme("xl/theme/theme1.xml"),
    part("xl/styles.xml", styles),
    part("xl/sharedStrings.xml", sst),
    // Excel keeps no revision count.
    coreProperties({ ...meta, revision: undefined }),
    appProperties(meta, { titles: [meta.sheetsHeading ?? "Feuilles de calcul", sheetNames] }),
  ]);
  const text = sheets
    .flatMap((sheet) => [
      sheet.name,
      ...sheet.rows.map((row) =>
        row.map((c) => (c === null ? "" : typeof c === "object" ? c.value : c)).join(" "),
      ),
    ])
    .join("\n");
  return { bytes, text };
}
