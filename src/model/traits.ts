/** How one message was written, in a few words: what a sender's other mail is compared with. Stored beside each message. */

/**
 * Whether the body is the one its author's domain signed: `intact`; `part` when only its beginning was signed and is intact; `added` when lines
 * stand behind what was signed; `rewritten` when a server on the way saw another body already: its signature fits, or it noted a failure; else `differs`.
 */
export type SignedBodyState = "intact" | "part" | "added" | "rewritten" | "differs";

/** Example: `{mailer:"mozilla thunderbird", boundary:"mozilla", idShape:"x.9@", charset:"utf-8", firstHop:"192.0.2.7", …}`. Any may be "". */
export interface MessageTraits {
  /** The program named, without its version. */
  readonly mailer: string;
  /** Family of the MIME boundary: "gmail", "outlook", "mozilla", "apple", "java", "mutt", "other", "" without multipart. */
  readonly boundary: string;
  /** Message-ID with digits and letters replaced by classes. */
  readonly idShape: string;
  readonly charset: string;
  /** First public address in the lowest Received header. */
  readonly firstHop: string;
  /** Queue ids of the hops as "server id". */
  readonly queueIds: readonly string[];
  /** Id of the conversation in Thread-Index, hex. */
  readonly conversation: string;
  /** Sent through a list or in bulk: such mail does not show its sender's habits. */
  readonly bulk: boolean;
  /** Domain that signed the body (DKIM `d=`); "" for unsigned mail and for mail whose signature or body was not read. */
  readonly signer: string;
  /** Each DKIM signature as "domain value", the value cut short: every signature is made once. */
  readonly seals: readonly string[];
  /** "" stands for intact where there is a signer. */
  readonly signedBody: Exclude<SignedBodyState, "intact"> | "";
  /** How the body is written, where there is a signer: "text", "text 8bit", "multipart/mixed": servers rewrite some forms and not others. */
  readonly bodyForm: string;
  /** List or forwarder a signed mail came through, which may have rewritten it; "" when it came direct. */
  readonly relay: string;
  /** For a body that is not intact: the hash the signature states, the one computed, and where the signature stands. */
  readonly bodyHash: StatedBodyHash | null;
  /** Who the server delivered it to (Delivered-To, X-Original-To, Envelope-To, "for" of Received) where neither To nor Cc names that address. */
  readonly deliveredTo: readonly string[];
  /** X-UID: the number a server gave it in its mailbox, rising with each mail. */
  readonly uid: number | null;
  /** A mailbox program wrote Status or X-Status: it has been in a mailbox that was opened. */
  readonly hasStatus: boolean;
  /** How its lines end: "" where every line ends with LF. */
  readonly lineEnds: "" | "crlf" | "mixed";
}

/** Example: `{stated:"2jmj7l5rSw0…", computed:"47DEQpj8HBS…", form:"relaxed", linesAdded:0, offsetBytes:412, lengthBytes:380}`. */
export interface StatedBodyHash {
  readonly stated: string;
  readonly computed: string;
  /** Canonical form and digest: "relaxed sha256". */
  readonly form: string;
  readonly linesAdded: number;
  /** Of the DKIM-Signature header in the message bytes. */
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}
