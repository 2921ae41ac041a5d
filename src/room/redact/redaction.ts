/** What a room shows instead of what is stored. Each kind of text goes through one of these, whatever field it stands in. */
export interface Redaction {
  /** True where anything is replaced: header blocks then go along decoded and only as far as they are known. */
  readonly active: boolean;
  /** Any text of the archive. */
  readonly text: (value: string) => string;
  /** Whether a whole token of the index may stay. */
  readonly keepsToken: (field: string, token: string) => boolean;
}

/** Nothing is replaced. */
export const NO_REDACTION: Redaction = {
  active: false,
  text: (value) => value,
  keepsToken: () => true,
};
