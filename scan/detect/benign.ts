import { isName } from "./name.ts";
import { hasDifferent } from "./randomness.ts";

/**
 * Texts that stand where a secret could stand and are none. Each test is linear in the text's length.
 * A text that is long and not listed here may still hold a secret somewhere inside.
 */

const PLACEHOLDER_WORD = new RegExp(
  [
    "^replace[-_ ]?(?:me|this|with)",
    "\\bchange[-_ ]?(?:me|this|it|in|before)|^change_|^changeme",
    "(?:^|[^a-z])your(?:[-_ ./]|[A-Z])",
    "(?:^|[-_ ])(?:goes[-_ ])?here$",
    "placeholder|(?:^|[^a-z])dummy|(?:^|[^a-z])examples?(?![a-z])|(?:^|[^a-z])fake(?![a-z])",
    "(?:^|[^a-z])(?:todo|fixme|tbd|tba|redacted|scrubbed)(?![a-z])",
    // Ordinary words in a longer phrase.
    "^[^a-z]*(?:[a-z]+[^a-z]+)?(?:hidden|masked|omitted)(?:[^a-z]+[a-z]+){0,2}[^a-z]*$",
    "(?:^|[^a-z])(?:insert|enter|fill|put|set|add|paste|provide|specify)[-_ ](?:me|in|your|the|this|a|an|here|value|with|by|via|from|secret|token|key|password)(?![a-z])",
    "(?:^|[^a-z])not[-_ ](?:set|used|needed|required|a[-_ ]real|real|applicable|available|configured)",
    "(?:^|[^a-z])(?:to|will)[-_ ]be[-_ ]|^to[-_ ](?:do|fill|set|be)|^must[-_ ]be|^fill[-_ ]?me|^set[-_ ]?me|^override[-_ ]?me|^override[-_ ]",
    "(?:managed|generated|provided|supplied|injected|filled|stored|rotated|created|set)[-_ ](?:by|in|at|from|via|with|on|externally|elsewhere|outside|automatically|manually|separately)(?![a-z])",
    "x{5,}|\\*{3,}|\\.{3}$|\u2026",
    "^insert|^unused|^ignored?$|^sample[-_ ]|^mock[-_ ]|^stub[-_ ]|^(?:see|ask|refer to|read|get|use)[-_ ]",
  ].join("|"),
  "i",
);

