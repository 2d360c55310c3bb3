/** A vendor's published form of a secret, distinctive enough to be known anywhere in a text. */
export interface TokenFormat {
  readonly vendor: string;
  /** Part of the rule's id; unique. */
  readonly id: string;
  /** Global, with word boundaries. Linear: no repetition inside a repetition. */
  readonly pattern: RegExp;
  /** Fixed texts, one of which every match contains (case counts): a search for them is cheaper than the pattern. */
  readonly hints: readonly string[];
  /**
   * Words of a key or a text under which the vendor means the token to be seen by everybody.
   * @default - none: the token is always secret.
   */
  readonly publicWith?: RegExp;
  /**
   * Digests and public keys look alike: not to be taken for a secret where the key or the text says that it is one of them.
   * @default false
   */
  readonly faint?: true;
  /**
   * Base64 of random bytes: one that says something readable is none.
   * @default false
   */
  readonly binary?: true;
}

/**
 * @param hint the fixed text that each match contains; several, parted by a space, where there is no single one
 * @param body the pattern's source, without boundaries
 */
export function format(vendor: string, id: string, hint: string, body: string): TokenFormat {
  return {
    vendor,
    id,
    hints: hint.split(" "),
    pattern: new RegExp(`(?<![A-Za-z0-9])(?:${body})(?![A-Za-z0-9])`, "g"),
  };
}

/** As `format`, for tokens known by a mark in their middle: what stands before it is the pattern's own lookbehind. */
export function marked(vendor: string, id: string, hint: string, body: string): TokenFormat {
  return { vendor, id, hints: hint.split(" "), pattern: new RegExp(`(?:${body})(?![A-Za-z0-9])`, "g") };
}

/** The formats of a vendor whose tokens are a prefix and letters, digits, hyphens or underscores. */
export function prefixed(vendor: string, prefixes: string, minimum: number, alphabet = "[A-Za-z0-9_-]"): TokenFormat[] {
  return prefixes.split(" ").map((prefix) => {
    const id = `${vendor}-${prefix}`
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/-$/, "");
    return format(vendor, id, prefix, `${prefix.replace(/[.$|]/g, "\\$&")}${alphabet}{${minimum},}`);
  });
}
