/** A project's files, and the configuration that Pulumi makes of them. */
export interface ConfigCase {
  readonly name: string;
  /** What `Pulumi.yaml` says beside name and runtime. */
  readonly project?: string;
  /** The stack's file, in its folder. */
  readonly stack: string;
  readonly folder?: string;
  readonly values: Readonly<Record<string, string>>;
}

const OWN = "qualisys-secrets:";

/** Each is read by the real CLI in tests/integration/stack-file.test.ts. */
export const CASES: readonly ConfigCase[] = [
  {
    name: "keys without a namespace, and the old form with three parts",
    stack: "config:\n  environment: staging\n  aws:region: eu-west-1\n  qualisys-secrets:config:secretPrefix: q\n",
    values: { [`${OWN}environment`]: "staging", "aws:region": "eu-west-1", [`${OWN}secretPrefix`]: "q" },
  },
  {
    name: "merge keys, of one object and of a list",
    stack: `config:
  other:defaults: &d { region: eu-west-1, trail: managed }
  other:more: &m { region: eu-north-1, deployerRole: x }
  aws: { <<: *d, trail: existing }
  both: { <<: [*d, *m], accountId: "012345678901" }
`,
    values: {
      "other:defaults": '{"region":"eu-west-1","trail":"managed"}',
      "other:more": '{"deployerRole":"x","region":"eu-north-1"}',
      [`${OWN}aws`]: '{"region":"eu-west-1","trail":"existing"}',
      [`${OWN}both`]: '{"accountId":"012345678901","deployerRole":"x","region":"eu-west-1","trail":"managed"}',
    },
  },
  {
    name: "a merge key among the settings themselves",
    stack: "base: &b { environment: staging, secretPrefix: q }\nconfig:\n  <<: *b\n  secretPrefix: own\n",
    values: { [`${OWN}environment`]: "staging", [`${OWN}secretPrefix`]: "own" },
  },
  {
    name: "defaults of the project, which a stack may override",
    project: `config:
  secretPrefix: { type: string, default: from-project }
  environment: { type: string, default: production }
  startedEpics: [1, 2]
  aws:region: eu-west-1
  other:key: { value: kept }
`,
    stack: "config:\n  environment: staging\n",
    values: {
      [`${OWN}secretPrefix`]: "from-project",
      [`${OWN}environment`]: "staging",
      [`${OWN}startedEpics`]: "[1,2]",
      "aws:region": "eu-west-1",
      "other:key": "kept",
    },
  },
  {
    name: "a default inside an object, which the stack has in part",
    project:
      "config:\n  aws.region: { type: string, default: eu-west-1 }\n  jwt.current: { type: integer, default: 1 }\n",
    stack: "config:\n  aws: { trail: existing }\n",
    values: { [`${OWN}aws`]: '{"region":"eu-west-1","trail":"existing"}', [`${OWN}jwt`]: '{"current":1}' },
  },
  {
    name: "a value that is nothing: a text, and a null inside an object",
    stack: "config:\n  secretPrefix:\n  aws: { region: , trail: existing }\n",
    values: { [`${OWN}secretPrefix`]: "", [`${OWN}aws`]: '{"region":null,"trail":"existing"}' },
  },
  {
    name: "words that other readers take for truth, and numbers",
    stack: "config:\n  a: yes\n  b: on\n  c: true\n  d: 0x1F\n  e: 7\n  f: [yes, 2]\n",
    values: {
      [`${OWN}a`]: "yes",
      [`${OWN}b`]: "on",
      [`${OWN}c`]: "true",
      [`${OWN}d`]: "31",
      [`${OWN}e`]: "7",
      [`${OWN}f`]: '["yes",2]',
    },
  },
  {
    name: "a folder of stack files, and the name that it had before",
    project: "stackConfigDir: stacks\n",
    folder: "stacks",
    stack: "config:\n  environment: staging\n",
    values: { [`${OWN}environment`]: "staging" },
  },
  {
    name: "a folder of stack files under its old key",
    project: "config: stacks\n",
    folder: "stacks",
    stack: "\uFEFFconfig:\r\n  environment: staging\r\n",
    values: { [`${OWN}environment`]: "staging" },
  },
];
