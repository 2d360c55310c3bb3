import {
  type Credential,
  type Field,
  isOperatorProvided,
  type KubernetesPlace,
  PLACEHOLDER_PREFIX,
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
export function targetTemplate(credential: Credential, place: KubernetesPlace): Record<string, string> {
  const value = (field: string, filter = "") => `${guard(credential, field)}{{ .${field}${filter} }}`;
  const templates = Object.fromEntries(Object.entries(place.keys).map(([key, field]) => [key, value(field)]));
  if (place.connectionUrl !== undefined) {
    const parts = CONNECTION_URL.map((part) => (typeof part === "string" ? part : value(part.field, part.filter)));
    templates[place.connectionUrl] = parts.join("");
  }
  return templates;
}

/**
 * Fails where a key is referred to that does not exist and whose name says what is wrong: it shows no part of the value.
 * A function that fails would be plainer, but operators since 2.12 have none, and an unknown function makes every template
 * of the order unreadable, those of credentials that are provided included.
 * @see https://github.com/external-secrets/external-secrets/blob/main/runtime/template/v2/sprig/functions_test.go
 * @see https://github.com/external-secrets/external-secrets/blob/v2.9.0/runtime/template/v2/template.go `missingkey=error`
 */
function guard(credential: Credential, field: string): string {
  const missing = `or (eq (trim .${field}) "") (hasPrefix ${JSON.stringify(PLACEHOLDER_PREFIX)} (trim .${field}))`;
  return `{{ if ${missing} }}{{ $.${notProvided(credential, field)} }}{{ end }}`;
}

/** A key that no order has, as an identifier of Go: `openai_is_not_provided__its_field_api_key__run_secrets_put`. */
export function notProvided(credential: Credential, field: string): string {
  // For values that a machine makes, "put" is refused: "guide" shows the way there.
  const command = isOperatorProvided(credential) ? "put" : "guide";
  return `${credential.id.replaceAll("-", "_")}_is_not_provided__its_field_${field}__run_secrets_${command}`;
}
