/**
 * Where bytes come from: a list of steps that can always be replayed to the same bytes.
 *
 * Example, a mail in an mbox in a zip, and in it the second attachment:
 * `[{step:"file",path:"/dump/a.zip"},{step:"member",index:3,name:"inbox.mbox"},{step:"range",offset:1204,length:9311},
 *   {step:"decode",encoding:"mboxrd"},{step:"mimePart",path:"2"},{step:"decode",encoding:"base64"}]`
 */

/** How bytes are turned into other bytes by one locator step. */
export type DecodeName =
  /** mbox record -> message bytes: From_ line and one separating newline removed, escapes undone as the variant demands. */
  | "mboxo"
  | "mboxrd"
  | "mboxcl"
  | "mboxcl2"
  /** Apple .emlx file -> message bytes: the leading byte count and the trailing plist removed. */
  | "emlx"
  /** Record of an Emacs RMAIL file -> message bytes: the original headers, then the body. */
  | "babyl"
  /** MIME transfer encodings (RFC 2045 section 6), uuencode and yEnc as found in old mail and news. */
  | "base64"
  | "quoted-printable"
  | "uuencode"
  | "yenc"
  | "gzip"
  | "bzip2"
  | "xz"
  | "zstd"
  | "compress";

export type LocatorStep =
  | { readonly step: "file"; readonly path: string }
  | { readonly step: "range"; readonly offset: number; readonly length: number }
  /** Part number as in IMAP (RFC 3501 section 6.4.5): "1", "2.1"; "" is the whole message. Bytes are the part's body, undecoded. */
  | { readonly step: "mimePart"; readonly path: string }
  | { readonly step: "decode"; readonly encoding: DecodeName }
  /** A member of an archive or of a compound container (zip, tar, rar, 7z, winmail.dat, .msg), by position and name as stored. */
  | { readonly step: "member"; readonly index: number; readonly name: string }
  | { readonly step: "pstItem"; readonly id: string }
  /** Another file, in whose place a mail only has a name; relative to the folder of the source file: "../Attachments/101/2/plan.txt". */
  | { readonly step: "beside"; readonly path: string }
  /** From one volume of an archive to the whole: this file and those beside it, by their numbers (sources/volumes.ts). */
  | { readonly step: "join"; readonly volumes: number };

export type Locator = readonly LocatorStep[];
