import { z } from "zod";
import { allCredentials, type Credential, credentialsOf, EPICS, type Epic, spendAccounts } from "./catalogue/index.ts";

/** The namespace of the project's keys in a stack file. */
export const NAMESPACE = "qualisys-secrets";

export const ENVIRONMENTS = ["staging", "production"] as const;

/**
 * Texts that the shipped stack files hold in place of what a team must replace: account and subscription numbers of
 * zeros, `replace-me` addresses. They have the right shape, so that the offline preview shows the whole picture.
 */
const STAND_IN = /0{12}|replace-me/;

const text = (pattern: RegExp, allowed: string) => z.string(allowed).regex(pattern, allowed);
const list = <T extends z.ZodType>(item: T, allowed: string) =>
  z.array(item, allowed).refine((items) => new Set(items.map((i) => JSON.stringify(i))).size === items.length, {
    error: `${allowed}, each once`,
  });
const choice = <const T extends readonly string[]>(values: T) =>
  z.enum(values, `one of ${values.map((v) => `"${v}"`).join(", ")}`);
const flag = () => z.boolean("true or false");

const email = () => z.email("an e-mail address, such as security@your-company.com");
const uuid = (what: string) =>
  text(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, `the id of ${what}: 32 hexadecimal digits in five groups`);
const roleArn = () =>
  text(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, "a role: arn:aws:iam::<account>:role/<name>");
const principalArn = () =>
  text(
    /^arn:aws[a-z-]*:iam::\d{12}:(?:role|user)\/[\w+=,.@/-]{1,512}$/,
    "a role or a user, without wildcards: arn:aws:iam::<account>:role/<name> or …:user/<name>",
  );
const keyArn = () =>
  text(
    /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]{1,128}$/,
    "a KMS key: arn:aws:kms:<region>:<account>:key/<id>",
  );
const secretArn = () =>
  text(
    /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}$/,
    "a secret's whole ARN, with the six characters at its end",
  );
const awsRegion = () => text(/^[a-z]{2}(?:-[a-z]+)+-\d$/, "an AWS region, such as eu-central-1");
const kubernetesName = (what: string) =>
  text(/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/, `${what}: lower-case letters, digits and hyphens, 63 at most`);
// Azure refuses private addresses here, and a range of everything would be no rule at all.
const publicAddress = () => {
  const allowed = "a public IPv4 address or range of /8 or smaller, such as 203.0.113.0/24";
  return z.union([z.ipv4(allowed), z.cidrv4(allowed)], allowed).refine(
    (value) => {
      const [first, second] = value.split(".").map(Number);
      const length = Number(value.split("/")[1] ?? 32);
      const isPrivate =
        first === 0 ||
        first === 10 ||
        first === 127 ||
        (first === 169 && second === 254) ||
        (first === 172 && second !== undefined && second >= 16 && second < 32) ||
        (first === 192 && second === 168);
      return length >= 8 && !isPrivate;
    },
    { error: allowed },
  );
};
const subnetId = () =>
  text(
    /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/virtualNetworks\/[^/]+\/subnets\/[^/]+$/i,
    "a subnet's whole resource id: /subscriptions/…/virtualNetworks/<name>/subnets/<name>",
  );

const database = z
  .strictObject({
    existing: z
      .strictObject({
        secretArn: secretArn().describe("The secret that holds the login."),
        kmsKeyArn: keyArn()
          .optional()
          .describe("The customer key it is encrypted with; without it, the account's own."),
      })
      .optional()
      .describe("A login that another program has made already. Without it, this program makes the secret."),
    loginProvided: flag()
      .default(false)
      .describe(
        "Set to true once the secret holds a working login. Rotation starts then: a placeholder must not be rotated.",
      ),
    users: choice(["single", "alternating"])
      .default("single")
      .describe("Whether one login changes its password, or two take turns so that the old one keeps working."),
    superuserSecretArn: secretArn()
      .optional()
      .describe("For alternating users: the secret of a login that may create and change logins."),
    superuserKmsKeyArn: keyArn().optional().describe("The customer key of the superuser's secret, where it has one."),
    subnetIds: list(text(/^subnet-[0-9a-f]{8,17}$/, "a subnet: subnet-…"), "a list of subnets")
      .default([])
      .describe("Subnets from which the rotation function reaches both the database and Secrets Manager."),
    securityGroupIds: list(text(/^sg-[0-9a-f]{8,17}$/, "a security group: sg-…"), "a list of security groups")
      .default([])
      .describe("Security groups of the rotation function."),
  })
  .check((context) => {
    const { value } = context;
    const missing = (key: string, message: string) =>
      context.issues.push({ code: "custom", input: undefined, path: [key], message });
    if (value.users === "alternating" && value.superuserSecretArn === undefined) {
      missing("superuserSecretArn", "the ARN of the superuser's secret, which alternating users need");
    }
    if (value.loginProvided && value.subnetIds.length === 0) {
      missing("subnetIds", "at least one subnet, from which the rotation function reaches the database");
    }
    if (value.loginProvided && value.securityGroupIds.length === 0) {
      missing("securityGroupIds", "at least one security group for the rotation function");
    }
  });

