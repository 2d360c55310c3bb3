import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Registration, record } from "../../preview/recorder.ts";
import { PROJECT_FOLDER } from "../../preview/run.ts";
import { readStackFile } from "../../stack-file.ts";
import { NAMESPACE } from "../../stack-settings.ts";

const PROGRAM = pathToFileURL(path.join(PROJECT_FOLDER, "index.ts")).href;
const ACCOUNT = "000000000000";
const SUBNET =
  "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/network/providers/Microsoft.Network/virtualNetworks/network/subnets/vault";

/** Whatever the settings can switch on, beside what production has: the permissions must do for every stack. */
const EVERYTHING: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  aws: {
    replicas: [
      { region: "eu-west-1", kmsKeyArn: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/replica` },
      { region: "eu-north-1" },
    ],
    database: {
      loginProvided: true,
      users: "alternating",
      superuserSecretArn: `arn:aws:secretsmanager:eu-central-1:${ACCOUNT}:secret:superuser-abcdef`,
      subnetIds: ["subnet-00000000"],
      securityGroupIds: ["sg-00000000"],
    },
    spend: {},
  },
  azure: {
    privateEndpointSubnetId: SUBNET,
    breakGlassGroupId: "00000000-0000-0000-0000-000000000001",
  },
  kubernetes: { operator: { serviceMonitor: true } },
};

let recorded: Promise<readonly Registration[]> | undefined;

/** Every resource that the program can make: production with everything switched on, its cluster fed by either cloud. */
export function wholeStack(): Promise<readonly Registration[]> {
  recorded ??= recordWhole();
  return recorded;
}

async function recordWhole(): Promise<readonly Registration[]> {
  const byAws = await recordFedBy("aws");
  return [...byAws, ...(await recordFedBy("azure"))];
}

async function recordFedBy(cloud: "aws" | "azure"): Promise<readonly Registration[]> {
  const { values, secretKeys } = readStackFile(PROJECT_FOLDER, "production");
  const more = Object.entries(EVERYTHING).map(([section, changes]) => {
    const key = `${NAMESPACE}:${section}`;
    const fed = section === "kubernetes" ? { cloud } : {};
    return [key, JSON.stringify({ ...JSON.parse(values[key] ?? "{}"), ...changes, ...fed })] as const;
  });
  // Delivery differs by nothing but what it cannot deliver from Azure, of which the program would warn.
  const delivered = cloud === "aws" ? {} : { [`${NAMESPACE}:startedEpics`]: "[]" };
  const config = { values: { ...values, ...Object.fromEntries(more), ...delivered }, secretKeys };
  const { resources } = await record({ project: NAMESPACE, stack: "production", config }, async () => {
    // A module runs once under each name, and it is the program.
    const program = (await import(/* @vite-ignore */ `${PROGRAM}?fed-by=${cloud}`)) as typeof import("../../index.ts");
    return program.default;
  });
  return resources;
}
