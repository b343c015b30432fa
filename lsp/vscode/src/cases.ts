// The cases of a file, found without the server: which one the cursor is in.

/** The title of the case a place of a text is in; undefined between cases. */
export function caseAt(text: string, offset: number): string | undefined {
  let found: string | undefined;
  for (const head of text.matchAll(/^[ \t]*cas\s+"([^"\n]*)"/gmu)) {
    if (head.index > offset) {
      break;
    }
    const closed = text.slice(head.index, offset).search(/^\}.*\n/mu);
    found = closed === -1 ? head[1]?.trim() : undefined;
  }
  return found;
}
