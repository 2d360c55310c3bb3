import { credential, Generator } from "../../../operator/values.ts";

// What breaks where something on the way reads a value instead of carrying it: templates, JSON, YAML, shells, lines.
const AWKWARD = [
  "{{ .api_key }}",
  '"',
  "'",
  "\\",
  "\n",
  "\t",
  "$(id)",
  "`",
  "é",
  "日",
  "😀",
  "<&>",
  "%2F",
  ": #",
  "+ ",
];

/** Values that no vendor would give and every store has to carry: the same seed gives the same ones. */
export class AwkwardValues {
  readonly #generator: Generator;

  constructor(seed: number) {
    this.#generator = new Generator(seed);
  }

  text(): string {
    const pick = () => AWKWARD[this.#generator.number(AWKWARD.length)] ?? "";
    return `${this.#generator.text(6)}${pick()}${this.#generator.text(6)}${pick()}${this.#generator.text(6)}`;
  }

  /** Every printable ASCII character once, in an order of the seed's. */
  password(): string {
    return Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index))
      .map((character) => [this.#generator.number(2 ** 30), character] as const)
      .sort(([a], [b]) => a - b)
      .map(([, character]) => character)
      .join("");
  }

  /** A value for each field of a credential. */
  fields(id: string): Record<string, string> {
    return Object.fromEntries(credential(id).fields.map(({ name }) => [name, this.text()]));
  }
}
