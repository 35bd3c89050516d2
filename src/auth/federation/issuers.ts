// Which issuers this site lets anybody trust. The server fetches keys from an issuer's address, so the address must be one
// that the site's configuration names: tenants choose among those.

export const DEFAULT_ISSUERS: readonly string[] = ["https://token.actions.githubusercontent.com", "https://gitlab.com"];

const ISSUER_LENGTH_LIMIT = 512;

/** An http or https URL that cannot be written in a second way: a rule, a token and a configuration compare it as text. */
export function isIssuer(text: string): boolean {
  if (text.length > ISSUER_LENGTH_LIMIT || text.includes("%") || !URL.canParse(text)) return false;
  const url = new URL(text);
  // What URL leaves unchanged has no dot segments, no default port and no upper case in its host.
  const isNormal = url.href === text || url.href === `${text}/`;
  return isNormal && /^https?:$/.test(url.protocol) && !/[@?#*]/.test(text);
}

/** One issuer, or with `/*` at the end every issuer below that path: `https://oidc.example.org/id/*`. */
export function isIssuerPattern(text: string): boolean {
  return isIssuer(text.endsWith("/*") ? text.slice(0, -2) : text);
}

/** An issuer over http is allowed only where the site names it so. */
export function isAllowedIssuer(issuer: string, patterns: readonly string[]): boolean {
  if (!isIssuer(issuer)) return false;
  return patterns.filter(isIssuerPattern).some((pattern) => {
    if (!pattern.endsWith("/*")) return issuer === pattern;
    const folder = pattern.slice(0, -1);
    return issuer.startsWith(folder) && issuer.length > folder.length;
  });
}
