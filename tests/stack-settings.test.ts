import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { credentials } from "../catalogue/index.ts";
import { readStackFile, stackNames } from "../stack-file.ts";
import { parseSettings, refuseStandIns, SettingsError, stackCredentials, standIns } from "../stack-settings.ts";

const root = path.dirname(import.meta.dirname);
const ACCOUNT = "123456789012";

type Raw = Record<string, unknown>;

const aws: Raw = {
  region: "eu-central-1",
  accountId: ACCOUNT,
  alarmEmails: ["security@qualisys.io"],
  trail: "managed",
  deployerRole: `arn:aws:iam::${ACCOUNT}:role/deployer`,
};
const azure: Raw = {
  subscriptionId: "11111111-2222-3333-4444-555555555555",
  tenantId: "11111111-2222-3333-4444-555555555555",
  location: "westeurope",
  resourceGroup: "qualisys-secrets",
  vaultName: "qualisys-secrets",
  allowedIps: ["203.0.113.7"],
  operatorsGroupId: "11111111-2222-3333-4444-555555555555",
  alarmEmails: ["security@qualisys.io"],
};
const kubernetes: Raw = { cloud: "aws", oidcIssuer: "https://oidc.example.net/id/1", namespaces: ["production"] };
const NETWORK = "/subscriptions/1/resourceGroups/net/providers/Microsoft.Network";
const SUBNET = `${NETWORK}/virtualNetworks/main/subnets/apps`;
const ZONE = `${NETWORK}/privateDnsZones/privatelink.vaultcore.azure.net`;
const sound: Raw = {
  environment: "production",
  secretPrefix: "qualisys",
  startedEpics: [1, 2, 3],
  aws,
  azure,
  kubernetes,
};