const spendAccountIds = spendAccounts(allCredentials).map(({ id }) => id);

const spend = z.strictObject({
  accounts: list(choice(spendAccountIds), "a list of credentials whose accounts report what they cost")
    .min(1, "at least one account; leave aws.spend out to watch none")
    .default(spendAccountIds)
    .describe(
      "Credentials whose accounts are watched. Each needs its admin key, which docs/credentials.md tells how to get.",
    ),
  everyHours: z
    .int("whole hours from 1 to 12")
    .min(1, "whole hours from 1 to 12")
    .max(12, "whole hours from 1 to 12")
    .default(6)
    .describe("Hours between two readings. A figure that nobody could read for a day raises an alarm of its own."),
});

const aws = z.strictObject({
  region: awsRegion().describe("The region of the secrets, the key and the alarms."),
  accountId: text(/^\d{12}$/, "an AWS account id: 12 digits, in quotes").describe(
    "The only account that an update may change; credentials of another account are refused.",
  ),
  alarmEmails: list(email(), "a list of e-mail addresses")
    .min(1, "at least one e-mail address")
    .describe("Who is told when somebody reads what is not theirs, and when a rotation is due."),
  trail: choice(["managed", "existing"]).describe(
    "Whether this program makes the CloudTrail trail, or the account has one that logs management events, reads included.",
  ),
  deployerRole: roleArn().describe(
    "The role that runs pulumi up. Its refreshes read placeholders, so it is a known reader.",
  ),
  operators: list(principalArn(), "a list of roles and users")
    .default([])
    .describe("Who may take on the writer role: it puts, labels and tags values and reads none."),
  knownReaders: list(principalArn(), "a list of roles and users")
    .default([])
    .describe("Roles and users, beside the program's own, whose reads raise no alarm."),
  replicas: list(
    z.strictObject({
      region: awsRegion().describe("The region of the copy."),
      kmsKeyArn: keyArn().describe(
        "A customer key in that region; without one the account's default key would be used.",
      ),
    }),
    "a list of regions with their keys",
  )
    .default([])
    .describe("Regions that keep a copy of every secret."),
  database: database.prefault({}).describe("The rotated database login."),
  spend: spend
    .optional()
    .describe(
      "Watches what accounts have cost this month, and alarms at the limits of the provisioning guide. Left out: nothing is watched, and no admin key is kept.",
    ),
});

