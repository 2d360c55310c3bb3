import { benignAboutSecrets } from "./fresh/benign-about-secrets.ts";
import { benignPublic } from "./fresh/benign-public.ts";
import { benignReferences } from "./fresh/benign-references.ts";
import { benignSettings } from "./fresh/benign-settings.ts";
import { benignTexts } from "./fresh/benign-texts.ts";
import type { Kind } from "./sample.ts";

/** What stands around credentials in real configurations, written without a look at the rules. */
export const freshBenign: readonly Kind[] = [
  ...benignReferences,
  ...benignPublic,
  ...benignAboutSecrets,
  ...benignSettings,
  ...benignTexts,
];
