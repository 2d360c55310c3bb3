import type { Detector, Finding } from "./detect/index.ts";
import { type Allowance, allowances, shownReason, withoutMark } from "./exceptions.ts";
import { messages } from "./messages.ts";
import { printable } from "./printable.ts";
import { type Exception, type Place, type Problem, SCAN_RULES } from "./report.ts";
import { passphraseRemark } from "./secrets-provider.ts";
import { type Comment, readYaml, type YamlText } from "./yaml-text.ts";

const CALLS_ITSELF_YAML = /\.(?:ya?ml|json)$/;

export interface FileReport {
  readonly findings: readonly Place[];
  readonly exceptions: readonly Exception[];
  readonly notices: readonly Place[];
  readonly problems: readonly Problem[];
}

/** What of a finding is reported: everything but its format and where in the value it is. */
export function reported({ rule, message, why }: Finding): Pick<Place, "rule" | "message" | "why"> {
  return { rule, message, ...(why === undefined ? {} : { why }) };
}

/** @returns a function that searches a file's text: values, keys and comments */
export function createFileScan(
  detect: Detector["detect"],
): (file: string, text: string, productionNames?: readonly string[]) => FileReport {
  return scanText;

  function scanText(file: string, text: string, productionNames?: readonly string[]): FileReport {
    let yaml: YamlText;
    const problems: Problem[] = [];
    try {
      yaml = readYaml(text);
    } catch (error) {
      const code = error instanceof RangeError ? "NESTED_TOO_DEEPLY" : "UNREADABLE";
      yaml = { entries: [], comments: [], top: new Map(), errors: [{ code, line: 1 }] };
    }
    // What a broken text seems to hold may be cut anywhere: a value could pass for a key, and keys are printed.
    if (yaml.errors.length > 0) yaml = { ...yaml, entries: [], top: new Map() };
    const ofText = yaml.errors.length > 0 ? ofLines(file, text) : [];
    // Any text may be searched, and only what calls itself YAML has to be.
    if (CALLS_ITSELF_YAML.test(file))
      for (const { code, line } of yaml.errors) problems.push({ file, line, message: messages.brokenYaml({ code }) });

    const found: Place[] = [...ofValues(file, yaml), ...ofComments(file, yaml.comments), ...ofText];
    const notices: Place[] = [];
    const remark = passphraseRemark(file, yaml, productionNames);
    if (remark) {
      const place = { file, line: remark.line, key: remark.key, rule: SCAN_RULES.passphrase, message: remark.message };
      (remark.isProduction ? found : notices).push(place);
    }
    return { ...sorted(file, found, yaml, text), notices: [...notices, ...unused(file, found, yaml, text)], problems };
  }

  function ofValues(file: string, { entries }: YamlText): Place[] {
    return entries.flatMap((entry) => {
      const ofKey = entry.key.length >= 16 ? detect("", entry.key) : [];
      const shown = ofKey.length > 0 ? "[a key]" : shownPart(entry.key);
      return [
        ...ofKey.map((finding) => ({ file, line: entry.line, key: shown, ...reported(finding) })),
        ...detect(entry.key, entry.value).map((finding) => ({
          file,
          line: entry.lineOf(finding.path),
          key: [shown, ...finding.path.map(shownPart)].filter((part) => part !== "").join("."),
          ...reported(finding),
        })),
      ];
    });
  }

  /** A commented-out value leaks like any other. */
  function ofComments(file: string, comments: readonly Comment[]): Place[] {
    return comments.flatMap(({ line, text }) => searchLine(file, line, withoutMark(text)));
  }

  /** What can be said of a text that is not YAML. */
  function ofLines(file: string, text: string): Place[] {
    const lines = text.split("\n");
    const found = lines.flatMap((line, index) => searchLine(file, index + 1, line));
    const whole = detect("", text).map((finding) => ({ file, line: 1, key: "", ...reported(finding) }));
    return found.length > 0 ? found : whole;
  }

  function searchLine(file: string, line: number, text: string): Place[] {
    const pair = /^[\s-]*["']?([^\s"'#][^\s"']*?)["']?:\s+(\S+|"[^"]*"|'[^']*')\s*(?:#.*)?$/.exec(text);
    const asPair = pair ? detect(pair[1] ?? "", (pair[2] ?? "").replace(/^(["'])(.*)\1$/, "$2")) : [];
    const found = asPair.length > 0 ? asPair : detect("", text);
    return found.map((finding) => ({ file, line, key: "", ...reported(finding) }));
  }

  function sorted(
    file: string,
    found: readonly Place[],
    yaml: YamlText,
    text: string,
  ): Pick<FileReport, "findings" | "exceptions"> {
    const lines = text.split("\n");
    const allowed = allowances(yaml.comments, lines);
    const findings: Place[] = [];
    const exceptions: Exception[] = [];
    const seen = new Set<string>();
    const accepting = new Map<number, Allowance>();
    for (const one of allowed) if (one.reason !== "" && !accepting.has(one.target)) accepting.set(one.target, one);
    for (const place of found) {
      const id = JSON.stringify(place);
      if (seen.has(id)) continue;
      seen.add(id);
      const allowance = accepting.get(place.line);
      if (allowance) exceptions.push({ ...place, reason: shownReason(allowance, lines, detect) });
      else findings.push(place);
    }
    for (const { line, reason } of allowed) {
      if (reason === "") findings.push(withoutReason(file, line));
      else findings.push(...searchLine(file, line, reason));
    }
    return { findings: findings.sort(byLine), exceptions: exceptions.sort(byLine) };
  }
}

const shownPart = (part: string) => (/^\d{0,3}$/.test(part) ? part : printable(part));

const withoutReason = (file: string, line: number): Place => ({
  file,
  line,
  key: "",
  rule: SCAN_RULES.allowWithoutReason,
  message: messages.allowWithoutReason(),
});

function unused(file: string, found: readonly Place[], yaml: YamlText, text: string): Place[] {
  const lines = new Set(found.map(({ line }) => line));
  return allowances(yaml.comments, text.split("\n"))
    .filter(({ target, reason }) => reason !== "" && !lines.has(target))
    .map(({ line }) => ({ file, line, key: "", rule: SCAN_RULES.allowUnused, message: messages.allowUnused() }));
}

const byLine = (a: Place, b: Place) => a.line - b.line;
