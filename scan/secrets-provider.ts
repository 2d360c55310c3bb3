import path from "node:path";
import { messages } from "./messages.ts";
import { isProductionName } from "./production.ts";
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
  const [environment] = [...top].flatMap(([key, { value }]) =>
    key.endsWith(":environment") && typeof value === "string" ? [value] : [],
  );
  const production = isProductionName({ stack, environment }, productionNames);
  return {
    line: (named === "passphrase" ? provider?.line : salt?.line) ?? 1,
    key: named === "passphrase" ? "secretsprovider" : "encryptionsalt",
    message: production ? messages.passphraseInProduction({ stack }) : messages.passphrase({ stack }),
    isProduction: production,
  };
}
