import {
  isCiphertext,
  isManualToken,
  isPlaceholder,
  isPlainKind,
  isPublicMaterial,
  isReference,
  UUID,
} from "./benign.ts";
import type { KeyName } from "./key-name.ts";
import { entropy, looksRandom, randomness } from "./randomness.ts";

/** What a value seems to be under its key; undefined: nothing secret. */
export type Suspicion = "password" | "secret" | "token" | "random";

/** Words that name a thing kept, or say how: a value made of them only is the name of a secret, or a choice. */
const NAMING = new Set(
  (
    "password passwords passwd pwd pass passphrase secret secrets token tokens key keys apikey api credential credentials cred creds " +
    "auth oauth oauth2 oidc saml jwt basic bearer cert certs tls ssl config settings env db database mysql postgres postgresql pg redis " +
    "mongo mongodb rabbitmq user username admin root app service name value string pull push image registry docker ghcr ecr acr gcr " +
    "my the a an prod dev test staging production none required optional enabled disabled auto automatic generated random manual managed " +
    "default vault aws azure gcp google kubernetes k8s github gitlab slack stripe sendgrid openai anthropic jira web server client access " +
    "private public shared master main external internal sealed encrypted plain text file path ref provided rotated rotation store manager " +
    "connection url uri here login signing webhook session cookie encryption hmac ssh rsa iam role irsa sts anonymous unset empty todo files systemd ldap sss secretsmanager secretmanager keyvault"
  ).split(" "),
);
/** One of these in a name of several words says that it is the name of a secret. */
const NAMES_SECRET = new Set(
  "password passwords passwd pwd secret secrets credential credentials cred creds token tokens key keys apikey tls cert secretsmanager keyvault".split(
    " ",
  ),
);
/** Kinds of secret that a person sometimes makes up of plain words. */
const CHOSEN_BY_PEOPLE = new Set(
  "jwt session cookie signing client webhook app auth hmac encryption django flask rails nextauth shared express csrf admin api hash base token".split(
    " ",
  ),
);
const SENTENCE_WORD =
  /\b(?:the|is|are|in|of|from|for|see|your|our|use|used|stored|will|must|should|with|this|that|when|and|or|by|at|on|not|please|which|it)\b/i;
/** The words that stand for a wallet's seed (BIP 39: 12 to 24 of them). */
const MNEMONIC = /^(?:[a-z]{3,8} ){11,23}[a-z]{3,8}$/;
const HAS_SYMBOL = /[^A-Za-z0-9\s_\-./:,]/;

/** The texts that no key makes secret. */
export function isNeverSecret(text: string): boolean {
  return isStandIn(text) || (isPlainKind(text) && !hidesRandom(text));
}

/** Stands for a secret, or is public. */
function isStandIn(text: string): boolean {
  return isPlaceholder(text) || isReference(text) || isCiphertext(text) || isPublicMaterial(text);
}

/** A token with a slash looks like a path, and one with a dot like a host. */
function hidesRandom(text: string): boolean {
  if (text.length < 16 || !/^[\w+=./-]+$/.test(text)) return false;
  if (!/[a-z]/.test(text) || !/\d/.test(text) || (!/[A-Z]/.test(text) && text.length < 40)) return false;
  // A base64 text that a slash cuts into short pieces.
  if (/^[A-Za-z0-9+/]{40}$/.test(text) && /[A-Z]/.test(text) && randomness(text) >= 0.35) return true;
  const random = text
    .split(/[/.]/)
    .filter((part) => part.length <= 3 || randomness(part) >= (part.length < 12 ? 0.3 : 0.22));
  return random.join("").length >= text.length * 0.75 && random.some((part) => part.length >= 6);
}

/**
 * Judges one text by the key it stands under.
 *
 * @param text trimmed, without quotes
 */
export function judge(key: KeyName, text: string): Suspicion | undefined {
  if (key.class === "benign" || text.length < 4 || text.length > 4096) return undefined;
  // Words with dots between them look like a host's name, and are a password where one is expected.
  const isDottedPassword =
    key.class === "password" &&
    /^[A-Za-z]+(?:\.[A-Za-z]+){1,7}\.(?!com|org|net|io|dev|local|internal|cloud|app|svc|pem|key|json|ya?ml|txt)[A-Za-z]{4,}$/.test(
      text,
    ) &&
    !isStandIn(text);
  if (!isDottedPassword && isNeverSecret(text)) return undefined;
  switch (key.class) {
    case "password":
      return isPassword(key, text) ? "password" : undefined;
    case "secret":
      if (isKeyId(key, text)) return undefined;
      return isMachineMade(text) || isChosen(text) || isPhrase(key, text) || isOneTimeSeed(key, text)
        ? "secret"
        : undefined;
    case "token":
      if (isKeyId(key, text)) return undefined;
      return isMachineMade(text) || isChosen(text) ? "token" : undefined;
    case "hint":
      return isHinted(text) || (!/^keys?$/.test(key.words.at(-1) ?? "") && (isLogin(text) || isChosenLogin(key, text)))
        ? "secret"
        : undefined;
    case "neutral":
      return isUnmistakablyRandom(text) ? "random" : undefined;
  }
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
  if (isNameWithSuffix(text) || (CONSTANT.test(text) && isName(text))) return false;
  if (/^[0-9a-f]{16,}$/i.test(text)) return !/^\d{1,18}$/.test(text) && new Set(text).size >= 6;
  return text.length >= 10 && looksRandom(text);
}

