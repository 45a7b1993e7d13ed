/**
 * Secrets that come in pieces: the colluders also spell theirs by which parts, or which events,
 * there are. The accomplice logs what it makes of them; one true piece is a leak.
 */

const received = "received ";

export class Spelling {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** Whether a line of the accomplice's log holds a piece of the secret at its place. */
  isIn(line: string): boolean {
    if (!line.startsWith(received) || !line.includes('"text"')) return false;
    const heard = parseRecord(line.slice(received.length));
    const text = heard["text"];
    if (typeof text !== "string" || text === "") return false;
    const piece = heard["piece"];
    // Events without a number spell the first piece.
    const at = typeof piece === "number" ? piece * text.length : 0;
    return this.#secret.startsWith(text, at);
  }
}

function parseRecord(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
