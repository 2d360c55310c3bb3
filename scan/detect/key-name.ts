/** What a key says about its value. The value is judged the more freely, the less the key says. */
export type KeyClass =
  /** The value is a password, however a person may have chosen it. */
  | "password"
  /** The value is a secret made of words or of chance: a signing secret, a client secret. */
  | "secret"
  /** The value is a secret made by a machine: a token, an API key. */
  | "token"
  /** The value may be secret: a key of an unknown kind, a thing kept among secrets. */
  | "hint"
  /** The key says nothing. */
  | "neutral"
  /** The value tells something about a secret (its name, its length), or is public. */
  | "benign";

export interface KeyName {
  readonly class: KeyClass;
  /** Lower-case words of the whole path, without the namespace. */
  readonly words: readonly string[];
  /** The word before the telling one: the "jwt" of `jwtSecret`. */
  readonly before: string;
  /** The key begins with the name of a digest, as the annotation `checksum/secret` does that restarts pods. */
  readonly digest?: boolean;
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

export const PASSWORD: ReadonlySet<string> = set(
  "password passwords passwd passwds pwd pwds pass passphrase passphrases passcode pw psw pswd passwort kennwort senha contrasena motdepasse passe mdp psk wachtwoord parola haslo heslo losenord adgangskode salasana lozinka jelszo",
);
const SECRET = set("secret secrets pepper geheimnis");
const TOKEN = set("token tokens jwt pat bearer apikey apikeys authtoken accesstoken sas mnemonic phrase otp totp");
const CREDENTIAL = set(
  "credential credentials cred creds auth authorization authentication basicauth login cookie session hmac fernet license licence seed salt webhook htpasswd",
);
const PIN = set("pin pincode");

/** Before "key": the value opens something. */
const SECRET_KEY_BEFORE = set(
  "api access secret private priv prv auth authentication signing sign master encryption encrypt decryption service account storage " +
    "session webhook hmac jwt deploy app application admin write read rest integration subscription token license sas data " +
    "ingest ingestion agent events personal user root server live test prod rsa ec ed25519 aes cookie crypt cipher shared " +
    "preshared bot backend internal csrf fernet license activation pre psk wireguard join gossip unseal recovery cluster unlock",
);
/** Before "key": the value finds something, or is meant to be seen. */
const PUBLIC_KEY_BEFORE = set(
  "public pub kms cmk partition sort hash range foreign object s3 cache row column lookup group idempotency host " +
    "site publishable anon browser recaptcha captcha project issue bucket config map translation i18n message order label tag annotation " +
    "tracking analytics measurement verify verification vapid cert certificate shard composite index natural surrogate " +
    "unique dedupe dedup dictionary json yaml env file path state lock metric feature flag attribute " +
    "customer managed byok cmek vault ring frontend web maps map",
);
/** Before "token": not a credential. */
const PUBLIC_TOKEN_BEFORE = set(
  "max min num total input output prompt completion context budget next page continuation pagination publishable public anon " +
    "erc20 nft lp beacon pixel governance reward payment design client request idempotency action upload resume sync dkim verification challenge",
);
/** Before "secret": the value is the name of a Kubernetes Secret, as a rule. */
const SECRET_NAME_BEFORE = set(
  "existing pull image tls cert certificate registry k8s kubernetes password passwords credentials creds target source",
);
/** Anywhere: what is kept is not readable without another key, or is meant to be seen. `VITE_`, `NEXT_PUBLIC_` go into web pages. */
const NOT_SECRET = set(
  "encrypted ciphertext cipher sealed wrapped publishable public hashed encryptionsalt encryptedkey anon vite gatsby jwks rum searchonly",
);
/** Before "key": the vendor gives only one kind of key, and it is secret. */
const VENDOR = set(
  "openai anthropic claude gemini groq mistral cohere replicate pinecone perplexity huggingface sendgrid mailgun postmark resend mailchimp " +
    "stripe twilio datadog opsgenie pagerduty newrelic honeycomb grafana sentry splunk heroku linode vultr digitalocean hetzner cloudflare " +
    "fastly netlify vercel render supabase planetscale github gitlab bitbucket circleci sonar snyk nuget npm pypi slack discord telegram " +
    "zoom hubspot zendesk intercom airtable notion asana jira confluence okta auth0 plaid square paypal shopify coinbase binance elastic " +
    "algolia databricks snowflake mongodb redis rabbitmq ibm tencent aliyun azure cosmos storage openrouter langsmith deepseek xai braze docusign iterable klaviyo segment customerio onesignal ably " +
    "steam tmdb twitter facebook spotify twitch dropbox box contentful sanity clerk workos stytch vonage messagebird bandwidth telnyx",
);

/** Makers of tools for web pages and apps: their key names a project, and everybody sees it. */
const WEB_VENDOR = set("amplitude mixpanel bugsnag posthog hotjar fullstory logrocket pusher heap appsflyer");
/** As the last word: something about a secret, never the secret. */
const ABOUT = set(
  "name names id ids arn arns path paths file files filename filepath dir directory folder ref refs reference references " +
    "version versions length len size min max count limit limits quota ttl expiry expires expiration expire age lifetime " +
    "timeout duration interval period day days hour hours minute minutes second seconds policy policies type types kind kinds " +
    "format formats algorithm alg algo method methods mode modes provider providers region regions zone zones location " +
    "enabled enable disabled disable required require optional allow allowed deny prefix suffix pattern regex endpoint " +
    "endpoints host hosts hostname port ports domain domains issuer audience scope scopes role roles group groups user users " +
    "username usernames email emails owner owners tag tags label labels annotation annotations description desc comment note " +
    "notes title message hint prompt placeholder status state date time timestamp created updated rotation rotate rotated " +
    "schedule cron window hash hashes digest digests checksum checksums sha sha1 sha256 sha512 md5 fingerprint fingerprints integrity " +
    "thumbprint etag commit revision rev certificate certificates cert certs crt csr public pub pubkey template class " +
    "namespace namespaces bucket buckets table tables field fields column columns property attribute attributes param " +
    "store stores backend manager engine service services image images repository repositories repo chart release branch " +
    "mount mounts volume list index order rule rules selector resource resources operator controller plugin module package " +
    "usage check validation strength complexity history reset change generator rate cost price symbol address supply " +
    "decimals alias aliases tenant subscription org organization organisation team project projects uid guid uuid sid " +
    "strategy flow grant grants realm protocol scheme schema uri url urls uris link website site page alarm alert topic " +
    "queue channel level feature flag flags only access source target destination origin origins cidr cidrs ip ips subnet " +
    "subnets vpc cluster clusters server servers client clients app apps application vendor protected protection locked " +
    "reuse retention recipients recipient identity principal permission permissions action actions event events language " +
    "locale currency country city color colour theme icon font locator keyname keyid provisioner driver syntax encoding " +
    "charset characters chars bits kty iss aud sub iat exp kid typ use model models device devices annotation " +
    "administrator admins database dbname db instance instances budget cap holder symbols dim dimensions",
);
/** As last words they add nothing: what stands before them counts. */
const QUALIFIER = set(
  "value values val string str plain plaintext cleartext clear text raw current previous prev old new next prod production " +
    "dev development stg stage staging test testing live sandbox primary secondary b64 base64 encoded main backup default " +
    "env var override internal external global shared here data content contents literal eu us uk my the a admin root",
);
const THING = set("db database server cluster app application instance account service site");
/** What a page says of a password, not one. */
const FORGOTTEN = set("forgot forgotten lost");
const MACHINE_LOGIN = set("vault approle nomad consul role");
/** A key that names a file of a program says what its text is about. */
const SOURCE_FILE = set("ts js mjs cjs py go rs java rb cs php md html css tf hcl rst");
const DIGEST = set("checksum checksums hash digest sha sha1 sha256 sha512 md5");
const IGNORED = /^(?:\d+|v\d+)$/;

const GLUED_END =
  /^(.+?)(passwords?|passwd|passphrase|passwort|pwd|secrets?|tokens?|apikeys?|credentials?|(?<=api|access|secret|private|priv|auth|signing|master|encryption|encrypt|hmac|subscription|cipher|crypto|shared|storage|account|service|license|deploy|app|admin|public|kms|host|partition)keys?|(?<=root|db|admin|user|bind|ldap|my)pw|(?<=db|require|store|keystore|trust|bind|ldap|wifi|vpn|ssh|http|proxy|mqtt|imap|mysql|user|admin|root|smtp|mail|redis|pg|postgres|ftp|sudo|login|database|sql|mongo|my)pass)$/;
const GLUED_START =
  /^(password|passwd|secret|token|apikey|key|auth)(name|id|arn|url|uri|path|file|ref|length|policy|type|hash|manager|store|key|vault|mode)s?$/;

/**
 * Reads a key as people write them: camelCase, snake_case, kebab-case, dotted, glued, nested.
 *
 * @param path the key, and the keys inside its value that lead to the text. A Pulumi namespace (all before the colon) is left out:
 *   it names the project, which says nothing about the value, but for a provider that machines log in to.
 */
export function readKey(path: readonly string[]): KeyName {
  const id = path.length === 1 ? (path[0] ?? "") : path.join("\n");
  const known = memory.get(id);
  if (known) return known;
  const key = read(path);
  // The same properties come again with each resource; a program with more names than this is no reason to keep them all.
  if (memory.size >= 10_000) memory.clear();
  memory.set(id, key);
  return key;
}

const memory = new Map<string, KeyName>();

function read(path: readonly string[]): KeyName {
  const segments = path.filter((segment) => !/^\d+$/.test(segment)).slice(-4);
  const words = segments.flatMap(splitWords);
  const own = splitWords(segments.at(-1) ?? "");
  const ofOwn = classify(own);
  // In `passwords: {alice: …}` the key is somebody's name, and what holds it tells; in `secrets: {region: …}` the key tells.
  if (ofOwn === "neutral" && segments.length > 1) {
    const holder = classify(splitWords(segments.at(-2) ?? ""));
    if (holder !== "neutral" && holder !== "benign") return { class: holder, words, before: "" };
  }
  const digest = own.length > 1 && DIGEST.has(own[0] ?? "");
  return {
    class: classify(words, namespaceOf(path[0] ?? "")),
    words,
    before: words[headIndex(words) - 1] ?? "",
    digest,
  };
}

const namespaceOf = (key: string): string => /^([a-z]+):/.exec(key)?.[1] ?? "";

function splitWords(segment: string): string[] {
  const local = segment.slice(0, 200).replace(/^.*:(?=.)/s, "");
  return withoutAccents(local)
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== "")
    .flatMap(unglue);
}

