import { isManualToken, UUID } from "./benign.ts";
import type { KeyClass, KeyName } from "./key-name.ts";
import { isConstant, isName, isNameWithAcronym, isNameWithSuffix, isNaming } from "./name.ts";
import { isNeverSecret, isStandIn } from "./never-secret.ts";
import { entropy, hasDifferent, looksRandom, randomness } from "./randomness.ts";

/** What a value seems to be under its key; undefined: nothing secret. */
export type Suspicion = "password" | "secret" | "token" | "random";

export interface Judgement {
  readonly suspicion: Suspicion;
  /** The test that decided. */
  readonly test: string;
}

/** Kinds of secret that a person sometimes makes up of plain words. */
const CHOSEN_BY_PEOPLE = new Set(
  "jwt session cookie signing client webhook app auth hmac encryption django flask rails nextauth shared preshared express csrf admin api hash base token".split(
    " ",
  ),
);
const SENTENCE_WORD =
  /\b(?:the|is|are|in|of|from|for|see|your|our|use|used|stored|will|must|should|with|this|that|when|and|or|by|at|on|not|please|which|it)\b/i;
/** The words that stand for a wallet's seed (BIP 39: 12 to 24 of them). */
const MNEMONIC = /^(?:[a-z]{3,8} ){11,23}[a-z]{3,8}$/;
/** None of them is in BIP 39's list. */
const CONNECTING_WORD = /\b(?:the|and|your|for|with|please)\b/;
const HAS_SYMBOL = /[^\p{L}\p{N}\s_\-./:,]/u;

/**
 * Judges one text by the key it stands under.
 *
 * @param text trimmed, without quotes
 */
export function judge(key: KeyName, text: string): Judgement | undefined {
  if (key.class === "benign" || text.length < 4 || text.length > 4096) return undefined;
  if (key.digest && /^[0-9a-f]{32,128}$/i.test(text)) return undefined;
  if (isWallet(key, text)) return { suspicion: "token", test: "the words of a wallet's seed" };
  // Words with dots between them look like a host's name, and are a password where one is expected.
  const isDottedPassword =
    key.class === "password" &&
    /^[A-Za-z]+(?:\.[A-Za-z]+){1,7}\.(?!com|org|net|io|dev|local|internal|cloud|app|svc|pem|key|json|ya?ml|txt)[A-Za-z]{4,}$/.test(
      text,
    ) &&
    !isStandIn(text);
  if (!isDottedPassword && isNeverSecret(text)) return undefined;
  const { suspicion, tests } = JUDGED[key.class];
  const decided =
    isKeyId(key, text) && /^(?:secret|token)$/.test(key.class)
      ? undefined
      : tests.find(({ applies }) => applies(key, text));
  return decided && { suspicion, test: decided.name };
}

interface Test {
  /** For `scan --explain`: what was seen in the value. */
  readonly name: string;
  readonly applies: (key: KeyName, text: string) => boolean;
}

const drawn: Test = { name: "drawn at random by a program", applies: (_key, text) => isMachineMade(text) };
const chosen: Test = {
  name: "several kinds of characters, as a password has",
  applies: (_key, text) => isChosen(text),
};

/** What a value is taken for under each class of key, and the tests, of which one has to apply. */
const JUDGED: Readonly<
  Record<Exclude<KeyClass, "benign">, { readonly suspicion: Suspicion; readonly tests: readonly Test[] }>
> = {
  password: {
    suspicion: "password",
    tests: [{ name: "not a name, a number of few digits or a sentence", applies: isPassword }],
  },
  secret: {
    suspicion: "secret",
    tests: [
      drawn,
      chosen,
      { name: "a phrase where people make phrases up", applies: isPhrase },
      { name: "the seed of one-time passwords", applies: isOneTimeSeed },
    ],
  },
  token: { suspicion: "token", tests: [drawn, chosen] },
  hint: {
    suspicion: "secret",
    tests: [
      { name: "random for a value under a key that only hints", applies: (_key, text) => isHinted(text) },
      { name: "a user and a password", applies: (key, text) => !isPlainKey(key) && isLogin(text) },
      { name: "a password under a login", applies: (key, text) => !isPlainKey(key) && isChosenLogin(key, text) },
    ],
  },
  neutral: {
    suspicion: "random",
    tests: [
      { name: "a length and characters that only chance makes", applies: (_key, text) => isUnmistakablyRandom(text) },
      {
        name: "a prefix and random characters, as vendors' tokens have",
        applies: (_key, text) => isPrefixedRandom(text),
      },
    ],
  },
};

