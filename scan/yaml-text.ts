import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
} from "yaml";
import { type Marks, marksOf } from "./yaml-marks.ts";

/** A value of a file with the key it stands under. */
export interface Entry {
  readonly key: string;
  readonly value: unknown;
  readonly line: number;
  /** The line of a text inside the value; the path as in a finding of `detect`. */
  readonly lineOf: (path: readonly string[]) => number;
}

export interface Comment {
  readonly line: number;
  /** Without the `#`. */
  readonly text: string;
  /** Nothing but the comment stands on its line. */
  readonly alone: boolean;
}

export interface YamlText {
  readonly entries: readonly Entry[];
  readonly comments: readonly Comment[];
  /** Top-level texts of the first document: `encryptionsalt`, `secretsprovider`. */
  readonly top: ReadonlyMap<string, { readonly value: unknown; readonly line: number }>;
  readonly errors: readonly { readonly code: string; readonly line: number }[];
}

/** Aliases can multiply a small text into a huge value; beyond this they are not followed again: what they stand for was seen once. */
const MAX_ALIASED_NODES = 20_000;

/**
 * Reads YAML or JSON for a search: all documents, every one of several equal keys, aliases followed. The parser's own messages are
 * not passed on: they quote the text.
 *
 * @throws RangeError where the text is nested deeper than the stack
 */
export function readYaml(text: string): YamlText {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "silent",
  });
  const documents = Array.isArray(parsed) ? parsed : [];
  const lineAt = (offset: number | undefined) => Math.max(1, lines.linePos(offset ?? 0).line);
  const entries: Entry[] = [];
  const top = new Map<string, { value: unknown; line: number }>();
  const errors: { code: string; line: number }[] = [];
  for (const [index, document] of documents.entries()) {
    const collector = new Collector(document, lineAt);
    for (const entry of collector.entries(document.contents)) {
      entries.push(entry);
      if (index === 0 && !top.has(entry.key)) top.set(entry.key, { value: entry.value, line: entry.line });
    }
    for (const entry of collector.besides()) entries.push(entry);
    for (const { code, pos } of document.errors) errors.push({ code, line: lineAt(pos[0]) });
    for (const line of collector.unresolved()) errors.push({ code: "UNRESOLVED_ALIAS", line });
  }
  for (const entry of directives(text)) entries.push(entry);
  return { entries, comments: commentsOf(text), top, errors };
}

class Collector {
  readonly #marks: Marks;
  readonly #lineAt: (offset: number | undefined) => number;
  readonly #open = new Set<Node>();
  #aliased = 0;
  #isAliased = false;
  #lines = new Map<string, number>();
  /** Values of keys that come again later in the same map. */
  #shadowed: { key: string; path: readonly string[]; node: unknown; line: number }[] = [];

  constructor(document: Document, lineAt: (offset: number | undefined) => number) {
    this.#marks = marksOf(document);
    this.#lineAt = lineAt;
  }

