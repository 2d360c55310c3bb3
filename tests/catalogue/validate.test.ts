import { describe, expect, test } from "vitest";
import { allCredentials, type Credential, type Field } from "../../catalogue/index.ts";
import { checked } from "../../catalogue/validate.ts";

const field: Field = {
  name: "api_key",
  label: "API key",
  visibility: "secret",
  format: { description: "lower-case letters", pattern: /^[a-z]+$/ },
};

const sound: Credential = {
  id: "made-up",
  service: "Made up",
  category: "email",
  epic: 1,
  source: "operator",
  fields: [field],
  aws: { name: "made-up" },
  azure: { shape: "text", names: { api_key: "email-made-up" } },
  kubernetes: { secret: "made-up", keys: { "api-key": "api_key" } },
  rotation: {
    cadence: "yearly",
    firstDue: "2027-01-01",
    owner: "DevOps Lead",
    procedure: "make a new one",
    overlap: { twoValid: true, revoke: [] },
  },
  provisioning: [],
};

// What is changed -> the words that its refusal must hold, the credential's id always among them.
const wrong: [string, Partial<Credential>, string[]][] = [
  ["an id with capitals", { id: "MadeUp" }, ["MadeUp", "lower-case"]],
  ["an unknown category", { category: "e-mail" as never }, ['"e-mail"', "llm, oauth, email"]],
  ["an unknown epic", { epic: 9 as never }, ["9", "1, 2, 3, 4, 5"]],
  ["an AWS name with a slash", { aws: { name: "a/b" } }, ['"a/b"']],
  [
    "a vault name that is too long",
    { azure: { shape: "json", name: "v".repeat(128) } },
    ["128 characters", "127 at most"],
  ],
  ["a vault name with an underscore", { azure: { shape: "json", name: "made_up" } }, ['"made_up"', "hyphens"]],
  ["a field without a vault name", { azure: { shape: "text", names: {} } }, ['"api_key"', "no Key Vault name"]],
  [
    "a vault name for no field",
    { azure: { shape: "text", names: { api_key: "email-made-up", other: "email-other" } } },
    ['"other"', "no field"],
  ],
  ["a Kubernetes name with capitals", { kubernetes: { secret: "MadeUp", keys: {} } }, ['"MadeUp"']],
  ["a Kubernetes key with a space", { kubernetes: { secret: "made-up", keys: { "a b": "api_key" } } }, ['"a b"']],
  ["a Kubernetes key without its field", { kubernetes: { secret: "made-up", keys: { key: "nope" } } }, ['"nope"']],
  [
    "a URL composed from missing fields",
    { kubernetes: { secret: "made-up", keys: {}, connectionUrl: "DATABASE_URL" } },
    ["DATABASE_URL", '"host"'],
  ],
  ["a field twice", { fields: [field, field] }, ['"api_key"', "twice"]],
  ["a secret with a default", { fields: [{ ...field, default: "x" }] }, ['"api_key"', "no default"]],
  [
    "a default that its format refuses",
    {
      fields: [
        field,
        {
          ...field,
          name: "channel",
          visibility: "public",
          default: "no-hash",
          format: { description: "a channel", pattern: /^#.+$/ },
        },
      ],
    },
    ['"channel"', "a channel"],
  ],
  [
    "a pattern that matches a part",
    { fields: [{ ...field, format: { description: "x", pattern: /abc/ } }] },
    ["^", "$"],
  ],
  [
    "a pattern that its own placeholder matches",
    { fields: [{ ...field, format: { description: "x", pattern: /^.+$/ } }] },
    ['"api_key"', "placeholder"],
  ],
  ["the category of admin keys without watching anything", { category: "spend" }, ['"spend"', "watch"]],
  [
    "an admin key among an application's credentials",
    { watches: "made-up" },
    ['"spend", not "email"', "kept nowhere else"],
  ],
  ["an admin key for no credential", { watches: "nobody" }, ['"nobody"', "does not exist"]],
  ["an admin key whose account has no limits", { watches: "made-up" }, ['"made-up"', "no limit"]],
  ["a date that is none", { rotation: { ...sound.rotation, firstDue: "2027-02-30" } }, ["2027-02-30", "YYYY-MM-DD"]],
];

describe("a wrong entry is refused by name", () => {
  test.each(wrong)("%s", (_, change, words) => {
    const entry = { ...sound, ...change };
    expect(() => checked([entry])).toThrow(new RegExp(`\\b${entry.id}: `));
    for (const word of words) expect(() => checked([entry])).toThrow(word);
  });

  test("a cadence with due dates needs the first of them", () => {
    const { firstDue: _, ...rotation } = sound.rotation;
    expect(() => checked([{ ...sound, rotation }])).toThrow("made-up: a yearly rotation needs the date");
  });

  test.each<[string, Partial<Credential>, string]>([
    ["id", { aws: { name: "b" }, azure: null, kubernetes: null }, 'id "made-up"'],
    ["AWS path", { id: "b", azure: null, kubernetes: null }, 'AWS path "email/made-up" is used by made-up and b'],
    ["Key Vault name", { id: "b", aws: { name: "b" }, kubernetes: null }, 'Key Vault name "email-made-up"'],
    ["Kubernetes Secret", { id: "b", aws: { name: "b" }, azure: null }, 'Kubernetes Secret "made-up"'],
  ])("two with the same %s", (_, change, words) => {
    expect(() => checked([sound, { ...sound, ...change }])).toThrow(words);
  });

  test("all problems at once", () => {
    const both = () => checked([{ ...sound, aws: { name: "a/b" }, epic: 9 as never }]);
    expect(both).toThrow('AWS name "a/b"');
    expect(both).toThrow("unknown epic 9");
  });

  test("nothing where all is right", () => {
    expect(checked([sound])).toEqual([sound]);
    expect(checked(allCredentials)).toEqual(allCredentials);
  });
});
