import { credentialsDocument } from "./credentials.ts";
import { policiesDocument } from "./policies.ts";
import { settingsDocument } from "./settings.ts";

/** Documents that are derived: file in docs/ -> its text. */
export const DOCUMENTS: Readonly<Record<string, () => string>> = {
  "credentials.md": credentialsDocument,
  "policies.md": policiesDocument,
  "settings.md": settingsDocument,
};