  /** The values to judge: each of the top level, and below `config`, where a stack's values stand, each of these. */
  entries(root: unknown): Entry[] {
    if (!isMap(root)) return root === null ? [] : this.#withShadowed("", root);
    return root.items.flatMap((pair) => {
      const key = keyText(pair);
      const below = isMap(pair.value) && key === "config" ? pair.value.items : [pair];
      return below.flatMap((one) => this.#withShadowed(keyText(one), one.value, one));
    });
  }

  /** What is neither key nor value: lists and maps that stand as keys, tags and anchors. */
  besides(): Entry[] {
    const names = this.#marks.names.map(({ text, node }) => textEntry(text, this.#lineOf(node)));
    return [...this.#marks.keys.flatMap((key) => this.#withShadowed("", key)), ...names];
  }

  /** The lines of aliases that stand for nothing: no reader of YAML takes such a text. */
  unresolved(): number[] {
    return this.#marks.unresolved.map((alias) => this.#lineOf(alias));
  }

  #withShadowed(key: string, node: unknown, pair?: Pair): Entry[] {
    const entries = [this.#entry(key, node, pair)];
    // Values that hid others may hide others themselves.
    for (const hidden of this.#shadowed) {
      entries.push(this.#entry([key, ...hidden.path].join("."), hidden.node, undefined, hidden.line));
    }
    this.#shadowed = [];
    return entries;
  }

  #entry(key: string, node: unknown, pair?: Pair, knownLine?: number): Entry {
    this.#lines = new Map();
    const line = knownLine ?? this.#lineOf(pair?.key ?? node);
    const value = this.#plain(node, []);
    const lines = this.#lines;
    const lineOf = (path: readonly string[]) => {
      for (let length = path.length; length > 0; length--) {
        const found = lines.get(JSON.stringify(path.slice(0, length)));
        if (found !== undefined) return found;
      }
      return line;
    };
    return { key, value, line, lineOf };
  }

  #lineOf(node: unknown): number {
    const range = (node as Node | undefined)?.range;
    return this.#lineAt(range?.[0]);
  }

  #plain(node: unknown, path: readonly string[]): unknown {
    if (this.#isAliased && ++this.#aliased > MAX_ALIASED_NODES) return undefined;
    if (isAlias(node)) return this.#aliasTarget(node, path);
    if (isScalar(node)) return scalarText(node.value, node.source);
    if (!isMap(node) && !isSeq(node)) return undefined;
    this.#open.add(node);
    const value = isMap(node)
      ? this.#object(node.items, path)
      : node.items.map((item, index) => this.#child(item, item, [...path, String(index)]));
    this.#open.delete(node);
    return value;
  }

  #aliasTarget(alias: Alias, path: readonly string[]): unknown {
    const target = this.#marks.targets.get(alias);
    if (target === undefined || this.#open.has(target)) return undefined;
    const before = this.#isAliased;
    this.#isAliased = true;
    const value = this.#plain(target, path);
    this.#isAliased = before;
    return value;
  }

  #object(pairs: readonly Pair[], path: readonly string[]): object {
    const object: Record<string, unknown> = Object.create(null);
    for (const pair of pairs) {
      const key = keyText(pair);
      const inside = [...path, key];
      if (key in object) this.#shadowed.push({ key, path: inside, node: pair.value, line: this.#lineOf(pair.key) });
      else object[key] = this.#child(pair.key, pair.value, inside);
    }
    return object;
  }

  #child(at: unknown, node: unknown, path: readonly string[]): unknown {
    this.#lines.set(JSON.stringify(path), this.#lineOf(at));
    return this.#plain(node, path);
  }
}

/** Lines above a document that begin with %: the parser keeps nothing of one that it does not know. */
function directives(text: string): Entry[] {
  if (!text.includes("%")) return [];
  return text.split("\n").flatMap((line, at) => (line.startsWith("%") ? [textEntry(line, at + 1)] : []));
}

function textEntry(value: string, line: number): Entry {
  return { key: "", value, line, lineOf: () => line };
}

/** Numbers as they are written: a password of digits may begin with 0 or have more of them than a number holds. */
function scalarText(value: unknown, source: string | undefined): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (typeof value === "number" || typeof value === "bigint") return source ?? String(value);
  return value;
}

function keyText({ key }: Pair): string {
  if (isScalar(key)) return String(key.source ?? key.value ?? "");
  return isAlias(key) ? `*${key.source}` : "?";
}

/** What the lexer writes between a text's own characters, and the byte order mark. */
const MARKS = ["\u0002", "\u0018", "\u001f", "\ufeff"];

/** The comments of a text, broken or not. */
function commentsOf(text: string): Comment[] {
  const comments: Comment[] = [];
  // Lexing takes a quarter of all the time.
  if (!text.includes("#")) return comments;
  let line = 1;
  let isLineEmpty = true;
  for (const lexeme of new Lexer().lex(text)) {
    if (MARKS.includes(lexeme)) continue;
    // A text that begins so without a quote is a line of a block; it is searched once more then, which does no harm.
    if (lexeme.startsWith("#")) comments.push({ line, text: lexeme.replace(/^#+/, "").trimEnd(), alone: isLineEmpty });
    const breaks = lexeme.split("\n").length - 1;
    line += breaks;
    const last = lexeme.slice(lexeme.lastIndexOf("\n") + 1);
    if (breaks > 0) isLineEmpty = last.trim() === "";
    else if (lexeme.trim() !== "") isLineEmpty = false;
  }
  return comments;
}
