import { type Credential, updateCommand, vaultSecrets } from "../../catalogue/index.ts";
import type { AzureSettings } from "../../stack-settings.ts";
import { explain } from "../errors.ts";
import { failedCheck } from "./failed-check.ts";
import type { Check, Stored } from "./store.ts";

interface Probes {
  readonly caller: () => Promise<{ tenant: string; who: string }>;
  readonly settings: AzureSettings;
  readonly inspect: (credential: Credential) => Promise<Stored>;
  readonly token: (scope: string) => Promise<string>;
  readonly fetch: typeof fetch;
  readonly credentials: readonly Credential[];
}

const SET_SECRET = "Microsoft.KeyVault/vaults/secrets/setSecret/action";

/** Who am I on Azure, and may I do what the commands need? Changes nothing. */
export async function azureChecks(probes: Probes): Promise<readonly Check[]> {
  const { settings, credentials } = probes;
  const checks: Check[] = [];
  try {
    const { tenant, who } = await probes.caller();
    if (tenant !== settings.tenantId) {
      return [
        {
          name: "Azure tenant",
          result: "failed",
          detail: `signed in to ${tenant} as ${who}; the stack is of ${settings.tenantId}`,
          cure: `az login --tenant ${settings.tenantId}`,
        },
      ];
    }
    checks.push({ name: "Azure sign-in", result: "ok", detail: who });
  } catch (error) {
    return [failedCheck("Azure sign-in", error)];
  }
  for (const credential of credentials) {
    const name = `Azure secret of ${credential.id}`;
    try {
      const { status, note } = await probes.inspect(credential);
      const there = status !== "missing" && status !== "deleted";
      checks.push({
        name,
        result: there ? "ok" : "failed",
        detail: there ? "exists, and you may look at it" : `${status}${note === undefined ? "" : `: ${note}`}`,
        ...(there
          ? {}
          : { cure: status === "deleted" ? "az keyvault secret recover" : `Create it: ${updateCommand()}.` }),
      });
    } catch (error) {
      checks.push(failedCheck(name, error));
      // A closed firewall or a missing role says the same for each of them.
      break;
    }
  }
  checks.push(await mayWrite(probes));
  return checks;
}

/** Azure Resource Manager tells which data actions the caller has on a resource ("Permissions - List For Resource"). */
async function mayWrite({ settings, token, fetch: ask, credentials }: Probes): Promise<Check> {
  const name = "Azure writing";
  const { subscriptionId, resourceGroup, vaultName } = settings;
  const vault = `subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.KeyVault/vaults/${vaultName}`;
  // Roles are given on single secrets, so it is one of them that is asked about.
  const [secret] = credentials.flatMap(vaultSecrets);
  try {
    const bearer = await token("https://management.azure.com/.default");
    const answer = await ask(
      `https://management.azure.com/${vault}/secrets/${secret?.name}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`,
      { headers: { authorization: `Bearer ${bearer}` }, signal: AbortSignal.timeout(10_000) },
    );
    if (!answer.ok) {
      return { name, result: "unknown", detail: `Azure does not tell your permissions (${answer.status})` };
    }
    const { value = [] } = (await answer.json()) as { value?: Permission[] };
    if (value.some(grantsWriting)) return { name, result: "ok", detail: `you may set ${secret?.name}` };
    return {
      name,
      result: "failed",
      detail: `you may not set ${secret?.name}`,
      cure: "Join the operators' group (setting azure.operatorsGroupId).",
    };
  } catch (error) {
    return { name, result: "unknown", detail: `your permissions could not be asked for: ${explain(error)}` };
  }
}

interface Permission {
  readonly dataActions?: readonly string[];
  readonly notDataActions?: readonly string[];
}

function grantsWriting({ dataActions = [], notDataActions = [] }: Permission): boolean {
  const matches = (pattern: string) =>
    new RegExp(
      `^${pattern
        .split("*")
        .map((part) => part.replaceAll(".", "\\."))
        .join(".*")}$`,
      "i",
    ).test(SET_SECRET);
  return dataActions.some(matches) && !notDataActions.some(matches);
}
