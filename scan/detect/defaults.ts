import type { Assignment } from "./assignments.ts";

/** A reference that carries what holds where the variable is missing: in shells, in charts' templates, in programs. */
const FORMS = [
  /\$\{([A-Za-z_]\w{0,79}):?[-=]([^}\n]{4,300})\}/g,
  /\{\{[^{}]{0,200}?(\w{1,80})\s{0,3}\|\s{0,3}default\s{0,3}["']([^"'\n]{4,300})["']/g,
  /\{\{-?\s{0,3}or\s{0,3}[\w.$]{0,100}?\.(\w{1,80})\s{0,3}["']([^"'\n]{4,300})["']/g,
  /\b(?:getenv|environ\.get|env|ENV\.fetch|lookup_env)\s?\(\s?["']([A-Za-z_]\w{0,79})["']\s?,\s?["']([^"'\n]{4,300})["']/g,
  /\bprocess\.env(?:\.|\[["'])([A-Za-z_]\w{0,79})(?:["']\])?\s{0,3}(?:\|\||\?\?)\s{0,3}["']([^"'\n]{4,300})["']/g,
];

/** The values that stand in a text for variables that may be missing. */
export function defaultsOf(text: string): Assignment[] {
  if (!/[$({]/.test(text)) return [];
  return FORMS.flatMap((form) =>
    [...text.matchAll(form)].map(([, name = "", value = ""]) => ({ name, text: value.trim(), form: "whole" as const })),
  );
}