const azure = z.strictObject({
  subscriptionId: uuid("the subscription").describe("The only subscription that an update changes."),
  tenantId: uuid("the tenant").describe("The directory that signs people and workloads in."),
  location: text(/^[a-z0-9]{3,40}$/, "an Azure location, such as westeurope").describe("Where everything is made."),
  resourceGroup: text(/^[-\w.()]{0,89}[-\w()]$/, "a resource group's name, 90 characters at most").describe(
    "The resource group that this program makes and keeps everything in.",
  ),
  vaultName: text(
    /^(?!.*--)[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]$/,
    "3 to 24 letters, digits and single hyphens, beginning with a letter; unique in all of Azure",
  ).describe("The vault's name."),
  allowedIps: list(publicAddress(), "a list of addresses")
    .default([])
    .describe("Public addresses that may reach the vault; all others are refused."),
  allowedSubnetIds: list(subnetId(), "a list of subnets")
    .default([])
    .describe("Subnets (with the Microsoft.KeyVault service endpoint) that may reach the vault."),
  privateEndpointSubnetId: subnetId()
    .optional()
    .describe("A subnet, in the same location, in which the vault gets a private endpoint."),
  privateDnsZoneId: text(
    /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/privateDnsZones\/privatelink\.vaultcore\.azure\.net$/i,
    "the whole resource id of the zone privatelink.vaultcore.azure.net",
  )
    .optional()
    .describe(
      "The private DNS zone in which the endpoint is entered. Without it, this program makes one and links it to the subnet's network, which may have only one of that name.",
    ),
  operatorsGroupId: uuid("the operators' group").describe("The group that may set secrets and cannot read them."),
  breakGlassGroupId: uuid("the break-glass group")
    .optional()
    .describe("The group that may read secrets in an emergency, such as rolling back. It is a known reader."),
  knownReaders: list(uuid("a person's or workload's object"), "a list of object ids")
    .default([])
    .describe("Object ids, beside the program's own, whose reads raise no alarm."),
  workspaceId: text(
    /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.OperationalInsights\/workspaces\/[^/]+$/i,
    "a Log Analytics workspace's whole resource id",
  )
    .optional()
    .describe("The workspace, in the same location, that receives the audit log. Without it, this program makes one."),
  alarmEmails: list(email(), "a list of e-mail addresses")
    .min(1, "at least one e-mail address")
    .describe("Who is told when somebody reads or changes what is not theirs."),
});

const operator = z.strictObject({
  namespace: kubernetesName("a namespace").default("external-secrets").describe("Where the operator runs."),
  chart: text(
    /^(?:[a-z0-9][a-z0-9-]*|\.{0,2}\/\S+|oci:\/\/\S+)$/,
    "a chart's name, a local path beginning with ./ or /, or an oci:// address",
  )
    .default("external-secrets")
    .describe("The chart's name, a local path, or an oci:// address of a mirror."),
  repository: z
    .url("the address of a chart repository")
    .default("https://charts.external-secrets.io")
    .describe("The chart repository; not used with a local path or an oci:// address."),
  version: text(/^\d+\.\d+\.\d+$/, "an exact version, such as 2.9.0")
    .default("2.9.0")
    .describe("The chart's exact version."),
  serviceMonitor: flag().default(false).describe("Whether Prometheus Operator scrapes the operator's metrics."),
});

const kubernetes = z.strictObject({
  cloud: choice(["aws", "azure"]).describe("The cloud whose store feeds the cluster; the settings must have it."),
  oidcIssuer: z
    .url({ protocol: /^https$/, error: "the https address of the cluster's token issuer" })
    .describe("The cluster's OIDC issuer, by which the cloud knows its service accounts."),
  namespaces: list(kubernetesName("a namespace"), "a list of namespaces")
    .min(1, "at least one namespace")
    .describe("The namespaces that receive the credentials; no other can."),
  context: z
    .string("the name of a kubeconfig context")
    .min(1, "the name of a kubeconfig context")
    .optional()
    .describe("The kubeconfig context of the cluster. Without it, the current one."),
  operator: operator.prefault({}).describe("The External Secrets Operator."),
});

const generation = (what: string) => z.int(`${what}: a whole number from 1`).min(1, `${what}: a whole number from 1`);

const jwt = z
  .strictObject({
    current: generation("the generation that signs").describe(
      "The generation of the signing key that signs new tokens.",
    ),
    previous: generation("the generation before")
      .optional()
      .describe(
        "The generation whose tokens are still accepted: the one before, or the current one to accept no other.",
      ),
  })
  .check((context) => {
    const { current, previous } = context.value;
    if (previous === current || previous === current - 1 || (current === 1 && previous === undefined)) return;
    context.issues.push({
      code: "custom",
      input: previous,
      path: ["previous"],
      message:
        current === 1
          ? "1, or nothing: the first generation has none before it"
          : `${current - 1}, so that tokens already issued stay valid, or ${current}, to cut them off at once. A key still in use must not be jumped over`,
    });
  });