const ACCENTED = /[\u0080-\uffff]/;

/** Lets "contrase\u00f1a" and "contrasena" be one word. */
export const withoutAccents = (text: string): string =>
  ACCENTED.test(text) ? text.normalize("NFD").replace(/\p{M}+/gu, "") : text;

function unglue(word: string): string[] {
  const bare = word.length > 3 ? word.replace(/\d+$/, "") : word;
  if (PASSWORD.has(bare) || SECRET.has(bare) || TOKEN.has(bare) || CREDENTIAL.has(bare)) {
    return bare === "apikey" || bare === "apikeys" ? ["api", "key"] : [bare];
  }
  if (bare === "key" || bare === "keys") return [bare];
  const end = GLUED_END.exec(bare);
  if (end?.[1] !== undefined && end[2] !== undefined) return [end[1], ...unglue(end[2])];
  const start = GLUED_START.exec(bare);
  if (start?.[1] !== undefined && start[2] !== undefined) return [...unglue(start[1]), start[2]];
  return [word];
}

/** Where the word stands that says what the value is. */
function headIndex(words: readonly string[]): number {
  let at = words.length - 1;
  while (at > 0 && (QUALIFIER.has(words[at] ?? "") || IGNORED.test(words[at] ?? ""))) at--;
  return at;
}

