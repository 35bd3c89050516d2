// Where a browser goes after signing in: somewhere on this site, whatever the link asked for.

const LENGTH_LIMIT = 2048;
/** Browsers drop tabs and line ends, and read a backslash as a slash: "/\t/host" and "/\host" would lead elsewhere. */
const LOCAL_PATH = /^\/(?![/\\])[^\\\p{Cc}\p{Z}]*$/u;

/** The path itself, or "/" for everything that could lead to another site. */
export function localPath(text: string): string {
  return text.length <= LENGTH_LIMIT && LOCAL_PATH.test(text) && staysHere(text) ? text : "/";
}

/** The pattern knows the tricks we know; the parser that browsers have has the last word. "/.//host" is "//host" to it. */
function staysHere(path: string): boolean {
  const url = URL.parse(path, "https://here.invalid");
  return url?.origin === "https://here.invalid" && !url.pathname.startsWith("//");
}