/** What a stack's configuration may hold, under the project's namespace. */
export const settingsSchema = z
  .strictObject({
    environment: choice(ENVIRONMENTS).describe(
      "Which environment the stack is. Production is protected against deletion.",
    ),
    secretPrefix: text(
      /^[a-z][a-z0-9-]{1,39}$/,
      "2 to 40 lower-case letters, digits and hyphens, beginning with a letter",
    ).describe("First part of every secret's path on AWS. Each stack needs its own, or one key serves both."),
    startedEpics: list(
      z.union(
        EPICS.map((epic) => z.literal(epic)),
        `one of the epics ${EPICS.join(", ")}`,
      ),
      "a list of epics",
    ).describe("Epics that have started. Credentials of other epics are kept in the stores and not delivered."),
    jwt: jwt.prefault({ current: 1 }).describe("Generations of the JWT signing key."),
    aws: aws.optional().describe("AWS. Left out: nothing is built there."),
    azure: azure.optional().describe("Azure. Left out: nothing is built there."),
    kubernetes: kubernetes.optional().describe("The cluster. Left out: nothing is delivered."),
  })
  .check((context) => {
    const { value } = context;
    const refuse = (path: PropertyKey[], message: string, input?: unknown) =>
      context.issues.push({ code: "custom", input, path, message });
    if (value.aws === undefined && value.azure === undefined) {
      refuse(["aws"], "settings for at least one cloud, aws or azure");
    }
    const feeding = value.kubernetes?.cloud;
    if (feeding !== undefined && value[feeding] === undefined) {
      const other = feeding === "aws" ? "azure" : "aws";
      refuse(
        ["kubernetes", "cloud"],
        `a cloud that this stack has settings for: add ${feeding}, or feed the cluster from "${other}"`,
        feeding,
      );
    }
    const azurePaths = value.azure && [
      ...value.azure.allowedIps,
      ...value.azure.allowedSubnetIds,
      ...(value.azure.privateEndpointSubnetId === undefined ? [] : [value.azure.privateEndpointSubnetId]),
    ];
    if (feeding === "azure" && azurePaths?.length === 0) {
      refuse(
        ["azure", "allowedSubnetIds"],
        "a way from the cluster to the vault: its subnet here, azure.privateEndpointSubnetId, or its outgoing addresses in azure.allowedIps",
        value.azure?.allowedSubnetIds,
      );
    }
    if (value.azure?.privateDnsZoneId !== undefined && value.azure.privateEndpointSubnetId === undefined) {
      refuse(["azure", "privateEndpointSubnetId"], "the subnet of the endpoint that azure.privateDnsZoneId is for");
    }
    const operatorNamespace = value.kubernetes?.operator.namespace;
    if (operatorNamespace !== undefined && value.kubernetes?.namespaces.includes(operatorNamespace)) {
      refuse(
        ["kubernetes", "namespaces"],
        `namespaces other than the operator's own (${operatorNamespace}): whoever may run a pod there could act as every reader`,
        value.kubernetes.namespaces,
      );
    }
    if (operatorNamespace === "default" || operatorNamespace?.startsWith("kube-")) {
      refuse(
        ["kubernetes", "operator", "namespace"],
        "a namespace of the operator's own, which this program makes: not default and none of Kubernetes' own (kube-…)",
        operatorNamespace,
      );
    }
    for (const [index, replica] of (value.aws?.replicas ?? []).entries()) {
      const path = ["aws", "replicas", index];
      if (replica.region === value.aws?.region)
        refuse([...path, "region"], "a region other than the secrets' own", replica.region);
      if (replica.kmsKeyArn.split(":")[3] !== replica.region) {
        refuse([...path, "kmsKeyArn"], "a key in the replica's own region", replica.kmsKeyArn);
      }
    }
  });

export type Settings = z.infer<typeof settingsSchema>;
export type AwsSettings = z.infer<typeof aws>;
export type AzureSettings = z.infer<typeof azure>;
export type KubernetesSettings = z.infer<typeof kubernetes>;
export type DatabaseSettings = z.infer<typeof database>;
export type JwtSettings = z.infer<typeof jwt>;
export type SpendSettings = z.infer<typeof spend>;
export type Environment = (typeof ENVIRONMENTS)[number];
export type { Epic };

/** The credentials that a stack keeps. */
export function stackCredentials(settings: Settings): readonly Credential[] {
  return credentialsOf(settings.aws?.spend?.accounts ?? []);
}

