/** A PowerPoint presentation of titles and lines, with the one master and layout the format demands. */
import {
  appProperties,
  contentTypes,
  coreProperties,
  escapeXml,
  OFFICE_REL,
  officePackage,
  part,
  relationships,
  rootRelationships,
  theme,
} from "./ooxml.js";

const NS = `xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="${OFFICE_REL}" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"`;
const EMPTY_TREE =
  '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>';

function shape(id, kind, lines) {
  const paragraphs = lines
    .map((line) => `<a:p><a:r><a:rPr lang="fr-FR"/><a:t>${escapeXml(line)}</a:t></a:r></a:p>`)
    .join("");
  return `<p:sp><p:nvSpPr><p:cNvPr id="${id}" name="${kind} ${id}"/><p:cNvSpPr/><p:nvPr><p:ph type="${kind}"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/>${paragraphs}</p:txBody></p:sp>`;
}

/** `slides` is `[{title, lines}]`; `meta` as for docx without rsids. */
export function pptx(slides, meta) {
  const map =
    '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>';
  const slideParts = slides.flatMap((slide, i) => [
    part(
      `ppt/slides/slide${i + 1}.xml`,
      `<p:sld ${NS}><p:cSld><p:spTree>${EMPTY_TREE}${shape(2, "title", [slide.title])}${shape(3, "body", slide.lines)}</p:spTree></p:cSld></p:sld>`,
    ),
    relationships(`ppt/slides/_rels/slide${i + 1}.xml.rels`, [
      ["slideLayout", "../slideLayouts/slideLayout1.xml"],
    ]),
  ]);
  const ids = slides.map((_, i) => `<p:sldId id="${256 + i}" r:id="rId${i + 3}"/>`).join("");
  const bytes = officePackage([
    contentTypes([
      ["ppt/presentation.xml", "officedocument.presentationml.presentation.main"],
      ["ppt/slideMasters/slideMaster1.xml", "officedocument.presentationml.slideMaster"],
      ["ppt/slideLayouts/slideLayout1.xml", "officedocument.presentationml.slideLayout"],
      ...slides.map((_, i) => [
        `ppt/slides/slide${i + 1}.xml`,
        "officedocument.presentationml.slide",
      ]),
      ["ppt/theme/theme1.xml", "officedocument.theme"],
      ["docProps/core.xml", "package.core-properties"],
      ["docProps/app.xml", "officedocument.extended-properties"],
    ]),
    rootRelationships("ppt/presentation.xml"),
    relationships("ppt/_rels/presentation.xml.rels", [
      ["slideMaster", "slideMasters/slideMaster1.xml"],
      ["theme", "theme/theme1.xml"],
      ...slides.map((_, i) => ["slide", `slides/slide${i + 1}.xml`]),
    ]),
    part(
      "ppt/presentation.xml",
      `<p:presentation ${NS}><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst><p:sldIdLst>${ids}</p:sldIdLst><p:sldSz cx="9144000" cy="6858000" type="screen4x3"/><p:notesSz cx="6858000" cy="9144000"/></p:presentation>`,
    ),
    part(
      "ppt/slideMasters/slideMaster1.xml",
      `<p:sldMaster ${NS}><p:cSld><p:spTree>${EMPTY_TREE}</p:spTree></p:cSld>${map}<p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rId1"/></p:sldLayoutIdLst></p:sldMaster>`,
    ),
    relationships("ppt/slideMasters/_rels/slideMaster1.xml.rels", [
      ["slideLayout", "../slideLayouts/slideLayout1.xml"],
      ["theme", "../theme/theme1.xml"],
    ]),
    part(
      "ppt/slideLayouts/slideLayout1.xml",
      `<p:sldLayout ${NS} type="obj"><p:cSld name="Titre et contenu"><p:spTree>${EMPTY_TREE}</p:spTree></p:cSld></p:sldLayout>`,
    ),
    relationships("ppt/slideLayouts/_rels/slideLayout1.xml.rels", [
      ["slideMaster", "../slideMasters/slideMaster1.xml"],
    ]),
    ...slideParts,
    theme("ppt/theme/theme1.xml"),
    coreProperties(meta),
    appProperties(meta, {
      before: `<TotalTime>${meta.minutes}</TotalTime><PresentationFormat>Affichage à l'écran (4:3)</PresentationFormat><Slides>${slides.length}</Slides>`,
    }),
  ]);
  return { bytes, text: slides.flatMap((s) => [s.title, ...s.lines]).join("\n") };
}
