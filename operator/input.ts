import { homedir } from "node:os";
import { type Credential, type Field, requiredFields } from "../catalogue/index.ts";
import { complaint, doubt } from "./check-value.ts";
import { UsageError } from "./errors.ts";
import { oddCharacter } from "./odd-characters.ts";
import type { Session } from "./session.ts";
import type { Values } from "./stores/store.ts";

/**
 * The values of a credential's fields, from hidden prompts or from a descriptor, checked.
 * @param descriptor where to read instead of asking; standard input where nobody can be asked.
 * @throws UsageError with every complaint, none of which tells a value.
 */
export async function readValues(session: Session, credential: Credential, descriptor?: number): Promise<Values> {
  const { io } = session;
  if (descriptor === undefined && io.interactive) return ask(session, credential);
  const text = await io.readDescriptor(descriptor ?? 0);
  const bare = withoutMarks(text);
  const given = parse(credential, bare);
  const isDocument = bare.trimStart().startsWith("{");
  const complaints: string[] = [];
  const values = Object.fromEntries(
    credential.fields.map((field) => {
      const value = given[field.name] ?? field.default;
      if (value === undefined)
        complaints.push(`${field.label} ("${field.name}") is missing. Wanted is ${field.format.description}.`);
      else {
        const problem = complaint(credential, field, value);
        if (problem !== undefined) complaints.push(problem);
      }
      return [field.name, value ?? ""];
    }),
  );
  if (complaints.length > 0) throw new UsageError(`${complaints.join(" ")}`, "Nothing was written.");
  // The line end of echo, or the byte order mark that some shells put in front of what they pipe.
  if (bare !== text && !isDocument) session.note("The byte order mark or line end around the value is not stored.");
  for (const field of credential.fields) noteDoubt(session, credential, field, values[field.name] ?? "");
  return values;
}

function withoutMarks(text: string): string {
  const unmarked = text.replace(/^\uFEFF/, "");
  return unmarked.trimStart().startsWith("-----BEGIN") ? unmarked : unmarked.replace(/\r?\n$/, "");
}

function noteDoubt(session: Session, credential: Credential, field: Field, value: string): void {
  const told = doubt(credential, field, value);
  if (told !== undefined) session.note(told);
}

async function ask(session: Session, credential: Credential): Promise<Values> {
  const { io } = session;
  const values: Record<string, string> = {};
  for (const field of credential.fields) {
    // A prompt ends at the first line break, and a key in PEM form has dozens.
    const hints = [
      ...(field.format.kind === "pem" ? ["path of the .pem file"] : []),
      ...(field.default === undefined ? [] : [`Enter for ${field.default}`]),
    ];
    const message = hints.length === 0 ? field.label : `${field.label} (${hints.join(", ")})`;
    for (;;) {
      const answer = await io.prompts.hidden(message, (text) =>
        field.format.kind === "pem" || (text === "" && field.default !== undefined)
          ? undefined
          : complaint(credential, field, text),
      );
      const { value, problem } = await answered(session, credential, field, answer);
      if (problem === undefined) {
        noteDoubt(session, credential, field, value);
        values[field.name] = value;
        break;
      }
      session.note(problem);
    }
  }
  return values;
}

interface Answered {
  readonly value: string;
  readonly problem?: string | undefined;
}

async function answered({ io }: Session, credential: Credential, field: Field, answer: string): Promise<Answered> {
  if (answer === "" && field.default !== undefined) return { value: field.default };
  if (field.format.kind !== "pem") return { value: answer, problem: complaint(credential, field, answer) };
  if (answer.startsWith("-----")) return { value: "", problem: "Give the path of the file, and not the key itself." };
  try {
    const value = await io.readFile(answer.trim().replace(/^~(?=\/)/, homedir()));
    return { value, problem: complaint(credential, field, value) };
  } catch (error) {
    const { code } = error as { code?: string };
    return {
      value: "",
      problem: code === "ENOENT" ? "There is no such file." : `That file cannot be read (${code ?? "unknown reason"}).`,
    };
  }
}

/** A JSON document with the fields, or the bare text of the only field that has to be provided. */
function parse(credential: Credential, text: string): Readonly<Record<string, string>> {
  const names = credential.fields.map((field) => field.name);
  if (text.trim() === "") {
    throw new UsageError(
      "Nothing was given to read.",
      `Pipe a JSON document with ${names.join(", ")}, or run the command at a terminal to be asked.`,
    );
  }
  const document = text.trimStart().startsWith("{") ? json(text) : undefined;
  const [only, ...more] = requiredFields(credential);
  if (document === undefined && only !== undefined && more.length === 0 && !text.trimStart().startsWith("{")) {
    return { [only.name]: text };
  }
  if (document === undefined && text.trimStart().startsWith("{")) {
    const odd = oddCharacter(text);
    throw new UsageError(
      `What was given begins like a JSON document and is not one${odd === undefined ? "" : `: it holds ${odd}`}.`,
      `Give an object with ${names.join(", ")}.`,
    );
  }
  if (document === undefined) {
    throw new UsageError(
      `${credential.id} has several fields, so a JSON document is wanted, and what was given is none.`,
      `Give an object with ${names.join(", ")}.`,
    );
  }
  const unknown = Object.keys(document).filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    // An unknown name could be a value in the wrong place, so it is counted and not repeated.
    throw new UsageError(
      `The document holds ${unknown.length} field${unknown.length > 1 ? "s" : ""} that ${credential.id} does not have.`,
      `Its fields are ${names.join(", ")}.`,
    );
  }
  return Object.fromEntries(
    Object.entries(document).map(([name, value]) => {
      if (typeof value !== "string" && typeof value !== "number") {
        throw new UsageError(`The field "${name}" is neither text nor number.`);
      }
      return [name, String(value)];
    }),
  );
}

function json(text: string): Record<string, unknown> | undefined {
  try {
    const document: unknown = JSON.parse(text);
    return typeof document === "object" && document !== null && !Array.isArray(document)
      ? (document as Record<string, unknown>)
      : undefined;
  } catch {
    // The parser's own message quotes the text.
    return undefined;
  }
}
