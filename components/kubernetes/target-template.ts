import {
  type Credential,
  type Field,
  type KubernetesPlace,
  PLACEHOLDER_PREFIX,
  provideCommand,
} from "../../catalogue/index.ts";

// QueryEscape writes a space as "+", which a URL's user part does not know; every real "+" is escaped by then.
const URL_ESCAPED = ' | urlquery | replace "+" "%20"';

/** What a connection URL is composed of. The engine is always PostgreSQL: its drivers' scheme is another word than RDS's. */
const CONNECTION_URL: readonly (string | { readonly field: string; readonly filter?: string })[] = [
  "postgresql://",
  { field: "username", filter: URL_ESCAPED },
  ":",
  { field: "password", filter: URL_ESCAPED },
  "@",
  { field: "host" },
  ":",
  { field: "port" },
  "/",
  { field: "dbname", filter: URL_ESCAPED },
];

/** The fields of a credential that its Kubernetes Secret needs, each once. */
export function deliveredFields(credential: Credential, place: KubernetesPlace): readonly Field[] {
  const names = new Set([
    ...Object.values(place.keys),
    ...(place.connectionUrl === undefined
      ? []
      : CONNECTION_URL.flatMap((part) => (typeof part === "string" ? [] : [part.field]))),
  ]);
  return credential.fields.filter((field) => names.has(field.name));
}

/**
 * Key of the Kubernetes Secret -> Go template for its value, which fails while a field that it needs is a placeholder,
 * empty or blank. One failure fails all: the operator then makes no Secret, and leaves one that exists as it is.
 */
export function targetTemplate(
  credential: Credential,
  place: KubernetesPlace,
  environment: string,
): Record<string, string> {
  const value = (field: string, filter = "") => `${guard(credential, field, environment)}{{ .${field}${filter} }}`;
  const templates = Object.fromEntries(Object.entries(place.keys).map(([key, field]) => [key, value(field)]));
  if (place.connectionUrl !== undefined) {
    const parts = CONNECTION_URL.map((part) => (typeof part === "string" ? part : value(part.field, part.filter)));
    templates[place.connectionUrl] = parts.join("");
  }
  return templates;
}

/** Fails with a sentence that names the credential and what to do, and with no part of the value. */
function guard(credential: Credential, field: string, environment: string): string {
  const sentence = `${credential.id} is not provided: its field ${field} is empty or still a placeholder. Run: ${provideCommand(credential, environment)}`;
  const missing = `or (eq (trim .${field}) "") (hasPrefix ${JSON.stringify(PLACEHOLDER_PREFIX)} (trim .${field}))`;
  return `{{ if ${missing} }}{{ fail ${JSON.stringify(sentence)} }}{{ end }}`;
}
