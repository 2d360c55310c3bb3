import { architectureDocument } from "./architecture.ts";
import { consumingDocument } from "./consuming.ts";
import { credentialsDocument } from "./credentials.ts";
import { jsonDocument } from "./json-documents.ts";
import { performanceDocument } from "./performance.ts";
import { permissionsDocument } from "./permissions.ts";
import { policiesDocument } from "./policies.ts";
import { settingsDocument } from "./settings.ts";

/** Documents that are derived: file in docs/ -> its text. */
export const DOCUMENTS: Readonly<Record<string, () => string | Promise<string>>> = {
  "architecture.md": architectureDocument,
  "consuming.md": consumingDocument,
  "credentials.md": credentialsDocument,
  "json.md": jsonDocument,
  "permissions.md": permissionsDocument,
  "performance.md": () => performanceDocument(),
  "policies.md": policiesDocument,
  "settings.md": settingsDocument,
};
