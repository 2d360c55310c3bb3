import { madeUpState } from "../../../../preview/made-up-state.ts";
import type { Registration } from "../../../../preview/recorder.ts";
import { plain } from "../../rig/values.ts";

/** An identity of the program, and whose tokens it is given for. */
export interface AzureIdentity {
  readonly name: string;
  readonly clientId: string;
  readonly principalId: string;
  readonly federations: readonly {
    readonly issuer: string;
    readonly subject: string;
    readonly audiences: readonly string[];
  }[];
}

/** One role of one principal on one thing. */
export interface AzureGrant {
  readonly scope: string;
  /** The last part of the role's id. */
  readonly role: string;
  readonly principalId: string;
}

/** A program's part in Azure, as the directory, the resource manager and the vault would hold it. */
export interface AzureSide {
  readonly identities: readonly AzureIdentity[];
  readonly grants: readonly AzureGrant[];
  /** Secret of the vault -> the first value. */
  readonly firstValues: ReadonlyMap<string, string>;
}

type Inputs = Readonly<Record<string, unknown>>;

export function azureSide(registered: readonly Registration[]): AzureSide {
  const all = (type: string) => registered.filter((resource) => resource.type === `azure-native:${type}`);
  const inputsOf = (type: string) => all(type).map(({ inputs }) => plain(inputs) as Inputs);
  const federations = all("managedidentity:FederatedIdentityCredential");
  return {
    identities: all("managedidentity:UserAssignedIdentity").map((identity) => {
      const inputs = plain(identity.inputs) as Inputs;
      const { state } = madeUpState(
        { type: identity.type, name: identity.name, inputs, id: "", provider: "", custom: true },
        { account: "", region: "" },
      );
      return {
        name: String(inputs.resourceName),
        clientId: String(state.clientId),
        principalId: String(state.principalId),
        federations: federations
          .filter(({ options }) => options.dependsOn.includes(identity.urn))
          .map((federation) => plain(federation.inputs) as unknown as AzureIdentity["federations"][number]),
      };
    }),
    grants: inputsOf("authorization:RoleAssignment").map(({ scope, roleDefinitionId, principalId }) => ({
      scope: String(scope),
      role: String(roleDefinitionId).split("/").at(-1) ?? "",
      principalId: String(principalId),
    })),
    firstValues: new Map(
      inputsOf("keyvault/v20260201:Secret").map(({ secretName, properties }) => [
        String(secretName),
        String((properties as { value: unknown }).value),
      ]),
    ),
  };
}
