// Semantic Versioning 2.0's order of precedence, as a text that an index can sort by its bytes.

/** No tag is longer; and a number's length must fit into two hexadecimal digits. */
const TAG_LENGTH_LIMIT = 128;

// More is taken for a version here than SemVer's grammar has, because tags are written that way: a leading `v`, `1` and `1.2`, and
// leading zeros (`24.04` belongs between `23.10` and `24.10`).
const CORE = "v?(?<major>\\d+)(?:\\.(?<minor>\\d+)(?:\\.(?<patch>\\d+))?)?";
const PRERELEASE = "(?:-(?<prerelease>[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?";
/** No tag can have a `+`: Helm writes `_` for it. */
const BUILD = "(?<build>[+_][0-9A-Za-z._+-]+)?";
const VERSION = new RegExp(`^${CORE}${PRERELEASE}${BUILD}$`);

// Each mark is less than the marks that may stand in its place and mean something greater.
const NO_VERSION = "0";
const IS_VERSION = "1";
const IS_PRERELEASE = "0";
const IS_RELEASE = "1";
const END = "0";
const NUMERIC = "1";
const ALPHANUMERIC = "2";
/** Less than every character of an identifier, so that `rc` sorts before `rc1`. */
const END_OF_TEXT = "!";

/**
 * Keys compare by their bytes (collation "C" in PostgreSQL, BINARY in SQLite) as versions compare by precedence, and versions of equal
 * precedence have equal keys. What is no version sorts before every version, among itself by name. A tag's key is shorter than 600.
 */
export function versionKey(tag: string): string {
  const version = tag.length <= TAG_LENGTH_LIMIT ? VERSION.exec(tag)?.groups : undefined;
  // `1_2_3` is a name: build metadata follows a whole version.
  if (!version || (version["build"] && !version["patch"])) return NO_VERSION + tag;
  const core = [version["major"], version["minor"], version["patch"]].map((number) => numberKey(number ?? "0"));
  return IS_VERSION + core.join("") + prereleaseKey(version["prerelease"]);
}

/**
 * Where the keys of tags with a common beginning lie, highest first: each is the beginning of a stretch of keys. For `v1.` that is the
 * versions whose first number is 1, and names that are none; undefined for a beginning whose versions lie all over, such as `v1`.
 */
export function versionKeyStretches(prefix: string): readonly string[] | undefined {
  const numbers = /^v?(\d+(?:\.\d+)?)\.$/.exec(prefix)?.[1];
  return numbers === undefined ? undefined : [IS_VERSION + numbers.split(".").map(numberKey).join(""), NO_VERSION + prefix];
}

/** A version with a prerelease precedes the same version without. */
function prereleaseKey(prerelease: string | undefined): string {
  if (prerelease === undefined) return IS_RELEASE;
  return IS_PRERELEASE + prerelease.split(".").map(identifierKey).join("") + END;
}

function identifierKey(identifier: string): string {
  return /^\d+$/.test(identifier) ? NUMERIC + numberKey(identifier) : ALPHANUMERIC + identifier + END_OF_TEXT;
}

/** Longer numbers are greater, and among equally long ones the digits decide: no number is too long for that. */
function numberKey(digits: string): string {
  const significant = digits.replace(/^0+(?=\d)/, "");
  return significant.length.toString(16).padStart(2, "0") + significant;
}
