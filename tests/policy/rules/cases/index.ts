import type { Cases } from "../case.ts";
import { alarms } from "./alarms.ts";
import { awsAccess } from "./aws-access.ts";
import { azure } from "./azure.ts";
import { kubernetes } from "./kubernetes.ts";
import { protection } from "./protection.ts";
import { secrets } from "./secrets.ts";

/** Rule -> its cases. */
export const allCases: Readonly<Record<string, Cases>> = {
  ...alarms,
  ...awsAccess,
  ...azure,
  ...kubernetes,
  ...protection,
  ...secrets,
};
