/** How one message was written, in a few words: what a sender's other mail is compared with. Stored beside each message. */

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
}