/** Like a password or a token by itself, without a key that says so. */
export function isPasswordLike(text: string): boolean {
  if (UUID.test(text) || /^[0-9a-f]+$/i.test(text) || isNameWithSuffix(text)) return false;
  if (CONSTANT.test(text) && isName(text)) return false;
  if (text.length >= 12 && /\d/.test(text) && looksRandom(text)) return true;
  return /[A-Za-z]/.test(text) && /\d/.test(text) && HAS_SYMBOL.test(text) && isChosen(text);
}

/** Letters and digits or symbols together, and no name of a thing: what a sentence calls a password may be one. */
export function isMixed(text: string): boolean {
  return (
    text.length >= 6 &&
    /[A-Za-z]/.test(text) &&
    (/\d/.test(text) || HAS_SYMBOL.test(text) || (text.length >= 8 && looksRandom(text))) &&
    !/^[\w-]*-[\w-]*$/.test(text) &&
    !/[()<>{}[\]]/.test(text)
  );
}

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
  if (UUID.test(text) || isNameWithSuffix(text) || (CONSTANT.test(text) && isName(text))) return false;
  if (/^[0-9a-f]+$/i.test(text)) return text.length >= 24 && new Set(text).size >= 8 && /[a-f]/i.test(text);
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

/** Without any hint: a text of both cases and digits, as long as keys are, that nothing but chance can have made. */
function isUnmistakablyRandom(text: string): boolean {
  if (!/^(?:[A-Za-z0-9+/]{40}|[A-Za-z0-9]{48}|[A-Za-z0-9]{64})$/.test(text)) return false;
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text) && randomness(text) >= 0.5 && entropy(text) >= 4.5;
}

const CONSTANT = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/** Words parted by hyphens, dots or humps, perhaps with a number: `prod-db-2`, `DB_PASSWORD`, `MySecret`. */
function isName(text: string): boolean {
  if (!/^[A-Za-z][\w./:-]*$/.test(text) || text.length > 100) return false;
  if (CONSTANT.test(text)) {
    // "RSA_PSS_2048_SHA256", "MY_K8S_TOKEN".
    const words = text.split("_").filter((part) => /^[A-Z]{3,}\d{0,4}$/.test(part) && randomness(part) < 0.4);
    return words.join("").length * 2 >= text.length - 4;
  }
  const parts = text.replace(/([a-z])([A-Z])/g, "$1-$2").split(/[-_./:]+/);
  if (parts.length === 1 && /\d/.test(text)) return false;
  return parts.every(
    (part) => /^(?:[a-z]*|[A-Z][a-z]*|[A-Z]+)?\d{0,4}$/.test(part) && randomness(part.replace(/\d+$/, "")) < 0.25,
  );
}

/** A name that a program has made unique: `app-tls-7f9c8d`, `rds!cluster-<uuid>`. */
function isNameWithSuffix(text: string): boolean {
  const parts = /^([a-z][a-z0-9]*(?:[-_!][a-z0-9]+)*?)[-_]([a-z0-9]{4,10}(?:-[a-z0-9]{5})?|[0-9a-f-]{36})$/.exec(text);
  if (!parts) return false;
  const words = (parts[1] ?? "").split(/[-_!]/);
  return (
    words.some((word) => word.length >= 2) &&
    words.every((word) => /^[a-z]*\d{0,3}$/.test(word) && randomness(word) < 0.25)
  );
}

/** A name that says what is kept: `db-credentials`, "my secret", `dbpassword`. */
function isNaming(text: string): boolean {
  const parts = text
    .replace(/([a-z])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .split(/[-_./:\s]+/)
    .filter((part) => part !== "" && !/^v?\d{1,2}$/.test(part));
  if (parts.length === 1) {
    let rest = parts[0] ?? "";
    for (const word of NAMING)
      if (rest !== word && word.length > 1 && rest.endsWith(word)) rest = rest.slice(0, -word.length);
    return NAMING.has(rest);
  }
  return (
    isName(text.replace(/\s+/g, "-")) &&
    (parts.some((part) => NAMES_SECRET.has(part)) || parts.every((part) => NAMING.has(part)))
  );
}
