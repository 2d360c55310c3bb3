/** First line of every derived document, so that nobody edits it by hand. */
export function derivedFrom(source: string): string {
  return `<!-- Derived from ${source} by npm run docs. Do not edit by hand. -->`;
}

/** A table; cells may hold Markdown, and a pipe in one is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Paragraphs and blocks, one blank line between them. */
export function blocks(...parts: readonly string[]): string {
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

export const code = (text: string) => `\`${text}\``;
