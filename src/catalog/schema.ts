/** The catalog's tables. People open the file with the tools they have: docs/index-format.md describes every column. */

/** Raised with every change that an older program could not read or write. */
export const CATALOG_VERSION = 1;

/** Text that comes from the corpus is stored as BLOB (UTF-8): SQLite text ends at the first NUL for some readers. */
export const SCHEMA = `
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE source (
  sourceId INTEGER PRIMARY KEY,
  path BLOB NOT NULL UNIQUE,
  format TEXT NOT NULL,
  sizeBytes INTEGER NOT NULL,
  modifiedAtMs REAL NOT NULL,
  sha256 BLOB,
  state TEXT NOT NULL,
  condition TEXT NOT NULL DEFAULT 'present',
  doneBytes INTEGER NOT NULL,
  addedAtMs REAL NOT NULL,
  receivedFrom BLOB,
  receivedAt TEXT,
  receivedNote BLOB
);

CREATE TABLE sourceevent (
  eventId INTEGER PRIMARY KEY,
  sourceId INTEGER NOT NULL,
  atMs REAL NOT NULL,
  kind TEXT NOT NULL,
  sizeBytes INTEGER,
  sha256 BLOB,
  detail BLOB
);

CREATE TABLE runlog (
  entryId INTEGER PRIMARY KEY,
  body BLOB NOT NULL,
  previousHash BLOB NOT NULL,
  hash BLOB NOT NULL
);

CREATE TABLE forgotten (
  contentId BLOB PRIMARY KEY,
  atMs REAL NOT NULL,
  reason BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE gap (
  sourceId INTEGER NOT NULL,
  offset INTEGER NOT NULL,
  length INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (sourceId, offset)
) WITHOUT ROWID;

CREATE TABLE segment (
  segmentId INTEGER PRIMARY KEY,
  fileName TEXT NOT NULL,
  firstDoc INTEGER NOT NULL,
  documentCount INTEGER NOT NULL,
  sizeBytes INTEGER NOT NULL,
  copies BLOB NOT NULL,
  tombstones BLOB,
  dropped INTEGER NOT NULL DEFAULT 0,
  contentHash BLOB NOT NULL
);

CREATE TABLE document (
  docId INTEGER PRIMARY KEY,
  parentId INTEGER,
  rootId INTEGER NOT NULL,
  kind TEXT NOT NULL,
  sourceId INTEGER NOT NULL,
  contentId BLOB NOT NULL,
  copyOf INTEGER,
  steps TEXT,
  recordOffset INTEGER,
  recordLength INTEGER,
  recordSha256 BLOB,
  name BLOB,
  declaredType BLOB,
  type TEXT NOT NULL,
  sizeBytes INTEGER NOT NULL,
  attachmentCount INTEGER NOT NULL,
  sentAt REAL,
  receivedAt REAL,
  envelope BLOB,
  messageId BLOB,
  textBlock INTEGER,
  textStart INTEGER,
  textLength INTEGER,
  headBlock INTEGER,
  headStart INTEGER,
  headLength INTEGER
);
CREATE INDEX document_sourceId ON document (sourceId);
CREATE INDEX document_contentId ON document (contentId);
CREATE INDEX document_rootContentId ON document (contentId) WHERE parentId IS NULL;
CREATE INDEX document_messageId ON document (messageId) WHERE messageId IS NOT NULL;

CREATE TABLE textblock (
  blockId INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL
);

CREATE TABLE metadata (
  docId INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  field TEXT NOT NULL,
  state TEXT NOT NULL,
  text BLOB NOT NULL,
  source BLOB NOT NULL,
  epochMs REAL,
  zoneSource TEXT,
  resolutionMs INTEGER,
  number REAL,
  rawHex TEXT,
  PRIMARY KEY (docId, ordinal)
) WITHOUT ROWID;

CREATE TABLE checkid (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  applies INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE flag (
  docId INTEGER NOT NULL,
  checkNumber INTEGER NOT NULL,
  level INTEGER NOT NULL,
  body BLOB,
  PRIMARY KEY (docId, checkNumber)
) WITHOUT ROWID;
CREATE INDEX flag_check ON flag (checkNumber, level);

CREATE TABLE trait (
  docId INTEGER PRIMARY KEY,
  traits BLOB NOT NULL
);

CREATE TABLE finding (
  findingId INTEGER PRIMARY KEY,
  checkNumber INTEGER NOT NULL,
  level INTEGER NOT NULL,
  rarity REAL NOT NULL,
  body BLOB NOT NULL
);

CREATE TABLE findingmember (
  findingId INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  docId INTEGER NOT NULL,
  evidence BLOB NOT NULL,
  PRIMARY KEY (findingId, ordinal)
) WITHOUT ROWID;
CREATE INDEX findingmember_docId ON findingmember (docId);

CREATE TABLE problem (
  problemId INTEGER PRIMARY KEY,
  docId INTEGER,
  sourceId INTEGER,
  code TEXT NOT NULL,
  severity TEXT NOT NULL,
  reason BLOB NOT NULL,
  locator BLOB NOT NULL
);
CREATE INDEX problem_docId ON problem (docId) WHERE docId IS NOT NULL;
CREATE INDEX problem_sourceId ON problem (sourceId) WHERE docId IS NULL;
`;
