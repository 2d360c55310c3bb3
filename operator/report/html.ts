/** Text that is HTML already. */
export interface Html {
  readonly html: string;
}

type Part = string | number | Html | undefined | readonly (Html | string)[];

/** A template whose parts are escaped, unless they are HTML already. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: strings.map((text, i) => text + (i < parts.length ? rendered(parts[i]) : "")).join("") };
}

function rendered(part: Part): string {
  if (part === undefined) return "";
  if (Array.isArray(part)) return part.map(rendered).join("");
  if (typeof part === "object") return (part as Html).html;
  return String(part).replace(
    /[&<>"']/g,
    (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[character] ?? character,
  );
}
