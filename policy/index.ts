import { PolicyPack } from "@pulumi/policy";
import { crossguardPolicies } from "./crossguard.ts";
import { PACK_NAME, pack } from "./pack.ts";

// The engine hands the stack's name and configuration, decrypted, to a pack by the environment.
new PolicyPack(PACK_NAME, {
  policies: crossguardPolicies(pack, {
    stack: process.env.PULUMI_STACK ?? process.env.PULUMI_NODEJS_STACK ?? "",
    config: JSON.parse(process.env.PULUMI_CONFIG ?? "{}"),
    encryptedKeys: [],
  }),
});
