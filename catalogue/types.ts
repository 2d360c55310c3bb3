/** The groups that access is granted by: one reader identity, one store and one policy per category. */
export const CATEGORIES = {
  llm: "Language models",
  oauth: "Sign-in",
  email: "Transactional e-mail",
  integrations: "Integrations",
  jwt: "Token signing",
  database: "Database",
  spend: "Spend watch",
} as const;

export type Category = keyof typeof CATEGORIES;

/** The delivery epics of the product: 1 authentication and mail, 2 AI agents, 3 pull requests, 4 and 5 later integrations. */
export const EPICS = [1, 2, 3, 4, 5] as const;

export type Epic = (typeof EPICS)[number];

/** How often a credential is replaced, as written in the `RotationSchedule` tag. */
export type Cadence = "quarterly" | "yearly" | "on-compromise" | "90-days" | "generated";

/**
 * Where a value comes from: an operator fills in a placeholder, Pulumi generates it, or AWS rotates it.
 * `operator-later` is filled in when the credential's epic starts.
 */
export type Source = "operator" | "operator-later" | "generated" | "rotated";

/** What a field's value looks like. */
export interface Format {
  /** For error messages and the guide: "starts with SG. and has three parts". Never an example value. */
  readonly description: string;
  /** Anchored; matches the whole value. */
  readonly pattern: RegExp;
  /**
   * Unanchored recogniser, for values distinctive enough to be known anywhere in a text.
   * @default - the value is not recognisable outside its field.
   */
  readonly detect?: RegExp;
  /**
   * Characters of the shortest value that the vendor is known to make, where the pattern takes less.
   * @default - not known: nothing is said of a short value.
   */
  readonly shortest?: number;
  /** @default "text" */
  readonly kind?: "text" | "pem" | "url" | "email" | "integer";
}

export interface Field {
  /** Key in the JSON document that the store holds. */
  readonly name: string;
  /** What a person calls it: "API key". */
  readonly label: string;
  /** A public field may be shown; it is stored beside the secret ones because they are used together. */
  readonly visibility: "secret" | "public";
  readonly format: Format;
  /**
   * A value that is right until somebody changes it; such a field is never a placeholder.
   * @default - a placeholder, until an operator provides the value.
   */
  readonly default?: string;
}

/** Where the vault keeps a credential: one text per field, or one JSON document with all fields. */
export type AzurePlace =
  | { readonly shape: "text"; readonly names: Readonly<Record<string, string>> }
  | { readonly shape: "json"; readonly name: string };

export interface KubernetesPlace {
  /** Name of the Kubernetes Secret and of the ExternalSecret that makes it. */
  readonly secret: string;
  /** Key in the Kubernetes Secret -> field. */
  readonly keys: Readonly<Record<string, string>>;
  /**
   * Key that holds a `postgresql://` URL composed from engine, host, port, dbname, username and password.
   * A stored URL would go stale at each rotation.
   * @default - none.
   */
  readonly connectionUrl?: string;
}

export interface Rotation {
  readonly cadence: Cadence;
  /** The first date (ISO, UTC) by which it is due; operators' commands move it on. */
  readonly firstDue?: string;
  /**
   * Days after which a value dies at its vendor, whatever the cadence says.
   * @default - it lives until it is revoked.
   */
  readonly maxDays?: number;
  readonly owner: string;
  /** One sentence: what is done where. */
  readonly procedure: string;
  /** Whether two values are valid while one moves from the old to the new, and how the old one ends. */
  readonly overlap: { readonly twoValid: boolean; readonly revoke: readonly string[]; readonly note?: string };
}

export interface Limits {
  readonly service: string;
  readonly rate: string;
  readonly quota: string;
  readonly costControl: string;
  /** Where spend and quota are watched. */
  readonly monitor?: string;
  /** Value of the `BillingAlert` tag. */
  readonly billingAlert?: string;
}

/** A thing to set or to choose in a step of the provisioning guide. */
export type Detail =
  | { readonly kind: "setting"; readonly name: string; readonly value: string }
  | { readonly kind: "api"; readonly name: string; readonly id: string }
  | { readonly kind: "scope"; readonly scope: string; readonly label: string }
  | { readonly kind: "redirect-uri"; readonly uri: string; readonly note?: string }
  | {
      readonly kind: "permission";
      readonly level: "repository" | "organization";
      readonly label: string;
      /** Name and level as the vendor's API reports them. */
      readonly api: { readonly name: string; readonly access: "read" | "write" };
    }
  | { readonly kind: "dns"; readonly type: "CNAME" | "TXT"; readonly host: string; readonly value: string }
  | { readonly kind: "limit"; readonly name: string; readonly usd: number; readonly effect: string };

export interface Step {
  readonly text: string;
  readonly url?: string;
  readonly details?: readonly Detail[];
  /** What the vendor changed since the team's document was written. */
  readonly changed?: string;
}

/** One credential of a third-party account: everything that is known of it, and never its value. */
export interface Credential {
  readonly id: string;
  /** What a person calls it: "Google OAuth". */
  readonly service: string;
  readonly category: Category;
  readonly epic: Epic;
  readonly source: Source;
  readonly fields: readonly [Field, ...Field[]];
  /** Last part of the secret's path on AWS: `<prefix>/<category>/<name>`. */
  readonly aws: { readonly name: string };
  /** `null`: not kept on Azure. */
  readonly azure: AzurePlace | null;
  /** `null`: never delivered to a cluster. */
  readonly kubernetes: KubernetesPlace | null;
  /**
   * Id of the credential whose account's spending this one reads. It exists only in stacks that watch that spending,
   * and no cluster ever receives it: an admin key can do far more than read costs.
   * @default - every stack keeps the credential.
   */
  readonly watches?: string;
  readonly rotation: Rotation;
  readonly limits?: Limits;
  readonly provisioning: readonly Step[];
}