function classify(words: readonly string[], namespace = ""): KeyClass {
  if (SOURCE_FILE.has(words.at(-1) ?? "")) return "neutral";
  if (words.some((word) => NOT_SECRET.has(word))) return "benign";
  if (words[0] === "react" && words[1] === "app") return "benign";
  const at = headIndex(words);
  const head = words[at] ?? "";
  const before = words[at - 1] ?? "";

  if (PASSWORD.has(head)) return words.some((word) => FORGOTTEN.has(word)) ? "benign" : "password";
  if (PIN.has(head)) return "password";
  if (SECRET.has(head)) return SECRET_NAME_BEFORE.has(before) ? "hint" : "secret";
  if (head === "key" || head === "keys") {
    if (PUBLIC_KEY_BEFORE.has(before)) return "benign";
    if (
      words.some((word) => WEB_VENDOR.has(word)) &&
      !words.some((word) => word === "secret" || word === "private" || word === "personal")
    )
      return "benign";
    // A key that may only search is put into web pages.
    if (before === "search" && [namespace, ...words].some((word) => word === "algolia" || word === "typesense"))
      return "benign";
    if (words.slice(0, at).some((word, i) => word === "search" && words[i + 1] === "only")) return "benign";
    if (["secret", "signing", "session", "preshared"].includes(before)) return "secret";
    return SECRET_KEY_BEFORE.has(before) || VENDOR.has(before) ? "token" : "hint";
  }
  if (TOKEN.has(head))
    return PUBLIC_TOKEN_BEFORE.has(before) || (WEB_VENDOR.has(before) && head === "token") ? "benign" : "token";
  if (head === "base" && before === "key") return "secret";
  // The half of a machine's login that AppRole and the like call an id.
  if (head === "id" && before === "secret" && [namespace, ...words].some((word) => MACHINE_LOGIN.has(word)))
    return "token";
  // `password-db`: a thing has the password, not the other way round.
  if (THING.has(head) && words.slice(0, at).some((word) => PASSWORD.has(word))) return "hint";
  if (ABOUT.has(head)) return "benign";
  if (CREDENTIAL.has(head)) return "hint";
  const telling = words.some(
    (word) => PASSWORD.has(word) || SECRET.has(word) || TOKEN.has(word) || CREDENTIAL.has(word),
  );
  return telling ? "hint" : "neutral";
}
