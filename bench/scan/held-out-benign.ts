import { benignAboutSecrets } from "./held-out/benign-about-secrets.ts";
import { benignPublic } from "./held-out/benign-public.ts";
import { benignReferences } from "./held-out/benign-references.ts";
import { benignSettings } from "./held-out/benign-settings.ts";
import { benignTexts } from "./held-out/benign-texts.ts";
import type { Kind } from "./sample.ts";

/** What stands around credentials in real configurations, written without a look at the rules. */
export const heldOutBenign: readonly Kind[] = [
  ...benignReferences,
  ...benignPublic,
  ...benignAboutSecrets,
  ...benignSettings,
  ...benignTexts,
];
