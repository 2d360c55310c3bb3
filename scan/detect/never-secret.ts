import { isCiphertext, isPlaceholder, isPlainKind, isPublicMaterial, isReference } from "./benign.ts";
import { randomness } from "./randomness.ts";

/** The texts that no key makes secret. */
export function isNeverSecret(text: string): boolean {
  return isStandIn(text) || (isPlainKind(text) && !hidesRandom(text));
}

/** Stands for a secret, or is public. */
export function isStandIn(text: string): boolean {
  return isPlaceholder(text) || isReference(text) || isCiphertext(text) || isPublicMaterial(text);
}

/** A token with a slash looks like a path, and one with a dot like a host. */
function hidesRandom(text: string): boolean {
  if (text.length < 16 || !/^[\w+=./-]+$/.test(text)) return false;
  if (!/[a-z]/.test(text) || !/\d/.test(text)) return false;
  if (!/[A-Z]/.test(text) && text.length < 40) return endsAtRandom(text);
  // A base64 text that a slash cuts into short pieces.
  if (/^[A-Za-z0-9+/]{40}$/.test(text) && /[A-Z]/.test(text) && randomness(text) >= 0.35) return true;
  const random = text
    .split(/[/.]/)
    .filter((part) => part.length <= 3 || randomness(part) >= (part.length < 12 ? 0.3 : 0.22));
  return random.join("").length >= text.length * 0.75 && random.some((part) => part.length >= 6);
}

/** A host ends in a word, not in letters and digits drawn at random: Kubernetes' bootstrap tokens do. */
function endsAtRandom(text: string): boolean {
  const last = text.slice(text.lastIndexOf(".") + 1);
  return last.length >= 12 && /^[a-z0-9]+$/.test(last) && /\d/.test(last) && randomness(last) >= 0.3;
}
