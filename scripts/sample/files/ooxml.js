/**
 * What xlsx, docx and pptx share: package parts in the order Microsoft Office writes them, core and app properties (ECMA-376
 * part 1 section 15.2.12, part 2 section 11), a small theme.
 */
import { iso } from "../base/time.js";
import { zip } from "./zip.js";

export const escapeXml = (text) =>
  String(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n';
const MAIN = "http://schemas.openxmlformats.org";
export const OFFICE_REL = `${MAIN}/officeDocument/2006/relationships`;

/** One package part. */
export const part = (name, xml) => ({ name, bytes: Buffer.from(HEAD + xml, "utf8") });

export function contentTypes(rows) {
  const overrides = rows
    .map(
      ([name, type]) =>
        `<Override PartName="/${name}" ContentType="application/vnd.openxmlformats-${type}+xml"/>`,
    )
    .join("");
  return part(
    "[Content_Types].xml",
    `<Types xmlns="${MAIN}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides}</Types>`,
  );
}

/** A .rels part; rows are `[relationship type after .../relationships/, target]`. */
export function relationships(name, rows) {
  const items = rows.map(([type, target], i) => {
    const full = type.startsWith("metadata/")
      ? `${MAIN}/package/2006/relationships/${type}`
      : `${OFFICE_REL}/${type}`;
    return `<Relationship Id="rId${i + 1}" Type="${full}" Target="${target}"/>`;
  });
  return part(
    name,
    `<Relationships xmlns="${MAIN}/package/2006/relationships">${items.join("")}</Relationships>`,
  );
}

export const rootRelationships = (main) =>
  relationships("_rels/.rels", [
    ["officeDocument", main],
    ["metadata/core-properties", "docProps/core.xml"],
    ["extended-properties", "docProps/app.xml"],
  ]);

/** docProps/core.xml of `{creator, lastModifiedBy, created, modified, title?, subject?, revision?, printed?}`; times in ms UTC. */
export function coreProperties(meta) {
  const tag = (name, value) =>
    value === undefined ? "" : `<${name}>${escapeXml(value)}</${name}>`;
  const time = (name, at) =>
    `<dcterms:${name} xsi:type="dcterms:W3CDTF">${iso(at)}</dcterms:${name}>`;
  return part(
    "docProps/core.xml",
    `<cp:coreProperties xmlns:cp="${MAIN}/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:dcmitype="http://purl.org/dc/dcmitype/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${tag("dc:title", meta.title)}${tag("dc:subject", meta.subject)}${tag("dc:creator", meta.creator)}${tag("cp:lastModifiedBy", meta.lastModifiedBy)}${tag("cp:revision", meta.revision)}${meta.printed === undefined ? "" : tag("cp:lastPrinted", iso(meta.printed))}${time("created", meta.created)}${time("modified", meta.modified)}</cp:coreProperties>`,
  );
}

/** docProps/app.xml; `titles` is `[heading in the interface language, names]`, e.g. `["Feuilles de calcul", ["Budget"]]`. */
export function appProperties(meta, { before = "", titles }) {
  const heading =
    titles === undefined
      ? ""
      : `<HeadingPairs><vt:vector size="2" baseType="variant"><vt:variant><vt:lpstr>${escapeXml(titles[0])}</vt:lpstr></vt:variant><vt:variant><vt:i4>${titles[1].length}</vt:i4></vt:variant></vt:vector></HeadingPairs><TitlesOfParts><vt:vector size="${titles[1].length}" baseType="lpstr">${titles[1].map((t) => `<vt:lpstr>${escapeXml(t)}</vt:lpstr>`).join("")}</vt:vector></TitlesOfParts>`;
  return part(
    "docProps/app.xml",
    `<Properties xmlns="${MAIN}/officeDocument/2006/extended-properties" xmlns:vt="${MAIN}/officeDocument/2006/docPropsVTypes">${before}<Application>${escapeXml(meta.application)}</Application><DocSecurity>0</DocSecurity><ScaleCrop>false</ScaleCrop>${heading}<Company>${escapeXml(meta.company ?? "")}</Company><LinksUpToDate>false</LinksUpToDate><SharedDoc>false</SharedDoc><HyperlinksChanged>false</HyperlinksChanged><AppVersion>${meta.appVersion}</AppVersion></Properties>`,
  );
}

/** A theme as small as the schema allows. */
export function theme(name) {
  const colours = [
    ["dk1", "000000"],
    ["lt1", "FFFFFF"],
    ["dk2", "1F497D"],
    ["lt2", "EEECE1"],
    ["accent1", "4F81BD"],
    ["accent2", "C0504D"],
    ["accent3", "9BBB59"],
    ["accent4", "8064A2"],
    ["accent5", "4BACC6"],
    ["accent6", "F79646"],
    ["hlink", "0000FF"],
    ["folHlink", "800080"],
  ];
  const fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>';
  const font = (face) => `<a:latin typeface="${face}"/><a:ea typeface=""/><a:cs typeface=""/>`;
  return part(
    name,
    `<a:theme xmlns:a="${MAIN}/drawingml/2006/main" name="Office"><a:themeElements><a:clrScheme name="Office">${colours.map(([n, v]) => `<a:${n}><a:srgbClr val="${v}"/></a:${n}>`).join("")}</a:clrScheme><a:fontScheme name="Office"><a:majorFont>${font("Cambria")}</a:majorFont><a:minorFont>${font("Calibri")}</a:minorFont></a:fontScheme><a:fmtScheme name="Office"><a:fillStyleLst>${fill.repeat(3)}</a:fillStyleLst><a:lnStyleLst>${`<a:ln w="9525">${fill}</a:ln>`.repeat(3)}</a:lnStyleLst><a:effectStyleLst>${"<a:effectStyle><a:effectLst/></a:effectStyle>".repeat(3)}</a:effectStyleLst><a:bgFillStyleLst>${fill.repeat(3)}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>`,
  );
}

/** Package bytes as Microsoft Office zips them: times of 1980, host DOS, deflate flags 6. */
export const officePackage = (parts) => zip(parts, { host: 0, flags: 6 });
