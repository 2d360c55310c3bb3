import type { TokenCredential } from "@azure/identity";
import { SecretClient } from "@azure/keyvault-secrets";
import type { AzureSettings } from "../../stack-settings.ts";
import type { AzureDrillGround } from "../drill/grounds.ts";
import { DeniedError, OperatorError } from "../errors.ts";
import { translateAzure } from "./azure-errors.ts";
import { AzureSecret } from "./azure-secret.ts";

const MANAGEMENT = "https://management.azure.com";

/** The vault of the settings and its alarms, as a drill asks Azure Resource Manager for them. */
export class AzureDrill implements AzureDrillGround {
  readonly #settings: AzureSettings;
  readonly #credential: TokenCredential;
  readonly #fetch: typeof fetch;

  constructor(settings: AzureSettings, credential: TokenCredential, fetcher: typeof fetch) {
    this.#settings = settings;
    this.#credential = credential;
    this.#fetch = fetcher;
  }

  async auditLog(name: string) {
    const { vaultName } = this.#settings;
    const setting = await this.#get<{ properties?: DiagnosticSetting }>(
      `${this.#group}/providers/Microsoft.KeyVault/vaults/${vaultName}/providers/Microsoft.Insights/diagnosticSettings/${name}?api-version=2021-05-01-preview`,
    );
    if (setting === undefined) return undefined;
    const { workspaceId, logs = [] } = setting.properties ?? {};
    return {
      audited:
        Boolean(workspaceId) && logs.some(({ category, enabled }) => category === "AuditEvent" && enabled === true),
    };
  }

  async people(name: string) {
    const group = await this.#get<{ properties?: ActionGroup }>(
      `${this.#group}/providers/Microsoft.Insights/actionGroups/${name}?api-version=2023-01-01`,
    );
    if (group === undefined) return undefined;
    const { enabled = false, emailReceivers = [] } = group.properties ?? {};
    // "Disabled" is somebody who has unsubscribed.
    const mails = emailReceivers.map(({ emailAddress = "", status }) => ({
      address: emailAddress,
      enabled: status !== "Disabled",
    }));
    return { enabled, mails };
  }

  async rule(name: string, people: string) {
    const rule = await this.#get<{ properties?: QueryRule }>(`${this.#ruleId(name)}?api-version=2023-12-01`);
    if (rule === undefined) return undefined;
    const { enabled = false, actions } = rule.properties ?? {};
    const groups = (actions?.actionGroups ?? []).map((id) => id.toLowerCase());
    return { enabled, tellsPeople: groups.some((id) => id.endsWith(`/actiongroups/${people.toLowerCase()}`)) };
  }

  async read(secret: string) {
    const { vaultName } = this.#settings;
    const client = new SecretClient(`https://${vaultName}.vault.azure.net`, this.#credential);
    try {
      await new AzureSecret(client, vaultName, secret).read();
      return "allowed";
    } catch (error) {
      if (error instanceof DeniedError) return "denied";
      throw error;
    }
  }

  /** "Alerts - Get All" of Microsoft.AlertsManagement: the newest of the rule's last hour. */
  async lastAlert(rule: string) {
    const query = new URLSearchParams({
      "api-version": "2019-05-05-preview",
      alertRule: this.#ruleId(rule),
      timeRange: "1h",
      sortBy: "startDateTime",
      sortOrder: "desc",
      pageCount: "1",
    });
    const { value = [] } =
      (await this.#get<{ value?: Alert[] }>(
        `/subscriptions/${this.#settings.subscriptionId}/providers/Microsoft.AlertsManagement/alerts?${query}`,
      )) ?? {};
    const started = value[0]?.properties?.essentials?.startDateTime;
    return started === undefined ? undefined : new Date(started);
  }

  get #group(): string {
    const { subscriptionId, resourceGroup } = this.#settings;
    return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  }

  #ruleId(name: string): string {
    return `${this.#group}/providers/Microsoft.Insights/scheduledQueryRules/${name}`;
  }

  /** @returns undefined where there is no such resource. */
  async #get<T>(address: string): Promise<T | undefined> {
    const token = await this.#credential.getToken(`${MANAGEMENT}/.default`).catch((error: unknown) => {
      throw translateAzure(error, "the sign-in", this.#settings.vaultName);
    });
    let answer: Response;
    try {
      answer = await this.#fetch(`${MANAGEMENT}${address}`, {
        headers: { authorization: `Bearer ${token?.token}` },
        signal: AbortSignal.timeout(20_000),
      });
    } catch {
      throw new OperatorError("Azure Resource Manager cannot be reached.", "Check the network and the proxy.");
    }
    if (answer.status === 404) return undefined;
    if (answer.status === 401 || answer.status === 403) {
      throw new DeniedError(
        `Azure Resource Manager does not let you look (${answer.status}).`,
        "The drill needs the role Reader on the resource group, and on the subscription for its alerts.",
      );
    }
    if (!answer.ok) {
      throw new OperatorError(
        `Azure Resource Manager refuses the request (${answer.status}).`,
        "Run it again in a minute.",
      );
    }
    return (await answer.json()) as T;
  }
}

interface DiagnosticSetting {
  readonly workspaceId?: string;
  readonly logs?: readonly { readonly category?: string; readonly enabled?: boolean }[];
}

interface ActionGroup {
  readonly enabled?: boolean;
  readonly emailReceivers?: readonly { readonly emailAddress?: string; readonly status?: string }[];
}

interface QueryRule {
  readonly enabled?: boolean;
  readonly actions?: { readonly actionGroups?: readonly string[] };
}

interface Alert {
  readonly properties?: { readonly essentials?: { readonly startDateTime?: string } };
}
