import { initialDocument, PLACEHOLDER_PREFIX, placeholder, vaultSecrets } from "./names.ts";
import { isIsoDate } from "./rotation.ts";
import { spendLimits } from "./spend.ts";
import { CATEGORIES, type Credential, EPICS } from "./types.ts";

// Key Vault: 1-127 letters, digits and hyphens. learn.microsoft.com, "About keys, secrets, and certificates".
const VAULT_NAME = /^[0-9A-Za-z-]{1,127}$/;
// Kubernetes: an RFC 1123 label, because the name is used as a label's value and in URNs.
const KUBERNETES_NAME = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const KUBERNETES_KEY = /^[-._a-zA-Z0-9]{1,253}$/;
const AWS_NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

/**
 * The entries as given, if all of them are right.
 * @throws Error with one line per wrong entry, each naming the credential.
 */
export function checked(credentials: readonly Credential[]): readonly Credential[] {
  const problems = [...credentials.flatMap(entryProblems), ...duplicates(credentials), ...spendProblems(credentials)];
  if (problems.length > 0)
    throw new Error(`The catalogue has wrong entries:\n${problems.map((p) => `  - ${p}`).join("\n")}`);
  return credentials;
}

function entryProblems(credential: Credential): string[] {
  const problems: string[] = [];
  const refuse = (problem: string) => problems.push(`${credential.id}: ${problem}`);
  if (!KUBERNETES_NAME.test(credential.id)) refuse("the id must be lower-case letters, digits and hyphens, 63 at most");
  if (!Object.hasOwn(CATEGORIES, credential.category)) {
    refuse(`unknown category "${credential.category}"; known are ${Object.keys(CATEGORIES).join(", ")}`);
  }
  if (!EPICS.includes(credential.epic)) refuse(`unknown epic ${credential.epic}; known are ${EPICS.join(", ")}`);
  if (!AWS_NAME.test(credential.aws.name)) {
    refuse(`AWS name "${credential.aws.name}" must be lower-case letters, digits and hyphens, 63 at most`);
  }
  for (const { name } of vaultSecrets(credential)) {
    if (!VAULT_NAME.test(name)) {
      refuse(`Key Vault name "${name}" (${name.length} characters) must be letters, digits and hyphens, 127 at most`);
    }
  }
  fieldProblems(credential, refuse);
  placeProblems(credential, refuse);
  const { firstDue, cadence } = credential.rotation;
  if (firstDue !== undefined && !isIsoDate(firstDue)) refuse(`"${firstDue}" is no date; write it as YYYY-MM-DD`);
  if (firstDue === undefined && (cadence === "quarterly" || cadence === "yearly")) {
    refuse(`a ${cadence} rotation needs the date it is first due`);
  }
  return problems;
}

function fieldProblems(credential: Credential, refuse: (problem: string) => void): void {
  for (const name of repeated(credential.fields.map((field) => field.name))) refuse(`field "${name}" stands twice`);
  for (const field of credential.fields) {
    const { name, format, visibility, default: fallback } = field;
    if (format.pattern.test(placeholder(credential, field))) {
      refuse(`the pattern of field "${name}" must not match its own placeholder`);
    }
    if (!format.pattern.source.startsWith("^") || !format.pattern.source.endsWith("$")) {
      refuse(`the pattern of field "${name}" must match the whole value: begin with ^ and end with $`);
    }
    if (fallback !== undefined && visibility === "secret") refuse(`secret field "${name}" must have no default`);
    if (fallback !== undefined && !format.pattern.test(fallback)) {
      refuse(`the default of field "${name}" is not ${format.description}`);
    }
    if (fallback?.startsWith(PLACEHOLDER_PREFIX)) refuse(`the default of field "${name}" is a placeholder`);
  }
  // Secrets Manager's limit for a value; a vault allows 25 KB.
  if (initialDocument(credential).length > 20_000) refuse("the fields do not fit into one secret");
}

function placeProblems(credential: Credential, refuse: (problem: string) => void): void {
  const fields = new Set(credential.fields.map((field) => field.name));
  if (credential.azure?.shape === "text") {
    for (const field of fields) {
      if (credential.azure.names[field] === undefined) refuse(`field "${field}" has no Key Vault name`);
    }
    for (const field of Object.keys(credential.azure.names)) {
      if (!fields.has(field)) refuse(`a Key Vault name is given for "${field}", which is no field`);
    }
  }
  if (credential.kubernetes === null) return;
  const { secret, keys, connectionUrl } = credential.kubernetes;
  if (!KUBERNETES_NAME.test(secret))
    refuse(`Kubernetes name "${secret}" must be lower-case letters, digits and hyphens, 63 at most`);
  for (const [key, field] of Object.entries(keys)) {
    if (!KUBERNETES_KEY.test(key)) refuse(`Kubernetes key "${key}" must be letters, digits, "-", "_" and "."`);
    if (!fields.has(field)) refuse(`Kubernetes key "${key}" takes field "${field}", which does not exist`);
  }
  if (connectionUrl !== undefined) {
    for (const part of ["engine", "host", "port", "dbname", "username", "password"]) {
      if (!fields.has(part)) refuse(`${connectionUrl} is composed from field "${part}", which does not exist`);
    }
  }
}

function duplicates(credentials: readonly Credential[]): string[] {
  const kinds: [string, (credential: Credential) => readonly string[]][] = [
    ["id", (c) => [c.id]],
    ["AWS path", (c) => [`${c.category}/${c.aws.name}`]],
    ["Key Vault name", (c) => vaultSecrets(c).map((secret) => secret.name.toLowerCase())],
    ["Kubernetes Secret", (c) => (c.kubernetes === null ? [] : [c.kubernetes.secret])],
  ];
  return kinds.flatMap(([kind, namesOf]) =>
    repeated(credentials.flatMap(namesOf)).map((name) => {
      const holders = credentials.filter((credential) => namesOf(credential).includes(name)).map((c) => c.id);
      return `${kind} "${name}" is used by ${holders.join(" and ")}`;
    }),
  );
}

// An admin key among an application's credentials, or in a cluster, would be read by who has no business with it.
function spendProblems(credentials: readonly Credential[]): string[] {
  return credentials.flatMap((credential) => {
    const { id, watches, category, kubernetes, azure } = credential;
    if (watches === undefined) {
      return category === "spend" ? [`${id}: category "spend" is for credentials that watch another`] : [];
    }
    const watched = credentials.find((other) => other.id === watches);
    return [
      ...(category === "spend" ? [] : [`${id}: watches spending, so its category is "spend", not "${category}"`]),
      ...(kubernetes === null && azure === null
        ? []
        : [`${id}: watches spending from AWS, so it is kept nowhere else`]),
      ...(watched === undefined ? [`${id}: watches "${watches}", which does not exist`] : []),
      ...(watched !== undefined && spendLimits(watched).length === 0
        ? [`${id}: watches "${watches}", whose guide sets no limit`]
        : []),
    ];
  });
}

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
