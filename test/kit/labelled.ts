const LABEL_LENGTH = 40;

/** Rows for `test.each`: each text behind a label that is short enough for a test's name. */
export function labelled(texts: readonly string[]): [label: string, text: string][] {
  return texts.map((text) => [text.length <= LABEL_LENGTH ? text : `${text.slice(0, LABEL_LENGTH)}… (${text.length} characters)`, text]);
}
