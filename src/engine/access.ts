/** How a server is reached and by whom: the address as typed, secrets from the environment or a file of the user alone, an own certificate authority. Opens no connection. */
import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { UserError } from "../errors.ts";

/** Variables of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where to, as typed: `https://host:9200/index`, several hosts with commas between; the index of the first counts. */
interface Target {
  readonly nodes: readonly string[];
  readonly index: string;
}

const DEFAULT_INDEX = "leaksift";
const INDEX_NAME = /^[a-z0-9][a-z0-9._-]{0,200}$/;

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);

/** Reads what `--to` and `--engine` take. Throws UserError for what would send mail unguarded, and for what is no address. */
export function targetOf(text: string): Target {
  let index = "";
  const nodes = text.split(",").map((part) => {
    let url: URL;
    try {
      url = new URL(part.trim());
    } catch {
      throw new UserError(
        `"${part}" is not a URL. Give one like https://search.example.org:9200/leaksift`,
      );
    }
    if (url.username !== "" || url.password !== "")
      throw new UserError(
        "Leave user and password out of the URL: the list of processes shows them to everyone. Set LEAKSIFT_ENGINE_USER and LEAKSIFT_ENGINE_PASSWORD, or LEAKSIFT_ENGINE_AUTH to a file.",
      );
    if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname)))
      throw new UserError(
        `${url.origin} is not encrypted: everything on the way could read the mail. Use https://; plain http:// is for this machine alone (127.0.0.1).`,
      );
    if (url.search !== "" || url.hash !== "")
      throw new UserError(`"${part}" has more than a host and an index name.`);
    index ||= url.pathname.replace(/^\/+|\/+$/g, "");
    return url.origin;
  });
  index ||= DEFAULT_INDEX;
  if (!INDEX_NAME.test(index) || index.endsWith("-side"))
    throw new UserError(
      `"${index}" is not a name for an index: small letters, digits, ".", "_" and "-", not ending in "-side".`,
    );
  return { nodes, index };
}

type Auth =
  | { readonly auth: { username: string; password: string } }
  | { readonly headers: { authorization: string } }
  | Record<string, never>;

const basic = (username: string, password: string): Auth => ({ auth: { username, password } });
const apiKey = (key: string): Auth => ({ headers: { authorization: `ApiKey ${key}` } });

/** A file that only its owner can read. Throws UserError for another. */
function secretFile(path: string): string {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    throw new UserError(`The file ${path} that LEAKSIFT_ENGINE_AUTH names cannot be read.`);
  }
  try {
    if ((fstatSync(file).mode & 0o077) !== 0)
      throw new UserError(
        `Others can read ${path}, which holds a password. Run: chmod 600 ${path}`,
      );
    return readFileSync(file, "utf8").trim();
  } finally {
    closeSync(file);
  }
}

/** User and password, or an API key, from the environment or the file it names; never from an argument. */
export function authOf(env: Environment): Auth {
  const {
    LEAKSIFT_ENGINE_API_KEY: key,
    LEAKSIFT_ENGINE_USER: user,
    LEAKSIFT_ENGINE_PASSWORD: password,
    LEAKSIFT_ENGINE_AUTH: path,
  } = env;
  if (key) return apiKey(key);
  if (user && password) return basic(user, password);
  if (!path) return {};
  const text = secretFile(path);
  const found = /^ApiKey (\S+)$/.exec(text);
  if (found?.[1] !== undefined) return apiKey(found[1]);
  const colon = text.indexOf(":");
  if (colon < 1 || text.includes("\n"))
    throw new UserError(`${path} must hold one line: USER:PASSWORD, or ApiKey KEY.`);
  return basic(text.slice(0, colon), text.slice(colon + 1));
}

/** An own certificate authority: a PEM file. */
export function caOf(env: Environment): { ssl: { ca: string } } | Record<string, never> {
  const { LEAKSIFT_ENGINE_CA: path } = env;
  if (!path) return {};
  try {
    return { ssl: { ca: readFileSync(path, "utf8") } };
  } catch {
    throw new UserError(`The certificate ${path} that LEAKSIFT_ENGINE_CA names cannot be read.`);
  }
}
