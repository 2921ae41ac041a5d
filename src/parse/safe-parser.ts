/**
 * mailparser, hardened: every skip flag on, limits raised, headers of parts left undecoded. All casts to its internals are here.
 *
 * Written against mailparser 3.14.2 and mailsplit 5.4.30; tests/parse/mailparser-traps.test.ts and differential.test.ts notice
 * when an update changes them.
 */
import { MailParser } from "mailparser";
import { LIMITS } from "../limits.ts";

/** The members of mailsplit's MimeNode that are read here. */
export interface MimeNode {
  type: "node";
  parentNode: MimeNode | false;
  partNr: readonly (string | number)[] | false;
  contentType: string | false;
  multipart: string | false;
  encoding: string | false;
  charset: string | false;
  disposition: string | false;
  filename: string | false;
  flowed: boolean;
  delSp: boolean;
  headers: { getFirst(key: string): string } | false;
  _boundary: unknown;
  getDecoder(): unknown;
}

/** What mailsplit hands to the callback of processLine. */
type LineOutcome = MimeNode | { type: "data" | "body"; node: MimeNode } | false | undefined;

/** mailsplit, fed line by line. */
export interface Splitter {
  node: MimeNode;
  state: number;
  processLine(
    line: Buffer | false,
    final: boolean,
    next: (error: Error | null | undefined, outcome?: LineOutcome) => void,
  ): void;
  checkBoundary(line: Buffer): 1 | 2 | 3 | 4 | false;
  push(node: unknown): boolean;
}

/** A node of the tree that mailparser builds. */
export interface TreeNode {
  readonly node: MimeNode;
  readonly parent?: TreeNode;
  readonly contentType: string | false;
  readonly isAttachment?: boolean;
}

/** The members of MailParser that are used here. */
export interface Internals {
  readonly splitter: Splitter;
  createNode(node: MimeNode): TreeNode;
  processHeaders(): Map<string, unknown>;
}

/** Decoding is ours; mailparser only wants something that can be listened to. */
export const NO_DECODER = { on: (): void => undefined };

class StructureParser extends MailParser {
  constructor() {
    super({
      skipHtmlToText: true,
      skipTextToHtml: true,
      skipTextLinks: true,
      skipImageLinks: true,
      checksumAlgo: false,
      ignoreEmbedded: true,
      maxChildNodes: LIMITS.maxParts,
      maxHeadSize: LIMITS.maxPartHeaderBytes,
    });
  }

  /** mailparser would decode every header of every part; ours are read from the raw bytes. */
  processHeaders(): Map<string, unknown> {
    return new Map<string, unknown>();
  }
}

/** A parser for one message, with the members that its types hide. */
export function openParser(): Internals {
  return new StructureParser() as unknown as Internals;
}
