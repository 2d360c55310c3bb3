import { updateCommand } from "../../catalogue/index.ts";
import { DeniedError, OperatorError } from "../errors.ts";
import { blocked } from "../unreachable.ts";

interface AzureFailure {
  readonly name?: string;
  readonly message?: string;
  readonly statusCode?: number;
  readonly code?: string;
  readonly details?: unknown;
}

/**
 * An error of the Azure SDK in words for an operator. The service's own message is read and not repeated.
 * @param thing what was asked for.
 */
export function translateAzure(error: unknown, thing: string, vault: string): Error {
  if (error instanceof OperatorError) return error;
  const { name = "", message = "", statusCode, code } = error as AzureFailure;
  if (name === "AbortError" || name === "TimeoutError") {
    return new OperatorError(`Vault ${vault} does not answer (${thing}).`, "Check the network and the proxy.");
  }
  if (/Credential|Authentication/.test(name)) return noSignIn(name, message);
  const about = `${message} ${JSON.stringify((error as AzureFailure).details ?? "")}`;
  switch (statusCode) {
    case 401:
      return new OperatorError(
        "The vault does not accept the sign-in to Azure.",
        "Sign in to the tenant of the settings: az login --tenant <azure.tenantId>",
      );
    case 403:
      return forbidden(thing, vault, about);
    case 404:
      return new OperatorError(`${thing} does not exist in vault ${vault}.`, `Create it first: ${updateCommand()}.`);
    case 407:
      return blocked({ code: "ERR_PROXY_TUNNEL" }, `vault ${vault}`) as Error;
    case 409:
      return new OperatorError(
        `${thing} has been deleted from vault ${vault}, and its name is reserved until it is purged.`,
        `Take it back: az keyvault secret recover --vault-name ${vault} --name ${thing}`,
      );
    case 429:
      return new OperatorError(`Vault ${vault} asks to slow down, and did so five times.`, "Run it again in a minute.");
  }
  if (statusCode !== undefined && statusCode >= 500) {
    return new OperatorError(
      `Vault ${vault} has trouble of its own, or a proxy on the way to it has (${statusCode}), and had it five times.`,
      "Run it again in some minutes; see status.azure.com, and check the proxy.",
    );
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return new OperatorError(
      `There is no vault ${vault}, or its address cannot be resolved from here.`,
      `Create it (${updateCommand()}), or check the setting azure.vaultName and the network.`,
    );
  }
  const between = statusCode === undefined ? blocked(error, `vault ${vault}`) : undefined;
  if (between !== undefined) return between;
  if (code !== undefined && /^E[A-Z_]+$|^REQUEST_SEND_ERROR$/.test(code)) {
    return new OperatorError(`Vault ${vault} cannot be reached (${code}).`, "Check the network and the proxy.");
  }
  return new OperatorError(`Vault ${vault} refuses the request for ${thing} (${statusCode ?? name}).`);
}

/** @param name an AuthenticationError is of a way to sign in that is set up; others only tell that none is. */
function noSignIn(name: string, message: string): Error {
  // The words of MSAL, which signs in underneath.
  if (
    name === "AuthenticationError" &&
    /\b(?:network_error|endpoints_resolution_error|openid_config_error)\b/.test(message)
  ) {
    return new OperatorError(
      "The sign-in to Azure cannot be reached.",
      "Check the network, the proxy (HTTPS_PROXY) and whose certificates are trusted (NODE_EXTRA_CA_CERTS).",
    );
  }
  const code = /\bAADSTS(\d{4,7})\b/.exec(message)?.[1];
  if (code !== undefined) {
    return new OperatorError(
      `Azure refuses the sign-in (AADSTS${code}).`,
      `What that means: https://login.microsoftonline.com/error?code=${code}. To sign in anew: az login`,
    );
  }
  return new OperatorError("Nobody is signed in to Azure, or the sign-in has expired.", "Sign in: az login");
}

// The message quotes the policy's name; a name is repeated only where it cannot be a value.
function byPolicy(thing: string, about: string): Error {
  const named = /polic(?:y|ies)(?: assignment| definition)?[^'"]{0,20}\\?['"]([A-Za-z][\w .()-]{2,80})\\?['"]/i.exec(
    about,
  )?.[1];
  return new OperatorError(
    `A policy of the subscription refuses ${thing}${named === undefined ? "" : ` ("${named}")`}: Azure Policy, not a missing role.`,
    "It may ask for an expiry date or a content type; az policy assignment list --disable-scope-strict-match lists policies. Ask its owner for an exemption, or set what it asks for in the vault.",
  );
}

function forbidden(thing: string, vault: string, about: string): Error {
  if (/ForbiddenByFirewall|Client address/i.test(about)) {
    return new OperatorError(
      `The firewall of vault ${vault} refuses your address.`,
      `Add it to the setting azure.allowedIps and run ${updateCommand()}, or come from an allowed network.`,
    );
  }
  if (/ForbiddenByConnection|Public network access is disabled/i.test(about)) {
    return new OperatorError(
      `Vault ${vault} can only be reached through its private endpoint.`,
      "Run the command from that network.",
    );
  }
  if (/ForbiddenByPolicy|RequestDisallowedByPolicy|disallowed by (?:Azure )?policy/i.test(about))
    return byPolicy(thing, about);
  if (/SubscriptionDisabled|ReadOnlyDisabledSubscription|subscription\b.{0,60}\bdisabled/i.test(about)) {
    return new OperatorError(
      `The subscription of vault ${vault} is disabled, so nothing can be changed in it.`,
      "Ask the subscription's owner to enable it: az account list --all shows its state.",
    );
  }
  if (/disabled/i.test(about) && /SecretDisabled|Operation get is not allowed on a disabled secret/i.test(about)) {
    return new OperatorError(`${thing} is disabled in vault ${vault}.`, "Enable it, or put the value again.");
  }
  return new DeniedError(
    `Vault ${vault} denies it for ${thing}.`,
    "Your account lacks the role: join the operators' group (setting azure.operatorsGroupId). A new membership takes minutes to be seen.",
  );
}
