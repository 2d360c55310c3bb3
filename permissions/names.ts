import { type Place, partition } from "../components/aws/place.ts";
import { PUBLISHED } from "../components/aws/rotation-application.ts";
import type { Settings } from "../stack-settings.ts";

/** What only the person who asks knows: name of the option -> what it is, and what it looks like. */
export const ASKED = {
  "state-bucket": { about: "the S3 bucket with the stack's state", pattern: /^[a-z0-9][a-z0-9.-]{2,62}$/ },
  "state-key": { about: "id of the KMS key that encrypts the state", pattern: /^(?:mrk-)?[0-9a-f-]{32,36}$/ },
  "state-region": {
    about: "the region of that key, where it is not the stack's",
    pattern: /^[a-z]{2}(?:-[a-z]+)+-\d$/,
  },
  repository: {
    about: "owner/name on GitHub, as its tokens write it (docs/permissions.md)",
    pattern: /^[\w.-]+(?:@\d+)?\/[\w.-]+(?:@\d+)?$/,
  },
  environment: { about: "the environment on GitHub, such as production", pattern: /^[A-Za-z0-9][\w-]{0,60}$/ },
  cluster: { about: "the name of the EKS cluster", pattern: /^[A-Za-z0-9][\w-]{0,99}$/ },
} as const;

export type Asked = Partial<Record<keyof typeof ASKED, string>>;

/** A document with the stack's own names in place of what stands in angle brackets, and the names that no one has said. */
export function filled(
  document: unknown,
  settings: Settings,
  asked: Asked,
): { readonly document: unknown; readonly missing: readonly string[] } {
  const { aws, azure, secretPrefix } = settings;
  const names: Readonly<Record<string, string | undefined>> = {
    prefix: secretPrefix,
    "first 9 characters of prefix": secretPrefix.slice(0, 9),
    account: aws?.accountId,
    region: aws?.region,
    "state-region": aws?.region,
    "aws.database.existing.secretArn": aws?.database.existing?.secretArn,
    subscription: azure?.subscriptionId,
    ...asked,
  };
  const missing = new Set<string>();
  const text = JSON.stringify(document).replace(/<([^<>"]+)>/g, (whole, name: string) => {
    const known = names[name];
    // The id of a key that the program makes itself.
    if (known === undefined && name !== "key") missing.add(name);
    return known ?? whole;
  });
  return { document: JSON.parse(aws === undefined ? text : inPartition(text, aws.region)), missing: [...missing] };
}

/** China's and the American government's regions have ARNs of another partition, and AWS's applications from another account. */
function inPartition(text: string, region: string): string {
  const own = partition({ region } as Place);
  return text.replaceAll("arn:aws:", `arn:${own}:`).replaceAll(PUBLISHED.aws.account, PUBLISHED[own].account);
}
