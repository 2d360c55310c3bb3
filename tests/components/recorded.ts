import { type Recording, type Registration, record } from "../../preview/recorder.ts";
import { type AzureSettings, type KubernetesSettings, type Settings, settingsSchema } from "../../stack-settings.ts";

// The SDK's marks of a secret on the wire (sdk/nodejs/runtime/rpc.ts).
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Everything that a program registers, under the preview's own recorder. */
export async function recorded(program: () => unknown): Promise<Resources> {
  const place = { project: "qualisys-secrets", stack: "test", config: { values: {}, secretKeys: [] } };
  return new Resources(
    await record(place, async () => {
      await program();
      return {};
    }),
  );
}

export class Resources {
  readonly all: readonly Registration[];

  constructor(recording: Recording) {
    this.all = recording.resources;
  }

  ofType(type: string): readonly Registration[] {
    return this.all.filter((resource) => resource.type === type);
  }

  /** The one resource of a type. */
  only(type: string): Registration {
    const [first, ...others] = this.ofType(type);
    if (first === undefined || others.length > 0) throw new Error(`${others.length + (first ? 1 : 0)} of ${type}`);
    return first;
  }

  named(name: string): Registration {
    const found = this.all.find((resource) => resource.name === name);
    if (found === undefined) throw new Error(`no resource ${name}`);
    return found;
  }

  /** The resources that an input's value comes from. */
  sources(resource: Registration, input: string): readonly Registration[] {
    const urns = resource.propertyDependencies[input] ?? [];
    return this.all.filter(({ urn }) => urns.includes(urn));
  }

  /** The names of a resource and of all that it lies in. */
  path(resource: Registration): readonly string[] {
    const parent = this.all.find(({ urn }) => urn === resource.parent);
    return parent === undefined ? [resource.name] : [...this.path(parent), resource.name];
  }
}

/** What a value is once secrets are unwrapped. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into provider inputs, whose shapes the SDK gives no types for.
export function plain(value: unknown): any {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if (SIGNATURE in value) return plain((value as { value?: unknown }).value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

/** Whether a value is marked as a secret. */
export function isSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && SIGNATURE in value;
}

export const IDS = {
  subscription: "11111111-1111-4111-8111-111111111111",
  tenant: "22222222-2222-4222-8222-222222222222",
  operators: "33333333-3333-4333-8333-333333333333",
  breakGlass: "44444444-4444-4444-8444-444444444444",
  knownReader: "55555555-5555-4555-8555-555555555555",
} as const;

export interface Changes {
  readonly environment?: "staging" | "production";
  readonly startedEpics?: readonly number[];
  readonly azure?: Readonly<Record<string, unknown>>;
  readonly kubernetes?: Readonly<Record<string, unknown>>;
}

/** Settings as the schema reads them, defaults included. */
export function settingsWith(
  changes: Changes = {},
): Settings & { azure: AzureSettings; kubernetes: KubernetesSettings } {
  const read = settingsSchema.parse({
    environment: changes.environment ?? "production",
    secretPrefix: "qualisys",
    startedEpics: changes.startedEpics ?? [1, 2, 3, 4, 5],
    azure: {
      subscriptionId: IDS.subscription,
      tenantId: IDS.tenant,
      location: "westeurope",
      resourceGroup: "secrets-group",
      vaultName: "secrets-vault",
      operatorsGroupId: IDS.operators,
      allowedIps: ["203.0.113.7"],
      alarmEmails: ["security@example.com"],
      ...changes.azure,
    },
    kubernetes: {
      cloud: "azure",
      oidcIssuer: "https://issuer.example.com/cluster/",
      namespaces: ["shop", "jobs"],
      ...changes.kubernetes,
    },
  });
  if (read.azure === undefined || read.kubernetes === undefined) throw new Error("unreachable");
  return { ...read, azure: read.azure, kubernetes: read.kubernetes };
}
