import { credentialsDocument } from "./credentials.ts";
import { settingsDocument } from "./settings.ts";

/** Documents that are derived: file in docs/ -> its text. */
export const DOCUMENTS: Readonly<Record<string, () => string>> = {
  "credentials.md": credentialsDocument,
  "settings.md": settingsDocument,
};