const isPlainKey = ({ words }: KeyName): boolean => /^keys?$/.test(words.at(-1) ?? "");

/** The words of a wallet's seed. Some of BIP 39's words ("hidden", "example", "enter") otherwise mark a placeholder. */
function isWallet({ words }: KeyName, text: string): boolean {
  return (
    MNEMONIC.test(text) &&
    !CONNECTING_WORD.test(text) &&
    words.some((word) => /^(?:mnemonic|phrase|seed|wallet|recovery)$/.test(word))
  );
}

/** The seed of one-time passwords (RFC 6238), in base32 as authenticator apps take it. */
function isOneTimeSeed({ words }: KeyName, text: string): boolean {
  return words.some((word) => /^(?:t?otp|mfa|2fa|authenticator)$/.test(word)) && /^[A-Z2-7]{16,128}=*$/.test(text);
}

/** Keys that a service keeps for others are named by a UUID, GPG's by a part of their fingerprint. */
function isKeyId(key: KeyName, text: string): boolean {
  if (UUID.test(text))
    return /^(?:encrypt|encryption|master|storage|backup|disk|volume|log|data|signing|sign)$/.test(key.before);
  return key.words.some((word) => word === "gpg" || word === "pgp") && /^(?:0x)?[0-9A-F]{8,40}$/i.test(text);
}

function isPassword(key: KeyName, text: string): boolean {
  if (/^\d+$/.test(text)) return text.length >= 4;
  if (key.words.at(-1) === "pin") return false;
  if (isNaming(text)) return false;
  if (/\s/.test(text)) {
    const count = text.split(/\s+/).length;
    if (text.length > 128 || count > 10 || /[,;:]\s/.test(text)) return false;
    return !SENTENCE_WORD.test(text) || /\d/.test(text);
  }
  if (/^[a-z]+$/.test(text)) return text.length >= 5;
  return text.length >= 5 || (HAS_SYMBOL.test(text) && text.length >= 4);
}

/** Drawn at random by a program: hex, base64, a UUID. */
export function isMachineMade(text: string): boolean {
  if (MNEMONIC.test(text)) return true;
  if (isManualToken(text)) return false;
  if (UUID.test(text)) return true;
  if (isNameWithSuffix(text) || isConstant(text) || isNameWithAcronym(text)) return false;
  if (/^[0-9a-f]{16,}$/i.test(text)) return !/^\d{1,18}$/.test(text) && hasDifferent(text, 6);
  return text.length >= 10 && looksRandom(text);
}

/** Like a password or a token by itself, without a key that says so. */
export function isPasswordLike(text: string): boolean {
  if (UUID.test(text) || /^[0-9a-f]+$/i.test(text) || isNameWithSuffix(text)) return false;
  if (isConstant(text)) return false;
  if (text.length >= 12 && /\d/.test(text) && looksRandom(text)) return true;
  return /[A-Za-z]/.test(text) && /\d/.test(text) && HAS_SYMBOL.test(text) && isChosen(text);
}

/** Letters and digits or symbols together, and no name of a thing: what a sentence calls a password may be one. */
export function isMixed(text: string): boolean {
  return (
    text.length >= 6 &&
    /[A-Za-z]/.test(text) &&
    (/\d/.test(text) || HAS_SYMBOL.test(text) || (text.length >= 8 && looksRandom(text))) &&
    (!/^[\w-]*-[\w-]*$/.test(text) || isDrawn(text)) &&
    !/[()<>{}[\]]/.test(text)
  );
}

/** Random beyond what hyphenated words can be. */
const isDrawn = (text: string): boolean => text.length >= 16 && randomness(text) >= 0.35 && !UUID.test(text);