/** A regular expression says what a secret looks like. */
const PATTERN = /\[[^\]]{0,40}(?:a-z|A-Z|0-9)[^\]]{0,40}\]|\\[dwS][+*{]/;

/** `AKIA…EXAMPLE` and the like: vendors mark the tokens of their manuals so. */
const MANUAL_TOKEN =
  /EXAMPLE|example|YOUR|your[-_]|PLACEHOLDER|placeholder|REDACTED|redacted|CHANGE_?ME|change_?me|X{6,}|x{6,}|\*{3,}|\.{3}|0{8,}|<[^>]*>|\$\{|\{\{/;
const COUNTING = /0123456|1234567|9876543|abcdefg|ABCDEFG|a1b2c3d4|A1B2C3D4|1a2b3c4d|deadbeef|DEADBEEF/g;

/** Whether a token was made up to show a shape: few different characters, counting, or marked so. */
export function isManualToken(token: string): boolean {
  if (MANUAL_TOKEN.test(token)) return true;
  const sample = token.slice(0, 200);
  const body = sample.replace(/^[A-Za-z]{1,12}[-_.]/, "");
  if (body.length >= 16 && !hasDifferent(body, 6)) return true;
  const counted = [...sample.matchAll(COUNTING)].length * 7;
  return counted >= 14 || (counted >= 7 && body.length <= 28);
}

/** Whether a text only says what is to be put in its place. */
export function isPlaceholder(text: string): boolean {
  const bare = text.trim();
  if (/^REPLACE_WITH_|EXAMPLE/.test(bare)) return true;
  if (/^<[^<>]*>$|^\[[^[\]]*\]$|^\([^()]*\)$|^\{[^{}]*\}$|^__[A-Za-z0-9_]*__$|^@@?[A-Za-z0-9_.]*@@?$/.test(bare))
    return true;
  if (/^%[^%]*\s[^%]*%$/.test(bare)) return true;
  if (/^%\(\w+\)s$|^:\w+$|^@\{\w+\}$|^\{\d\}$|^\$\$\w+\$\$$/.test(bare)) return true;
  if (
    /^(?:foo|bar|baz|qux|foobar|foobarbaz|lorem|ipsum|abc|abcd|xyz|test|tests|testing|demo|asdf|blah|string|secret|value|something|whatever)$/i.test(
      bare,
    )
  )
    return true;
  if (/^(.)\1*$/s.test(bare)) return true;
  if (/^[*xX.•#_\-?]+$/.test(bare)) return true;
  // A long random text may hold these letters by chance.
  if (bare.length > 200) return false;
  return PLACEHOLDER_WORD.test(bare) || PATTERN.test(bare);
}

const EXPRESSION =
  /\$\{[^}]*\}|\{\{.*?\}\}|\$\([^)]*\)|<%.*?%>|#\{[^}]*\}|\$\[\[?[^\]]*\]|^\$(?:[A-Z_][A-Z0-9_]*|[a-z_]+)$|^\$env:\w+$|^\$__\w+\{[^}]*\}$|^\(\(.*\)\)$/s;
/** Argo CD's: a key of its own Secret, or of the Secret before the colon. */
const DOLLAR_NAME = /^\$([A-Za-z][\w.-]*(?::[\w.-]+)?)$/;
const REFERENCE = new RegExp(
  [
    "^!(?:Ref|Sub|GetAtt|ImportValue|Join|vault|reference|secret|env)\\b",
    "^(?:process\\.env|os\\.environ|os\\.getenv|import\\.meta\\.env|secrets|vars?|locals?|data|module|env|config|stack|params?|self|each|context|inputs?|outputs?|settings)\\.[\\w.[\\]\"'-]+[!?,)]*$",
    // A call, or what is left of one: os.getenv('X'), $(vault read …), `cat …`.
    "^[A-Za-z_$][\\w.$]*[(\\[]|^\\$[({]|^\\{\\{|^<%|^`",
    "^(?:env|file|lookup|config\\.\\w+|pulumi\\.\\w+|getenv|base64encode|base64decode|sensitive|jsondecode|random_\\w+|aws_\\w+|google_\\w+|azurerm_\\w+)[.(\\[]",
    "^(?:ref\\+)?(?:vault|op|awssm|awsssm|awssecrets|aws-?secretsmanager|aws-?ssm|gcp-?secret-?manager|gcpsecretmanager|gcpsecrets|azurekeyvault|azkv|akv|keyvault|secretsmanager|secretmanager|ssm|sops|doppler|infisical|bws|pass|keyring|keychain|env|secret|file|s3|gs|k8s|kube|esc|consul|chamber|berglas|sm|lastpass|bitwarden|keepass)(?:\\+\\w+)?:(?!v\\d+:)[\\w./#?&@=-]*$",
    "^(?:vault|op|awssm|gcpsm|azkv|sm|esc|env|file|secret|ssm|asm|kv|pass|berglas|akv)://",
    "^@Microsoft\\.KeyVault\\(",
    "\\{\\{resolve:",
    "^arn:aws",
    // A scheme and a path in some store: "conjur:prod/db/password".
    "^[a-z][a-z0-9+_-]{1,30}:[A-Za-z_.-]+(?:[/:][A-Za-z_.-]+)+$",
    "^projects/[^/]+/(?:secrets|locations)/",
    "^/subscriptions/",
    "^https://[\\w-]+\\.vault\\.(?:azure|usgovcloudapi|azure)\\.\\w+/secrets/",
    "^fn::|^\\$ref:|^Fn::",
  ].join("|"),
);

/** A variable of Windows. A person's password may stand between the same signs: there, figures follow a word. */
const WINDOWS_VARIABLE = /^%(?:[A-Z_][A-Z0-9_.-]*|[a-z_][a-z0-9_.-]*|[A-Za-z_.-]*)%$/;

/** Whether a text stands for a value that is kept elsewhere: an interpolation, a reference into a store. */
export function isReference(text: string): boolean {
  const bare = text.trim();
  const named = DOLLAR_NAME.exec(bare)?.[1];
  if (named !== undefined && isName(named)) return true;
  return WINDOWS_VARIABLE.test(bare) || REFERENCE.test(bare.slice(0, 500)) || EXPRESSION.test(bare.slice(0, 2000));
}

const CIPHERTEXT = new RegExp(
  [
    "^v1:[A-Za-z0-9+/]{8,}={0,2}:[A-Za-z0-9+/]", // Pulumi, with a passphrase
    "^AQ[EI][A-D]A[A-Za-z0-9+/=]{40,}$", // AWS KMS
    "^ENC\\[|^ENC\\(|^\\{cipher\\}|^enc:|^encrypted:|^!vault", // SOPS and hiera-eyaml, Jasypt, Spring Cloud Config
    "^vault:v\\d+:", // Vault transit
    "^\\$ANSIBLE_VAULT;",
    "^-----BEGIN (?:AGE ENCRYPTED FILE|PGP MESSAGE|PKCS7|CMS)",
    "^age-encryption\\.org",
    "^U2FsdGVkX1[A-Za-z0-9+/=]", // openssl enc
    "^gAAAAA[A-Za-z0-9_-]{60,}=*$", // Fernet
    "^Ag[A-D][A-Za-z0-9+/]{180,}={0,2}$", // Sealed Secrets
    "^Ci[QRSTUVWYZc-z0-9A-E][A-Za-z0-9+/]{60,}={0,2}$", // Google Cloud KMS
    "^eyJ[\\w-]*\\.[\\w-]*\\.[\\w-]+\\.[\\w-]+\\.[\\w-]+$", // JWE
    "^k1:|^kms:|^sealed:|^AAAB[A-Z][A-Za-z0-9+/]{20,}={0,2}$", // Pulumi Cloud
  ].join("|"),
);

/** Whether a text can only be read with another key. */
export function isCiphertext(text: string): boolean {
  return CIPHERTEXT.test(text.trim());
}

const PUBLIC_MATERIAL = new RegExp(
  [
    "^-----BEGIN (?:CERTIFICATE|TRUSTED CERTIFICATE|X509|PUBLIC KEY|RSA PUBLIC KEY|EC PUBLIC KEY|PGP PUBLIC|PGP SIGNATURE|PGP SIGNED|CERTIFICATE REQUEST|NEW CERTIFICATE|DH PARAMETERS|EC PARAMETERS|SSH2 PUBLIC)",
    "^AAAA(?:B3NzaC1|C3NzaC1|E2VjZHNh|G3NrLXNzaC1|InNrLWVjZHNh)", // the same without its name
    "^age1[a-z0-9]{30,}$",
    // OpenPGP public keys without their armour (RFC 9580, 4.2: the first byte names the packet), and fingerprints as people read them.
    "^(?:mQ[EGIM][NM]B|m[DI][0M]E|xs[BDF][NM]B|xo0E|xjME)[A-Za-z0-9+/\\s]{60,}",
    "^(?:[0-9A-F]{4}\\s{1,2}){9}[0-9A-F]{4}$",
    "^(?:course|block|library)-v1:\\S+$", // Open edX
    "^(?:sha(?:1|224|256|384|512)|md5|blake\\w*)(?:[:\\-=]|//)",
    "^SHA256:[A-Za-z0-9+/]{43}=?$",
    "^(?:[0-9A-Fa-f]{2}:){7,}[0-9A-Fa-f]{2}$",
    "^LS0tLS1CRUdJTi(?:BDRVJUSUZJQ0FUR|BQVUJMSUMg|BUUlVT)", // the same, in base64
    "^v=(?:DKIM1|spf1|DMARC1|STSv1|TLSRPTv1)",
    // Made to be put into web pages and apps: Stripe, Clerk, Mapbox, PostHog, Datadog, Supabase, Langfuse, New Relic.
    "^pk_(?:live|test|prod)_|^pk\\.eyJ|^phc_|^pub[0-9a-f]{32}$|^sb_publishable_|^pk-lf-|^NRJS-|^G-[A-Z0-9]{8,}$",
    "^MS=ms\\d+|^apple-domain=|^docusign=|^ms\\d{8}$",
  ].join("|"),
);

const SSH_KEY = /^(?:\S{1,300} )?(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\S+|sk-(?:ssh|ecdsa)\S*) AAAA/;
/** A record that proves to a service whose domain it is: `google-site-verification=`. */
const VERIFICATION = /^(?:have-i-been-pwned|status-page|\w+)-?(?:site|domain|idp|owner|app)?-?verif\w*[=:]/;

/** Whether a text is public by its kind: a public key, a certificate, a digest, a verification record. */
export function isPublicMaterial(text: string): boolean {
  const start = text.trim().slice(0, 400);
  return (
    PUBLIC_MATERIAL.test(start) ||
    // These two would be looked for in all of the text.
    (start.includes(" AAAA") && SSH_KEY.test(start)) ||
    (start.includes("verif") && VERIFICATION.test(start))
  );
}

const HOST = "(?:[a-z0-9_-]+\\.)+[a-z][a-z0-9-]{1,22}";
const PLAIN = new RegExp(
  [
    "^(?:true|false|yes|no|on|off|null|none|nil|undefined|n/a|na|auto|default|enabled|disabled|required|optional|always|never)$",
    "^(?:string|int|integer|number|boolean|bool|object|array|any|float|id|uuid|date|bytes|text)(?:\\[\\])?[!?]?$",
    "^[-+]?\\d{1,3}(?:[.,]\\d+)*%?$",
    "^\\d+(?:\\.\\d+)?\\s?(?:ms|s|m|h|d|w|y|sec|secs|min|mins|hours?|days?|weeks?|months?|years?|seconds?|minutes?|[KMGTP]i?B?|[kmgtp]b|px|vcpus?|cores?|%)$",
    "^P(?:T?\\d+[YMWDHS])+$",
    "^1password$",
    "^v?\\d+\\.\\d+(?:\\.[\\dx*]+)*(?:[-+.][A-Za-z0-9.+-]*)?$",
    "^[~^<>=]=?\\s?v?\\d[\\d.x*-]*$",
    "^\\d{4}-\\d{2}-\\d{2}(?:[T ][\\d:.]+(?:Z|[+-]\\d{2}:?\\d{2})?)?$",
    "^\\d{1,3}(?:\\.\\d{1,3}){3}(?::\\d+|/\\d{1,2})?$",
    "^[0-9a-fA-F:]*::[0-9a-fA-F:]*(?:/\\d{1,3})?$",
    `^${HOST}(?::\\d+)?(?:/[\\w./@:~-]*)?$`,
    "^[\\w.+-]+@(?:[\\w-]+\\.)+[a-z]{2,}$",
    "^(?:[a-z][a-z0-9+.-]*:){0,3}//\\S*$",
    "^(?:\\.{0,2}|~)/[\\w.@ /~*{}$-]*$",
    "^[A-Za-z]:\\\\[\\w\\\\. -]*$",
    "^@?[\\w.-]+(?:/[\\w.-]+)+/?(?:[:@#][\\w.-]+){0,2}$",
    "^@?[\\w./-]+@(?:v\\d+|v?\\d+\\.[\\w.-]+)$",
    "^arn:",
    "^urn:",
    "^[\\w-]+\\.(?:pem|crt|cer|key|json|ya?ml|txt|env|toml|ini|p12|pfx|jks|pub|conf|cfg|properties|asc|gpg|tpl|tf|sh|ts|js|py|go)$",
    "^[@#][a-z0-9_-]+$",
    "^(?:rate|cron|at)\\([^)]*\\)$",
    "^(?:[\\d*/,L-]+ ){4,5}[\\w*/,#?-]+$",
  ].join("|"),
  "i",
);

/** Whether a text is of an ordinary kind: a switch, a number, a version, a date, an address, a path, an e-mail. */
export function isPlainKind(text: string): boolean {
  return text.length <= 1000 && PLAIN.test(text);
}

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
