import { isPublicMaterial } from "./benign.ts";
import { looksRandom } from "./randomness.ts";

const MAX_FORMS = 12;
const BASE64_RUN = /[A-Za-z0-9+/_-]{12,}={0,2}/g;
const PERCENT = /%[0-9A-Fa-f]{2}/;
const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2}))|&#(?:x([0-9A-Fa-f]{1,6})|(\d{1,7}));/g;
/** A shell, and most languages inside quotes, read on as if the line had not ended. */
const CONTINUED = /(?<=[^\s\\])\\\r?\n[ \t]*/g;
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;
const JOINT = /(["'`])\s{0,4}(?:\+|\.\.?|\|\||&|~|<>)?\s{0,4}\\?\s{0,4}(["'`])/g;

/** What a text says when it is decoded: base64, hex, percent and character escapes, joined pieces. Only readable texts. */
export interface Form {
  readonly text: string;
  /** The form stands for the whole text, so that the key's meaning holds for it too. */
  readonly whole: boolean;
  /** The whole text was base64. */
  readonly encoded?: true;
  /** The text read from its end. */
  readonly backwards?: true;
}

export function unwrap(text: string): Form[] {
  const forms: Form[] = [];
  const add = (form: string | undefined, whole: boolean, encoded = false) => {
    if (form !== undefined && form.length >= 4 && form !== text && forms.length < MAX_FORMS)
      forms.push({ text: form, whole, ...(encoded ? { encoded: true } : {}) });
  };
  const bare = text.trim();

  if (INVISIBLE.test(text)) add(text.replace(INVISIBLE, ""), true);
  if (text.includes("\\\n") || text.includes("\\\r\n")) add(text.replace(CONTINUED, ""), true);
  if (PERCENT.test(text)) add(percentDecoded(text), true);
  if (text.includes("\\u") || text.includes("\\x") || text.includes("&#")) add(unescaped(text), true);
  const joined = text.replace(JOINT, (whole, open: string, close: string) => (open === close ? "" : whole));
  if (joined !== text) add(joined, true);

  const compact = bare.replace(/\s+/g, "");
  if (
    compact !== bare &&
    compact.length >= 20 &&
    /^[\w+/=.:-]+$/.test(compact) &&
    bare.split(/\s+/).every((part) => part.length <= 80) &&
    looksRandom(compact) &&
    !isPublicMaterial(bare)
  ) {
    add(compact, true);
  }
  if (/^(?:0x)?[0-9a-f]{16,}$/i.test(compact) && compact.length % 2 === 0)
    add(readable(Buffer.from(compact.replace(/^0x/i, ""), "hex")), true);
  if (/^[A-Za-z0-9+/_-]{8,}={0,2}$/.test(compact)) add(fromBase64(compact), true, true);
  else for (const [run] of text.matchAll(BASE64_RUN)) add(fromBase64(run), false);
  if (bare.length >= 20 && bare.length <= 300 && /^[\w+/=.-]+$/.test(bare) && looksRandom(bare))
    forms.push({ text: [...bare].reverse().join(""), whole: false, backwards: true });
  return forms;
}

/** The text that a base64 text stands for, or undefined if that is not readable. */
export function fromBase64(text: string): string | undefined {
  if (text.length % 4 === 1 && !text.includes("=")) return undefined;
  return readable(Buffer.from(text, /[-_]/.test(text) ? "base64url" : "base64"));
}

function readable(bytes: Buffer): string | undefined {
  if (bytes.length < 5) return undefined;
  const head = bytes.length > 4096 ? bytes.subarray(0, 4096) : bytes;
  let odd = 0;
  for (const byte of head) if (byte < 32 ? byte !== 9 && byte !== 10 && byte !== 13 : byte >= 127) odd++;
  if (odd > head.length / 50) return undefined;
  return bytes.toString("utf8");
}

function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replace(/%(?![0-9A-Fa-f]{2})/g, "%25"));
  } catch {
    return undefined;
  }
}

function unescaped(text: string): string {
  return text.replace(ESCAPE, (whole, ...found: (string | undefined)[]) => {
    const [u, x, hex, decimal] = found;
    const code = decimal !== undefined ? Number.parseInt(decimal, 10) : Number.parseInt(u ?? x ?? hex ?? "", 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
