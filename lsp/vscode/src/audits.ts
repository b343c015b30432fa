// The audits a file holds, as far as one must know them to choose one.

/** One audit of a file. */
export interface AuditEntry {
  /** Its identifier. */
  id: string;
  /** The grid it says it was made with, `name@version`. */
  grid: string | undefined;
  /** The points it speaks of, in its order. */
  points: string[];
}

/** The audits of a JSON or NDJSON text, in its order. What cannot be read is left out: the server says what is wrong with it. */
export function audits(text: string): AuditEntry[] {
  const whole = parsed(text);
  if (whole !== undefined) {
    return (Array.isArray(whole) ? whole : [whole]).flatMap(entry);
  }
  return text.split(/\r?\n/).flatMap((line) => entry(parsed(line)));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}

function entry(value: unknown): AuditEntry[] {
  if (!isObject(value) || typeof value["audit"] !== "string") {
    return [];
  }
  const grid = value["grille"];
  const named = ["cotations", "éléments", "sans_objet", "constats"].map((key) => value[key] ?? value[key.normalize("NFD")]);
  const points = new Set(named.filter(isObject).flatMap((section) => Object.keys(section)));
  return [{ id: value["audit"], grid: typeof grid === "string" ? grid : undefined, points: [...points] }];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
