import { secretFormats } from "../../catalogue/secret-formats.ts";
import { createDetector } from "../../scan/detect/index.ts";

/** The detector that the project's own programs use. */
export const detector = createDetector({ formats: secretFormats });
