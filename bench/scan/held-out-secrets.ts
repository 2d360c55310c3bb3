import { cloudSecrets } from "./held-out/secret-clouds.ts";
import { connectionSecrets } from "./held-out/secret-connections.ts";
import { disguisedSecrets } from "./held-out/secret-disguises.ts";
import { documentSecrets } from "./held-out/secret-documents.ts";
import { keySecrets } from "./held-out/secret-keys.ts";
import { passwordSecrets } from "./held-out/secret-passwords.ts";
import { vendorSecrets } from "./held-out/secret-vendors.ts";
import type { Kind } from "./sample.ts";

/** Credentials as they stand in real configurations, written without a look at the rules. */
export const heldOutSecrets: readonly Kind[] = [
  ...vendorSecrets,
  ...cloudSecrets,
  ...connectionSecrets,
  ...passwordSecrets,
  ...keySecrets,
  ...documentSecrets,
  ...disguisedSecrets,
];
