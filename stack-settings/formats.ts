import { z } from "zod";

// What values may look like: each refuses with what is allowed, and never repeats what was given.

export const text = (pattern: RegExp, allowed: string) => z.string(allowed).regex(pattern, allowed);
export const list = <T extends z.ZodType>(item: T, allowed: string) =>
  z.array(item, allowed).refine((items) => new Set(items.map((i) => JSON.stringify(i))).size === items.length, {
    error: `${allowed}, each once`,
  });
export const choice = <const T extends readonly string[]>(values: T) =>
  z.enum(values, `one of ${values.map((v) => `"${v}"`).join(", ")}`);
export const flag = () => z.boolean("true or false");

export const email = () => z.email("an e-mail address, such as security@your-company.com");
export const uuid = (what: string) =>
  text(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, `the id of ${what}: 32 hexadecimal digits in five groups`);
export const roleArn = () =>
  text(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, "a role: arn:aws:iam::<account>:role/<name>");
export const principalArn = () =>
  text(
    /^arn:aws[a-z-]*:iam::\d{12}:(?:role|user)\/[\w+=,.@/-]{1,512}$/,
    "a role or a user, without wildcards: arn:aws:iam::<account>:role/<name> or …:user/<name>",
  );
export const keyArn = () =>
  text(
    /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]{1,128}$/,
    "a KMS key: arn:aws:kms:<region>:<account>:key/<id>",
  );
export const secretArn = () =>
  text(
    /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}$/,
    "a secret's whole ARN, with the six characters at its end",
  );
export const awsRegion = () => text(/^[a-z]{2}(?:-[a-z]+)+-\d$/, "an AWS region, such as eu-central-1");
export const kubernetesName = (what: string) =>
  text(/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/, `${what}: lower-case letters, digits and hyphens, 63 at most`);
// Azure refuses private addresses here, and a range of everything would be no rule at all.
export const publicAddress = () => {
  const allowed = "a public IPv4 address or range of /8 or smaller, such as 203.0.113.0/24";
  return z.union([z.ipv4(allowed), z.cidrv4(allowed)], allowed).refine(
    (value) => {
      const [first, second] = value.split(".").map(Number);
      const length = Number(value.split("/")[1] ?? 32);
      const isPrivate =
        first === 0 ||
        first === 10 ||
        first === 127 ||
        (first === 169 && second === 254) ||
        (first === 172 && second !== undefined && second >= 16 && second < 32) ||
        (first === 192 && second === 168);
      return length >= 8 && !isPrivate;
    },
    { error: allowed },
  );
};
export const subnetId = () =>
  text(
    /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/virtualNetworks\/[^/]+\/subnets\/[^/]+$/i,
    "a subnet's whole resource id: /subscriptions/…/virtualNetworks/<name>/subnets/<name>",
  );
