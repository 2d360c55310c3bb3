import { expect, test } from "vitest";
import { architectureDocument } from "../../docs/generate/architecture.ts";

const diagrams = [...architectureDocument().matchAll(/```mermaid\n([\s\S]*?)```/g)].map(([, diagram = ""]) => diagram);

test("there are two diagrams: the way of a value, and who may read what", () => {
  expect(diagrams).toHaveLength(2);
});

test.each(diagrams)("a diagram joins only what it declares", (diagram) => {
  const declared = new Set([...diagram.matchAll(/(?:^ *|> )(?:subgraph )?(\w+)[[({]/gm)].map(([, name]) => name));
  const edges = diagram.split("\n").filter((line) => /-->|\.->|<-->/.test(line));
  expect(edges.length).toBeGreaterThan(8);
  for (const edge of edges) {
    const ends = edge.split(/ (?:<?-->|-- .+? -->|-\. .+? \.->) /).flatMap((part) => part.trim().split(" & "));
    for (const end of ends) expect(declared, edge).toContain(end);
  }
});
