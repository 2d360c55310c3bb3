import path from "node:path";
import type { Registration } from "../../../../preview/recorder.ts";
import { PROJECT_FOLDER } from "../../../../preview/run.ts";
import { readStackFile, type StackConfig } from "../../../../stack-file.ts";
import { parseSettings, type Settings } from "../../../../stack-settings.ts";
import { runQuietly } from "../../../../toolchain/processes.ts";
import { plain } from "../../rig/values.ts";
import type { Manifest } from "./cluster-api.ts";
import { type AzureSide, azureSide } from "./program-azure.ts";

/** A role of the program, as IAM would hold it. */
export interface Role {
  readonly arn: string;
  readonly trust: unknown;
  readonly policies: readonly { readonly name: string; readonly policy: unknown }[];
}

/** A secret of the program and the first value it is given. */
export interface FirstValue {
  readonly name: string;
  readonly kmsKeyId: string;
  readonly value: string;
  readonly stages: readonly string[] | undefined;
}

/** What the program makes for one stack, as the clouds and the cluster would receive it. */
export class Program {
  /** The stack's settings, with the test's changes. */
  readonly settings: Settings;
  /** Each of them takes seconds, and is the same every time. */
  static readonly #made = new Map<string, Promise<Program>>();
  readonly #registered: readonly Registration[];

  private constructor(settings: Settings, registered: readonly Registration[]) {
    this.settings = settings;
    this.#registered = registered;
  }

  /**
   * The project's own program under its own stack file, through the preview's recorder: what `npm run preview -- --json`
   * prints, and the values that it masks.
   * @param changes settings in place of the file's: `"kubernetes"` or `"aws"` -> some of its keys.
   */
  static of(stack: string, changes: Readonly<Record<string, object>> = {}): Promise<Program> {
    const key = JSON.stringify([stack, changes]);
    const made = Program.#made.get(key) ?? Program.#record(stack, changes);
    Program.#made.set(key, made);
    return made;
  }

  /** What the engine has made of a stack, by its exported state. */
  static ofState(settings: Settings, state: string): Program {
    const { deployment } = JSON.parse(state) as { deployment: { resources: Registration[] } };
    return new Program(settings, deployment.resources);
  }

  static async #record(stack: string, changes: Readonly<Record<string, object>>): Promise<Program> {
    const config = changed(withoutStandIns(readStackFile(PROJECT_FOLDER, stack)), changes);
    const settings = parseSettings(config.values, stack);
    const script = path.join(import.meta.dirname, "record.ts");
    const text = await runQuietly([process.execPath, script, JSON.stringify({ stack, config })]);
    return new Program(settings, JSON.parse(text) as Registration[]);
  }

  /** Everything but the release, in the program's order: accounts before stores, stores before ExternalSecrets. */
  get manifests(): readonly Manifest[] {
    const objects = this.#registered.filter(
      ({ type, custom }) => custom && type.startsWith("kubernetes:") && !type.endsWith(":Release"),
    );
    return ["Namespace", "ServiceAccount", "ClusterSecretStore", "ExternalSecret"].flatMap((kind) =>
      objects.map(manifestOf).filter((manifest) => manifest.kind === kind),
    );
  }

  of(kind: string): readonly Manifest[] {
    return this.manifests.filter((manifest) => manifest.kind === kind);
  }

  get release(): { readonly name: string; readonly namespace: string; readonly values: Record<string, unknown> } {
    const [inputs] = this.#inputs("kubernetes:helm.sh/v3:Release");
    if (inputs === undefined) throw new Error("The program makes no release.");
    return inputs as { name: string; namespace: string; values: Record<string, unknown> };
  }

  /** Readers of categories, the operators' writer, and the program's other roles. */
  get roles(): readonly Role[] {
    const policies = new Map(
      this.#inputs("aws:iam/policy:Policy").map(({ name, policy }) => [name, JSON.parse(String(policy))] as const),
    );
    const attached = this.#inputs("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
    return this.#inputs("aws:iam/role:Role").map(({ name, assumeRolePolicy }) => ({
      arn: `arn:aws:iam::${this.account}:role/${name}`,
      trust: JSON.parse(String(assumeRolePolicy)),
      policies: attached
        .filter(({ role }) => role === name)
        .map(({ policyArn }) => String(policyArn).split("/").at(-1) ?? "")
        .map((policy) => ({ name: policy, policy: policies.get(policy) })),
    }));
  }

  get keyPolicy(): unknown {
    const [key] = this.#inputs("aws:kms/keyPolicy:KeyPolicy");
    return JSON.parse(String(key?.policy));
  }

  get account(): string {
    return this.settings.aws?.accountId ?? "";
  }

  get firstValues(): readonly FirstValue[] {
    const versions = this.#resources("aws:secretsmanager/secretVersion:SecretVersion");
    return this.#resources("aws:secretsmanager/secret:Secret").map(({ urn, inputs }) => {
      const secret = plain(inputs) as Record<string, unknown>;
      const version = versions.find(({ propertyDependencies }) => propertyDependencies.secretId?.includes(urn));
      const { secretString, versionStages } = plain(version?.inputs) as Record<string, unknown>;
      return {
        name: String(secret.name),
        kmsKeyId: String(secret.kmsKeyId),
        value: String(secretString),
        stages: versionStages as string[] | undefined,
      };
    });
  }

  get azure(): AzureSide {
    return azureSide(this.#registered);
  }

  #resources(type: string): readonly Registration[] {
    return this.#registered.filter((resource) => resource.type === type);
  }

  #inputs(type: string): readonly Record<string, unknown>[] {
    return this.#resources(type).map(({ inputs }) => plain(inputs) as Record<string, unknown>);
  }
}

function manifestOf({ inputs }: Registration): Manifest {
  return plain(inputs) as Manifest;
}

/** The file with a made-up account, directory and address in place of what a team must replace. */
function withoutStandIns(config: StackConfig): StackConfig {
  const text = JSON.stringify(config).replaceAll("0".repeat(12), "123412341234").replaceAll("replace-me", "security");
  return JSON.parse(text) as StackConfig;
}

function changed(config: StackConfig, changes: Readonly<Record<string, object>>): StackConfig {
  const values = { ...config.values };
  for (const [part, change] of Object.entries(changes)) {
    const key = `qualisys-secrets:${part}`;
    values[key] = JSON.stringify({ ...(JSON.parse(values[key] ?? "{}") as object), ...change });
  }
  return { ...config, values };
}