/** Settings that the program cannot work with, all of them at once. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly problems: readonly string[];

  constructor(stack: string, problems: readonly string[]) {
    super(
      `The settings of stack ${stack} (Pulumi.${stack}.yaml) cannot be used:\n\n${problems.map((p) => `  ${p.replaceAll("\n", "\n  ")}`).join("\n\n")}`,
    );
    this.problems = problems;
  }
}

/**
 * The settings of a stack.
 *
 * @param config every key of the stack's configuration as Pulumi hands it over: `namespace:key` -> text, where
 *   objects and lists are JSON. Other namespaces are left alone.
 * @throws SettingsError with every wrong setting: its key, what was given (in kind, never the value: it could be a
 *   secret in the wrong place), what is allowed, and how to set it.
 */
export function parseSettings(config: Readonly<Record<string, string>>, stack: string): Settings {
  const own = Object.entries(config).filter(([key]) => key.startsWith(`${NAMESPACE}:`));
  const raw = Object.fromEntries(own.map(([key, value]) => [key.slice(NAMESPACE.length + 1), structured(value)]));
  const result = settingsSchema.safeParse(raw);
  if (result.success) return result.data;
  throw new SettingsError(stack, [...new Set(result.error.issues.flatMap((issue) => problem(issue, raw, stack)))]);
}

/** The keys that still hold what the shipped stack files stand in with. */
export function standIns(settings: Settings): readonly string[] {
  const found: string[] = [];
  const visit = (value: unknown, path: readonly PropertyKey[]): void => {
    if (typeof value === "string" && STAND_IN.test(value)) found.push(keyOf(path));
    else if (typeof value === "object" && value !== null) {
      for (const [key, child] of Object.entries(value))
        visit(child, [...path, Array.isArray(value) ? Number(key) : key]);
    }
  };
  visit(settings, []);
  return found;
}

/** @throws SettingsError where a setting still holds a stand-in: an update would act on nobody's account. */
export function refuseStandIns(settings: Settings, stack: string): void {
  const keys = standIns(settings);
  if (keys.length === 0) return;
  throw new SettingsError(
    stack,
    keys.map(
      (key) => `${key}\n  still holds what the project ships with. Replace it with your own: ${howToSet(key, stack)}`,
    ),
  );
}

// Pulumi hands over scalars as text and everything else as JSON.
function structured(value: string): unknown {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "object" && parsed !== null ? parsed : value;
  } catch {
    return value;
  }
}

function problem(issue: z.core.$ZodIssue, raw: unknown, stack: string): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const known = knownKeys(issue.path).filter((name) => !(name in Object(at(raw, issue.path))));
      return `${keyOf([...issue.path, key])}\n  is no setting. Allowed here: ${known.join(", ") || "nothing more"}. Remove it or correct its name in Pulumi.${stack}.yaml`;
    });
  }
  const key = keyOf(issue.path);
  const allowed =
    issue.code === "invalid_type" && issue.expected === "object"
      ? `settings, namely ${knownKeys(issue.path).join(", ")}`
      : issue.message;
  return [`${key}\n  given: ${kindOf(at(raw, issue.path))}. Allowed: ${allowed}.\n  Set it: ${howToSet(key, stack)}`];
}

/** The names that the schema knows below a path. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  let node: unknown = z.toJSONSchema(settingsSchema, { io: "input" });
  for (const part of path) {
    const { properties, items } = node as { properties?: Record<string, unknown>; items?: unknown };
    node = typeof part === "number" ? items : properties?.[String(part)];
  }
  return Object.keys((node as { properties?: object }).properties ?? {});
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((node, part) => (node as Record<PropertyKey, unknown> | undefined)?.[part], value);
}

function keyOf(path: readonly PropertyKey[]): string {
  const joined = path.map((part, index) =>
    typeof part === "number" ? `[${part}]` : `${index > 0 ? "." : ""}${String(part)}`,
  );
  return `${NAMESPACE}:${joined.join("")}`;
}

function howToSet(key: string, stack: string): string {
  return `pulumi config set --stack ${stack} --path '${key}' <value>`;
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null || value === "") return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return "an object";
  // A number of a few digits is a port, a generation or an epic; a longer one could be anything.
  if (typeof value === "number" || typeof value === "boolean") {
    return String(value).length <= 5 ? String(value) : "a number";
  }
  return `a text of ${String(value).length} characters`;
}
