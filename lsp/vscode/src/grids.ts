// What can be read off the text of a grid without the server.

/** The name and version a grid's header gives: `sp_plus@2023`. */
export function gridName(text: string): string | undefined {
  const header = /^[^\S\r\n]*grille\s+([\p{L}\p{M}\p{N}_]+)\s+version\s+"+([^"\r\n]*)"/mu.exec(text);
  return header === null ? undefined : `${header[1]}@${header[2]}`.normalize("NFC");
}

/** A point as written. */
export interface WrittenPoint {
  id: string;
  /** Its title; empty if it has none. */
  title: string;
  /** Where its section begins in the text. */
  at: number;
}

/** The points of a grid: the sections whose word is the last of its plan. */
export function pointsOf(text: string): WrittenPoint[] {
  const word = "[\\p{L}\\p{M}\\p{N}_]+";
  const blank = "[^\\S\\r\\n]";
  const plan = new RegExp(`^${blank}*plan${blank}*:[^#\\r\\n]*?(${word})${blank}*(?:#.*)?$`, "mu").exec(text)?.[1];
  if (plan === undefined) {
    return [];
  }
  const section = new RegExp(`^${blank}*${plan}${blank}+([\\p{Lu}\\d][\\p{L}\\d.]*)${blank}*(?:"([^"\\r\\n]*)")?${blank}*\\{`, "gmu");
  return [...text.matchAll(section)].map((found) => ({ id: found[1] ?? "", title: found[2] ?? "", at: found.index }));
}

/** The point begun last before a place, if it has a `barème`. */
export function gradedPointAt(text: string, place: number): string | undefined {
  const points = pointsOf(text);
  const at = points.findLastIndex((point) => point.at <= place);
  const point = points[at];
  const body = text.slice(point?.at, points[at + 1]?.at);
  return point !== undefined && /^\s*barème\b/mu.test(body) ? point.id : undefined;
}