/** Chosen by a person as a password is: several kinds of characters, and no name of a thing. */
function isChosen(text: string): boolean {
  if (text.length < 6 || /\s/.test(text) || isName(text) || isNameWithSuffix(text)) return false;
  if (text.length >= 16 && isManualToken(text)) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, HAS_SYMBOL].filter((kind) => kind.test(text)).length;
  if (kinds >= 3) return true;
  // "s3cr3t", "mysupersecretvalue123": no name has digits there.
  if (/^[A-Za-z]+\d[A-Za-z\d]*$/.test(text))
    return /\d[a-z]+\d/i.test(text) || (text.length >= 12 && /\d{3,}$/.test(text));
  return (
    kinds === 2 &&
    HAS_SYMBOL.test(text) &&
    /[A-Za-z]/.test(text) &&
    text.length >= 8 &&
    !/[()[\]{}<>=,;"'`*]/.test(text)
  );
}

/** Words under a key whose secret people make up: "keyboard cat". */
function isPhrase(key: KeyName, text: string): boolean {
  if (!CHOSEN_BY_PEOPLE.has(key.before)) return false;
  if (text.length < 8 || isNaming(text)) return false;
  if (/\s/.test(text)) return text.split(/\s+/).length <= 8 && !SENTENCE_WORD.test(text);
  return /^[\w.-]+$/.test(text) && text.length >= 10;
}

/** Under a key that only hints, chance or several kinds of characters must show. */
function isHinted(text: string): boolean {
  if (UUID.test(text) || isNameWithSuffix(text) || isConstant(text)) return false;
  if (/^[0-9a-f]+$/i.test(text)) return text.length >= 24 && hasDifferent(text, 8) && /[a-f]/i.test(text);
  if (/\s/.test(text)) return false;
  if (/^[A-Z]{16,}$/.test(text)) return randomness(text) >= 0.25;
  if (text.length >= 16 && /^[\w+/=~.-]+$/.test(text)) {
    return looksRandom(text) && /\d|[a-z].*[A-Z]|[A-Z].*[a-z]/.test(text) && randomness(text) >= 0.27;
  }
  if (/^[A-Za-z0-9]{10,15}$/.test(text)) return /[a-z]/.test(text) && /[A-Z]/.test(text) && randomness(text) >= 0.4;
  return (
    /^[^\s:/,;(){}[\]<>"'=]{8,64}$/.test(text) &&
    /[A-Za-z]/.test(text) &&
    /\d/.test(text) &&
    /[!@#$%^&*?~]/.test(text) &&
    !/^[@#]/.test(text) &&
    !text.includes("@")
  );
}

/** `redisAuth: Winter2024` */
function isChosenLogin(key: KeyName, text: string): boolean {
  return (
    /^(?:auth|credentials?|creds?|login)$/.test(key.words.at(-1) ?? "") &&
    text.length >= 8 &&
    /\d/.test(text) &&
    isChosen(text)
  );
}

/** "user:password", as tools keep a login in one text. */
export function isLogin(text: string): boolean {
  const password = /^[A-Za-z][\w.@+-]{0,63}:([^\s/]{6,128})$/.exec(text)?.[1];
  return (
    password !== undefined &&
    !isNeverSecret(password) &&
    (isPasswordLike(password) || isMachineMade(password) || /[A-Za-z]\d|\d[A-Za-z]/.test(password)) &&
    !isName(password)
  );
}

/** The form that most younger vendors give their tokens: a word or two, then letters and digits drawn at random. */
function isPrefixedRandom(text: string): boolean {
  const random = /^[a-z][a-z\d]{1,11}_(?:[a-z]{2,8}_)?([A-Za-z\d]{30,200})$/.exec(text)?.[1] ?? "";
  return /[a-z]/.test(random) && /[A-Z]/.test(random) && /\d/.test(random) && randomness(random) >= 0.35;
}

/** Without any hint: a text of both cases and digits, as long as keys are, that nothing but chance can have made. */
function isUnmistakablyRandom(text: string): boolean {
  if (!/^(?:[A-Za-z0-9+/]{40}|[A-Za-z0-9]{48}|[A-Za-z0-9]{64})$/.test(text)) return false;
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text) && randomness(text) >= 0.5 && entropy(text) >= 4.5;
}
