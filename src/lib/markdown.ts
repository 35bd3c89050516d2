/** Text as Markdown shows it unchanged; what stands between backticks already is. */
export function prose(text: string): string {
  return text.replaceAll(/`[^`]*`|[*_<[\]|]/g, (match) => (match.startsWith("`") ? match : `\\${match}`));
}
