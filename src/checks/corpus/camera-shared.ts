/** Pictures of several people name one camera by its serial number, or one serial number names several models. */
import type { CorpusCheck, CorpusRun, CorpusView, FileRow } from "../../model/corpus-view.ts";
import type { Finding } from "../../model/flag.ts";
import type { MetadataValue } from "../../model/metadata.ts";
import { fill, quoted } from "../engine/check.ts";
import { plainName, valuesOf } from "../facts/corpus-values.ts";
import { metadataEvidence } from "../facts/evidence.ts";

/** The body's number; those of lenses and inner numbers say less. */
const SERIAL = /(?:^| )(?:aux:|Camera|Body|Canon |Nikon |Olympus |Sony |Pentax )*SerialNumber$/;
/** "0000000", "12345678" and the like are what programs and samples put there. */
const PLACEHOLDER = /^(?:(.)\1*|0*123456789?0?|n\/?a|none|unknown)$/i;
const MIN_CHARS = 5;
const MAX_MEMBERS = 100;

interface Camera {
  readonly serial: string;
  readonly models: Set<string>;
  readonly senders: Set<string>;
  readonly members: { readonly docId: number; readonly value: MetadataValue }[];
}

function serialOf(file: FileRow): MetadataValue | undefined {
  return valuesOf(file, "docid").find(
    ({ source, text }) =>
      SERIAL.test(source) && text.trim().length >= MIN_CHARS && !PLACEHOLDER.test(text.trim()),
  );
}

/** The model as the picture names it, without the maker some programs put in front. */
function modelOf(file: FileRow): string {
  const texts = valuesOf(file, "camera")
    .filter(({ source }) => /Model$/.test(source))
    .map(({ text }) => plainName(text));
  return texts[0] ?? "";
}

export const cameraShared: CorpusCheck = {
  scope: "corpus",
  id: "camera-shared",
  catalogue: "E01",
  line: "document",
  level: "low",
  sentence: "{count} pictures name one camera by the serial number {serial}: {what}.",
  looksFor:
    "One serial number of a camera in pictures that came in mails of different senders (context), or in pictures that name different models.",
  whyItMatters:
    "A serial number is of one camera. Pictures that several people send as theirs may be of one of them; two models under one number mean that one of the two was set.",
  innocentCauses: [
    "a camera that a family, an office or a newspaper shares",
    "pictures that are sent on",
    "a maker that gives several models one number",
  ],
  sources: ["EXIF 2.32, BodySerialNumber", "own design"],
  cost: "needs tools",
  run: (view: CorpusView): CorpusRun => {
    const cameras = new Map<string, Camera>();
    const carriers = new Map<number, Camera[]>();
    const seen = new Set<string>();
    for (const file of view.files()) {
      const value = file.type.startsWith("image/") ? serialOf(file) : undefined;
      if (value === undefined) continue;
      const key = plainName(value.text);
      const camera = cameras.get(key) ?? {
        serial: value.text.trim(),
        models: new Set<string>(),
        senders: new Set<string>(),
        members: [],
      };
      cameras.set(key, camera);
      if (file.carrier !== null)
        carriers.set(file.carrier.docId, [...(carriers.get(file.carrier.docId) ?? []), camera]);
      const model = modelOf(file);
      if (model !== "") camera.models.add(model);
      if (seen.has(file.contentId)) continue;
      seen.add(file.contentId);
      camera.members.push({ docId: file.docId, value });
    }
    for (const { docId, from } of carriers.size === 0 ? [] : view.messages())
      for (const camera of carriers.get(docId) ?? [])
        camera.senders.add(from[0]?.address.toLowerCase() ?? "");
    const findings = [...cameras.values()].flatMap((camera): Finding[] => {
      const { models, senders, members, serial } = camera;
      const isTwoModels = models.size > 1;
      if (!isTwoModels && (senders.size < 2 || members.length < 2)) return [];
      return [
        {
          check: "camera-shared",
          level: isTwoModels ? "low" : "information",
          sentence: fill(cameraShared.sentence, {
            count: members.length,
            serial: quoted(serial),
            what: isTwoModels
              ? `they name ${models.size} models`
              : `they came in mails of ${senders.size} senders`,
          }),
          members: members.slice(0, MAX_MEMBERS).map(({ docId, value }) => ({
            docId,
            evidence: [metadataEvidence(value)],
          })),
          evidence: [],
          rarity: 0.9,
        },
      ];
    });
    return { findings, applies: cameras.size };
  },
};
