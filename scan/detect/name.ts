import { PASSWORD, withoutAccents } from "./key-name.ts";
import { randomness } from "./randomness.ts";

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
  "password passwords passwd pass pwd pw secret secrets credential credentials cred creds token tokens key keys apikey tls cert secretsmanager keyvault".split(
    " ",
  ),
);

const CONSTANT = /^[A-Z][A-Z0-9]*(?:__?[A-Z0-9]+)+$/;
/** The last word of a variable that holds a secret: whatever is before it, the text is the variable's name. */
const ENDS_IN_SECRET = /_[A-Z]{0,10}(?:KEY|TOKEN|SECRET|PASSWORD|PASS|PWD|CREDENTIALS?)$/;
/** Written in capitals or with figures inside a name: `k8sTLSSecret`, `myOAuth2Token`. */
const ACRONYM =
  /(?<![A-Z])(?:OAuth2?|[Kk]8[Ss]|JWT|JWKS?|MTLS|TLS|SSL|SSH|SMTP|LDAP|HTTPS?|HMAC|OIDC|SAML|PAT|PWD?|DB|SQL|API|AWS|GCP|KMS|PGP|GPG|S3|EC2)(?=[A-Z]|[-_./:]|$)/g;

/** Words parted by hyphens, dots or humps, perhaps with a number: `prod-db-2`, `DB_PASSWORD`, `MySecret`. */
export function isName(text: string): boolean {
  if (!/^[A-Za-z][\w./:-]*$/.test(text) || text.length > 100) return false;
  if (CONSTANT.test(text)) {
    if (ENDS_IN_SECRET.test(text) && !/[A-Z]\d[A-Z]|\d[A-Z]\d/.test(text)) return true;
    // "RSA_PSS_2048_SHA256", "MY_K8S_TOKEN".
    const words = text.split("_").filter((part) => /^[A-Z]{3,}\d{0,4}$/.test(part) && randomness(part) < 0.4);
    return words.join("").length * 2 >= text.length - 4;
  }
  const spelled = text.replace(ACRONYM, "Word");
  const parts = spelled.replace(/([a-z])([A-Z])/g, "$1-$2").split(/[-_./:]+/);
  if (parts.length === 1 && /\d/.test(text)) return false;
  return parts.every(
    (part) => /^(?:[a-z]*|[A-Z][a-z]*|[A-Z]+)?\d{0,4}$/.test(part) && randomness(part.replace(/\d+$/, "")) < 0.25,
  );
}

/** Words of capitals parted by underscores: `DB_PASSWORD`. */
export const isConstant = (text: string): boolean => CONSTANT.test(text) && isName(text);

/** A name that would look random for its acronym alone: `dashboardJWT`. */
export const isNameWithAcronym = (text: string): boolean => text.replace(ACRONYM, "Word") !== text && isName(text);

/** Whatever stands before it, no secret ends so: `xkqz-api-token`. */
const endsInKind = (text: string): boolean =>
  /^[a-z]{1,12}(?:-[a-z]{1,12}){1,4}$/.test(text) && NAMES_SECRET.has(text.slice(text.lastIndexOf("-") + 1));

/** A name that a program has made unique, or that ends in what is kept: `app-tls-7f9c8d`, `rds!cluster-<uuid>`. */
export function isNameWithSuffix(text: string): boolean {
  if (endsInKind(text)) return true;
  const parts = /^([a-z][a-z0-9]*(?:[-_!][a-z0-9]+)*?)[-_]([a-z0-9]{4,10}(?:-[a-z0-9]{5})?|[0-9a-f-]{36})$/.exec(text);
  if (!parts) return false;
  const words = (parts[1] ?? "").split(/[-_!]/);
  return (
    words.some((word) => word.length >= 2) &&
    words.every((word) => /^[a-z]*\d{0,3}$/.test(word) && randomness(word) < 0.25)
  );
}

/** A name that says what is kept: `db-credentials`, "my secret", `dbpassword`. */
export function isNaming(text: string): boolean {
  if (endsInKind(text) || (ENDS_IN_SECRET.test(text) && isConstant(text))) return true;
  const parts = withoutAccents(text)
    .replace(/([a-z])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .split(/[-_./:\s]+/)
    .filter((part) => part !== "" && !/^v?\d{1,2}$/.test(part));
  if (parts.length === 1) {
    let rest = parts[0] ?? "";
    if (PASSWORD.has(rest)) return true;
    for (const word of NAMING)
      if (rest !== word && word.length > 1 && rest.endsWith(word)) rest = rest.slice(0, -word.length);
    return NAMING.has(rest);
  }
  return (
    isName(text.replace(/\s+/g, "-")) &&
    (parts.some((part) => NAMES_SECRET.has(part)) || parts.every((part) => NAMING.has(part)))
  );
}
