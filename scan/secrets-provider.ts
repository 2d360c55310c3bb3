import path from "node:path";
import { isProduction, productionParameters } from "../policy/production.ts";
import { messages } from "./messages.ts";
import type { YamlText } from "./yaml-text.ts";

export interface ProviderRemark {
  readonly line: number;
  readonly key: string;
  readonly message: string;
  readonly isProduction: boolean;
}

/** Whether a stack file's secrets hang on a passphrase: Pulumi writes a salt then, and no other provider. */
export function passphraseRemark(
  file: string,
  { top }: YamlText,
  productionNames?: readonly string[],
): ProviderRemark | undefined {
  const stack = /^Pulumi\.(.+)\.(?:ya?ml|json)$/.exec(path.basename(file))?.[1];
  if (stack === undefined) return undefined;
  const provider = top.get("secretsprovider");
  const salt = top.get("encryptionsalt");
  const named = typeof provider?.value === "string" ? provider.value.trim() : "";
  const isPassphrase = named === "passphrase" || (salt !== undefined && (named === "" || named === "default"));
  if (!isPassphrase) return undefined;
  const config = Object.fromEntries(
    [...top].filter(([, { value }]) => typeof value === "string").map(([key, { value }]) => [key, String(value)]),
  );
  const production = isProduction(
    { stack, config, encryptedKeys: [], stackTags: {} },
    { environment: "", productionNames: productionNames ?? productionParameters.productionNames.parse(undefined) },
  );
  return {
    line: (named === "passphrase" ? provider?.line : salt?.line) ?? 1,
    key: named === "passphrase" ? "secretsprovider" : "encryptionsalt",
    message: production ? messages.passphraseInProduction({ stack }) : messages.passphrase({ stack }),
    isProduction: production,
  };
}