function config(settings: Raw): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [`qualisys-secrets:${key}`, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

function problems(settings: Raw): readonly string[] {
  try {
    parseSettings(config(settings), "production");
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

describe("the shipped stack files", () => {
  test.each(stackNames(root))("%s can be used, and marks what a team must replace", (stack) => {
    const settings = parseSettings(readStackFile(root, stack).values, stack);
    expect(settings.environment).toBe(stack);
    expect(standIns(settings)).toEqual([
      "qualisys-secrets:aws.accountId",
      "qualisys-secrets:aws.alarmEmails[0]",
      "qualisys-secrets:aws.deployerRole",
      "qualisys-secrets:aws.operators[0]",
      "qualisys-secrets:azure.subscriptionId",
      "qualisys-secrets:azure.tenantId",
      "qualisys-secrets:azure.allowedIps[0]",
      "qualisys-secrets:azure.operatorsGroupId",
      "qualisys-secrets:azure.alarmEmails[0]",
      "qualisys-secrets:kubernetes.oidcIssuer",
    ]);
    expect(() => refuseStandIns(settings, stack)).toThrow(
      `pulumi config set --stack ${stack} --path 'qualisys-secrets:aws.accountId'`,
    );
  });

  test("staging has all epics started, production the first three, each with its own path and vault", () => {
    const [production, staging] = stackNames(root).map((stack) =>
      parseSettings(readStackFile(root, stack).values, stack),
    );
    expect([staging?.startedEpics, production?.startedEpics]).toEqual([
      [1, 2, 3, 4, 5],
      [1, 2, 3],
    ]);
    expect([staging?.secretPrefix, production?.secretPrefix]).toEqual(["qualisys-staging", "qualisys"]);
    expect([staging?.azure?.vaultName, production?.azure?.vaultName]).toEqual([
      "qualisys-secrets-stg",
      "qualisys-secrets",
    ]);
  });
});

test("settings without stand-ins are not refused", () => {
  expect(() => refuseStandIns(parseSettings(config(sound), "production"), "production")).not.toThrow();
});

test.each<[string, Raw]>([
  ["AWS alone", { azure: undefined }],
  [
    "Azure alone, feeding the cluster",
    {
      aws: undefined,
      azure: { ...azure, allowedIps: ["203.0.113.0/24"] },
      kubernetes: { ...kubernetes, cloud: "azure" },
    },
  ],
  ["a vault in one subnet", { azure: { ...azure, allowedIps: [], allowedSubnetIds: [SUBNET] } }],
  ["a vault behind a private endpoint", { azure: { ...azure, allowedIps: [], privateEndpointSubnetId: SUBNET } }],
  [
    "a private endpoint in a zone that the team has",
    { azure: { ...azure, privateEndpointSubnetId: SUBNET, privateDnsZoneId: ZONE } },
  ],
  ...["0.20.4", "0.21.0", "1.0.0", "2.9.0", "2.14.0", "2.99.1"].map((version): [string, Raw] => [
    `the operator ${version}`,
    { kubernetes: { ...kubernetes, operator: { version } } },
  ]),
  ["a chart in a folder", { kubernetes: { ...kubernetes, operator: { chart: "./charts/external-secrets" } } }],
  ["a chart in a registry", { kubernetes: { ...kubernetes, operator: { chart: "oci://mirror.example.net/eso" } } }],
  ["no cluster", { kubernetes: undefined }],
  ["the next generation of the JWT key", { jwt: { current: 2, previous: 1 } }],
  ["the next generation accepted before it signs", { jwt: { current: 1, next: 2 } }],
  ["the next generation accepted later on", { jwt: { current: 2, next: 3 } }],
  ["a generation that cuts off the one before", { jwt: { current: 2, previous: 2 } }],
  ["other namespaces' settings", {}],
])("%s is allowed", (_, change) => {
  expect(problems({ ...sound, ...change })).toEqual([]);
});

test("what is left out has its default", () => {
  const { jwt, aws: read, kubernetes: cluster } = parseSettings(config(sound), "production");
  expect(jwt).toEqual({ current: 1 });
  expect(read).toMatchObject({
    operators: [],
    knownReaders: [],
    replicas: [],
    database: { loginProvided: false, users: "alternating", rotationHours: 3 },
  });
  expect(cluster?.operator).toEqual({
    namespace: "external-secrets",
    chart: "external-secrets",
    repository: "https://charts.external-secrets.io",
    version: "2.14.0",
    serviceMonitor: false,
  });
});

test.each<[string, Raw | undefined, string[]]>([
  ["not watched unless switched on", undefined, []],
  ["watched at every vendor that reports it", {}, ["openai-admin", "anthropic-admin"]],
  ["watched where the settings say so", { accounts: ["openai"] }, ["openai-admin"]],
])("spending is %s, and only then are its admin keys kept", (_, spend, admins) => {
  const settings = parseSettings(config({ ...sound, aws: { ...aws, spend } }), "production");
  const ids = credentials.map(({ id }) => id);
  expect(stackCredentials(settings).map(({ id }) => id)).toEqual([...ids, ...admins]);
});

// What is changed -> the key as the user writes it, and the words of what is allowed.
const wrong: [string, Raw, string, string][] = [
  ["nothing for the environment", { environment: undefined }, "environment", 'one of "staging", "production"'],
  ["an unknown environment", { environment: "prod" }, "environment", 'one of "staging", "production"'],
  ["a prefix that ends with a hyphen", { secretPrefix: "qualisys-" }, "secretPrefix", "not ending with a hyphen"],
  ["a prefix with two hyphens in a row", { secretPrefix: "quali--sys" }, "secretPrefix", "single hyphens"],
  ["a prefix with a slash", { secretPrefix: "a/b" }, "secretPrefix", "lower-case letters"],
  ["an epic that does not exist", { startedEpics: [1, 9] }, "startedEpics[1]", "1, 2, 3, 4, 5"],
  ["an epic twice", { startedEpics: [1, 1] }, "startedEpics", "each once"],
  ["no cloud at all", { aws: undefined, azure: undefined, kubernetes: undefined }, "aws", "at least one cloud"],
  ["a misspelt setting", { kubernets: {} }, "kubernets", "Allowed here:"],
  ["a misspelt setting further down", { aws: { ...aws, alarmMails: [] } }, "aws.alarmMails", "Allowed here:"],
  ["a text where settings belong", { aws: "yes" }, "aws", "settings"],
  ["an account id as a number", { aws: { ...aws, accountId: 123456789012 } }, "aws.accountId", "12 digits, in quotes"],
  ["an account id of 11 digits", { aws: { ...aws, accountId: "12345678901" } }, "aws.accountId", "12 digits"],
  ["nobody to tell", { aws: { ...aws, alarmEmails: [] } }, "aws.alarmEmails", "at least one e-mail"],
  [
    "an address that is none",
    { aws: { ...aws, alarmEmails: ["a", "b@c.io"] } },
    "aws.alarmEmails[0]",
    "an e-mail address",
  ],
  [
    "a reader with a wildcard",
    { aws: { ...aws, knownReaders: [`arn:aws:iam::${ACCOUNT}:role/*`] } },
    "aws.knownReaders[0]",
    "without wildcards",
  ],
  [
    "a replica with something else for its key",
    {
      aws: { ...aws, replicas: [{ region: "eu-west-1", kmsKeyArn: `arn:aws:kms:eu-west-1:${ACCOUNT}:alias/copies` }] },
    },
    "aws.replicas[0].kmsKeyArn",
    "a KMS key",
  ],
  [
    "a replica where the secrets are",
    { aws: { ...aws, replicas: [{ region: "eu-central-1", kmsKeyArn: `arn:aws:kms:eu-central-1:${ACCOUNT}:key/a` }] } },
    "aws.replicas[0].region",
    "a region other than the secrets' own",
  ],
  [
    "a replica with another region's key",
    { aws: { ...aws, replicas: [{ region: "eu-west-1", kmsKeyArn: `arn:aws:kms:eu-west-2:${ACCOUNT}:key/a` }] } },
    "aws.replicas[0].kmsKeyArn",
    "the replica's own region",
  ],
  [
    "alternating users without a superuser",
    { aws: { ...aws, database: { loginProvided: true, users: "alternating" } } },
    "aws.database.superuserSecretArn",
    "superuser",
  ],
  [
    "rotation by a single user that nobody chose",
    { aws: { ...aws, database: { loginProvided: true } } },
    "aws.database.superuserSecretArn",
    "users: single, which refuses the old password at once",
  ],
  [
    "a rotation schedule of another form",
    { aws: { ...aws, database: { rotationSchedule: "0 3 * * *" } } },
    "aws.database.rotationSchedule",
    "a cron expression of Secrets Manager",
  ],
  [
    "rotation without a network",
    { aws: { ...aws, database: { loginProvided: true, users: "single" } } },
    "aws.database.subnetIds",
    "at least one subnet",
  ],
  [
    "an account that reports no costs",
    { aws: { ...aws, spend: { accounts: ["sendgrid"] } } },
    "aws.spend.accounts[0]",
    'one of "openai", "anthropic"',
  ],
  ["no account to watch", { aws: { ...aws, spend: { accounts: [] } } }, "aws.spend.accounts", "leave aws.spend out"],
  [
    "a reading once a day, and an alarm for a day without one",
    { aws: { ...aws, spend: { everyHours: 24 } } },
    "aws.spend.everyHours",
    "1 to 12",
  ],
  ["a vault name of 25 characters", { azure: { ...azure, vaultName: "v".repeat(25) } }, "azure.vaultName", "3 to 24"],
  ["a vault name with two hyphens", { azure: { ...azure, vaultName: "a--b" } }, "azure.vaultName", "single hyphens"],
  ["a tenant that is no id", { azure: { ...azure, tenantId: "qualisys" } }, "azure.tenantId", "32 hexadecimal digits"],
  ...["10.1.0.0/16", "192.168.1.1", "172.20.0.1", "0.0.0.0/0", "128.0.0.0/1", "300.1.1.1", "vpn.qualisys.io"].map(
    (address): [string, Raw, string, string] => [
      `the address ${address}`,
      { azure: { ...azure, allowedIps: [address] } },
      "azure.allowedIps[0]",
      "a public IPv4 address or range",
    ],
  ),
  ...["2.14", "v2.14.0", "latest", "0.19.2", "0.20.3", "3.0.0", "10.0.0"].map(
    (version): [string, Raw, string, string] => [
      `the operator ${version}`,
      { kubernetes: { ...kubernetes, operator: { version } } },
      "kubernetes.operator.version",
      "an exact version from 0.20.4 up to the last before 3.0.0",
    ],
  ),
  [
    "a cluster that no network lets reach the vault",
    { azure: { ...azure, allowedIps: [] }, kubernetes: { ...kubernetes, cloud: "azure" } },
    "azure.allowedSubnetIds",
    "a way from the cluster to the vault",
  ],
  [
    "a vault that nobody can reach",
    { azure: { ...azure, allowedIps: [] } },
    "azure.allowedIps",
    "a way to the vault for those who put values",
  ],
  [
    "a DNS zone for no endpoint",
    { azure: { ...azure, privateDnsZoneId: ZONE } },
    "azure.privateEndpointSubnetId",
    "the subnet of the endpoint",
  ],
  [
    "another zone than Key Vault's",
    {
      azure: { ...azure, privateEndpointSubnetId: SUBNET, privateDnsZoneId: `${NETWORK}/privateDnsZones/qualisys.io` },
    },
    "azure.privateDnsZoneId",
    "privatelink.vaultcore.azure.net",
  ],
  [
    "credentials beside the operator",
    { kubernetes: { ...kubernetes, namespaces: ["production", "external-secrets"] } },
    "kubernetes.namespaces",
    "other than the operator's own (external-secrets)",
  ],
  ...["kube-system", "default"].map((namespace): [string, Raw, string, string] => [
    `the operator in ${namespace}`,
    { kubernetes: { ...kubernetes, operator: { namespace } } },
    "kubernetes.operator.namespace",
    "a namespace of the operator's own",
  ]),
  [
    "a chart that is neither name, path nor registry",
    { kubernetes: { ...kubernetes, operator: { chart: "external-secrets/external-secrets" } } },
    "kubernetes.operator.chart",
    "an oci:// address",
  ],
  [
    "a cluster fed by a missing cloud",
    { azure: undefined, kubernetes: { ...kubernetes, cloud: "azure" } },
    "kubernetes.cloud",
    'from "aws"',
  ],
  ["no OIDC issuer", { kubernetes: { cloud: "aws", namespaces: ["a"] } }, "kubernetes.oidcIssuer", "token issuer"],
  [
    "an issuer without https",
    { kubernetes: { ...kubernetes, oidcIssuer: "http://a.b" } },
    "kubernetes.oidcIssuer",
    "https",
  ],
  [
    "no namespace",
    { kubernetes: { ...kubernetes, namespaces: [] } },
    "kubernetes.namespaces",
    "at least one namespace",
  ],
  [
    "a chart of any version",
    { kubernetes: { ...kubernetes, operator: { version: "2.x" } } },
    "kubernetes.operator.version",
    "an exact version",
  ],
  ["a jump over a key in use", { jwt: { current: 3, previous: 1 } }, "jwt.previous", "must not be jumped over"],
  ["a generation without the one before", { jwt: { current: 2 } }, "jwt.previous", "1, so that tokens"],
  ["a next generation that jumps", { jwt: { current: 1, next: 3 } }, "jwt.next", "2, the generation after"],
  [
    "three generations at once",
    { jwt: { current: 2, previous: 1, next: 3 } },
    "jwt.previous",
    "one other key is accepted at a time",
  ],
  ["generation 0", { jwt: { current: 0 } }, "jwt.current", "a whole number from 1"],
  ["a number too long for a generation", { jwt: { current: 4312683112 } }, "jwt.current", "from 1 to 9999"],
];

describe("a wrong setting is refused with its key, what is allowed and how to set it", () => {
  test.each(wrong)("%s", (_, change, key, allowed) => {
    const found = problems({ ...sound, ...change }).filter((problem) =>
      problem.startsWith(`qualisys-secrets:${key}\n`),
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(allowed);
    expect(found[0]).toMatch(
      /pulumi config set --stack production --path 'qualisys-secrets:|Remove it or correct its name in Pulumi.production.yaml/,
    );
  });

  test("all of them at once", () => {
    expect(
      problems({ ...sound, environment: "x", secretPrefix: "", startedEpics: "all", aws: { ...aws, trail: "none" } }),
    ).toHaveLength(4);
  });

  test("and never with the value, which could be a secret in the wrong place", () => {
    // With a digit, as vendors' keys have: a word of letters alone may be repeated as a misspelt setting.
    const secret = fc
      .string({
        minLength: 12,
        maxLength: 40,
        unit: fc.constantFrom(..."ABCDEFGHJKMNPQRSTUVWXYZ23456789"),
      })
      .map((text) => `${text}7`);
    const places: ((value: string) => Raw)[] = [
      (value) => ({ environment: value }),
      (value) => ({ aws: { ...aws, accountId: value, alarmEmails: [value], replicas: [{ region: value }] } }),
      (value) => ({ aws: value }),
      (value) => ({ [value]: true }),
      (value) => ({ aws: { ...aws, [value]: true } }),
      (value) => ({ startedEpics: [value], jwt: { current: value } }),
      (value) => ({ kubernetes: { ...kubernetes, namespaces: [value], oidcIssuer: value } }),
    ];
    fc.assert(
      fc.property(secret, fc.constantFrom(...places), (value, place) => {
        const found = problems({ ...sound, ...place(value) });
        return found.length > 0 && !found.join("\n").includes(value);
      }),
    );
  });

  test.each([
    ["enviroment", "enviroment"],
    ["azureOperatorsGroupIdentifier", "azureOperatorsGroupIdentifier"],
    ["q".repeat(16), "[16 characters]"],
    ["4312683112", "[10 characters]"],
  ])("the name %s is shown as %s: letters alone may be a password, too", (key, shown) => {
    expect(problems({ ...sound, [key]: 1 }).join("\n")).toContain(`qualisys-secrets:${shown}\n`);
  });
});
