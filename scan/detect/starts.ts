/**
 * A search for the few of many patterns that a text may hold: one pass over the text, however many patterns there are.
 *
 * @param startsOf texts of which every match of the item's pattern holds one; an empty one makes it a candidate always
 * @returns the candidates of a text, in the order of the items
 */
export function searchByStarts<T>(
  items: readonly T[],
  startsOf: (item: T) => readonly string[],
): (text: string) => readonly T[] {
  // By the first three characters of the starts, as one number; and those with a shorter start.
  const all = items.map(startsOf);
  const byStart = new Map<number, number[]>();
  // Most characters of a text begin no start: a glance here spares the look-up.
  const begins = new Uint8Array(SLOTS);
  const always: number[] = [];
  for (const [index, starts] of all.entries()) {
    if (starts.some((start) => start.length < 3)) always.push(index);
    else
      for (const start of starts) {
        byStart.set(numberAt(start, 0), [...(byStart.get(numberAt(start, 0)) ?? []), index]);
        begins[slotOf(start.charCodeAt(0), start.charCodeAt(1), start.charCodeAt(2))] = 1;
      }
  }
  return (text) => {
    let found: Set<number> | undefined;
    let first = text.charCodeAt(0);
    let second = text.charCodeAt(1);
    for (let at = 0; at + 2 < text.length; at++) {
      const third = text.charCodeAt(at + 2);
      if (begins[slotOf(first, second, third)] === 1) {
        const indices = byStart.get(numberAt(text, at));
        if (indices) {
          found ??= new Set(always);
          for (const index of indices) found.add(index);
        }
      }
      first = second;
      second = third;
    }
    if (found === undefined && always.length === 0) return [];
    return [...(found ?? always)]
      .filter((index) => all[index]?.some((start) => text.includes(start)))
      .sort((a, b) => a - b)
      .flatMap((index) => items[index] ?? []);
  };
}

const SLOTS = 65_536;

/** Different for most starts: ASCII's letters fill fewer slots than there are. */
const slotOf = (first: number, second: number, third: number): number =>
  (first * 961 + second * 31 + third) & (SLOTS - 1);

function numberAt(text: string, at: number): number {
  return (text.charCodeAt(at) * 65_536 + text.charCodeAt(at + 1)) * 65_536 + text.charCodeAt(at + 2);
}

/**
 * The plain text that every match of a pattern begins with: `\bsk-ant-(?:api|oat)\d` -> `sk-ant-`. Empty where it begins
 * with anything else, or where that is not easily told.
 */
export function plainStart({ source, flags }: RegExp): string {
  const [, text = "", last = "", next = ""] =
    /^(?:\\b)?((?:[\w\-/:]|\\[./-])*?)([\w\-/:]|\\[./-])(?![\w\-/:]|\\[./-])(.?)/.exec(source) ?? [];
  if (flags.includes("i") || hasAlternatives(source)) return "";
  const start = "*?{".includes(next) && next !== "" ? text : text + last;
  return start.replace(/\\(.)/g, "$1");
}

/** Whether the whole pattern, and not only a group of it, is one thing or another. */
function hasAlternatives(source: string): boolean {
  const flat = source.replace(/\\./g, "").replace(/\[[^\]]*\]/g, "");
  let depth = 0;
  for (const character of flat) {
    if (character === "(") depth++;
    else if (character === ")") depth--;
    else if (character === "|" && depth === 0) return true;
  }
  return false;
}
