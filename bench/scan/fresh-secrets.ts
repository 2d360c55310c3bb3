import { cloudSecrets } from "./fresh/secret-clouds.ts";
import { connectionSecrets } from "./fresh/secret-connections.ts";
import { disguisedSecrets } from "./fresh/secret-disguises.ts";
import { documentSecrets } from "./fresh/secret-documents.ts";
import { keySecrets } from "./fresh/secret-keys.ts";
import { passwordSecrets } from "./fresh/secret-passwords.ts";
import { vendorSecrets } from "./fresh/secret-vendors.ts";
import type { Kind } from "./sample.ts";

/** Credentials as they stand in real configurations, written without a look at the rules. */
export const freshSecrets: readonly Kind[] = [
  ...vendorSecrets,
  ...cloudSecrets,
  ...connectionSecrets,
  ...passwordSecrets,
  ...keySecrets,
  ...documentSecrets,
  ...disguisedSecrets,
];
