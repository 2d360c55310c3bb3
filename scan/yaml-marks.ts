import { type Alias, type Document, isAlias, isMap, isSeq, type Node, visit } from "yaml";

/** What a document holds besides texts. */
export interface Marks {
  /** What each alias stands for: the last anchor of its name before it. The parser's own look-up reads the document anew for each alias. */
  readonly targets: ReadonlyMap<Alias, Node>;
  readonly unresolved: readonly Alias[];
  /** Lists and maps that stand as keys. */
  readonly keys: readonly Node[];
  /** Tags and anchors. */
  readonly names: readonly { readonly text: string; readonly node: Node }[];
}

export function marksOf(document: Document): Marks {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const unresolved: Alias[] = [];
  const keys: Node[] = [];
  const names: { text: string; node: Node }[] = [];
  visit(document, {
    Pair: (_key, { key }) => {
      if (isMap(key) || isSeq(key)) keys.push(key);
    },
    Node: (_key, node) => {
      if (isAlias(node)) {
        const target = anchors.get(node.source);
        if (target) targets.set(node, target);
        else unresolved.push(node);
        return;
      }
      if (node.anchor) {
        anchors.set(node.anchor, node);
        names.push({ text: node.anchor, node });
      }
      if (node.tag) names.push({ text: node.tag, node });
    },
  });
  return { targets, unresolved, keys, names };
}
