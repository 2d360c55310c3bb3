// @ts-nocheck The parser was translated from C#; its types are larger than all of ours.
// Microsoft's own parser of Kusto's language: prints what it says of each query.
// Standard input: {"tables": {name: "(column:type, …)"}, "queries": [text]}; the first argument: where the parser is.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.argv[2]}/`);
require("@kusto/language-service-next/bridge.min.js");
require("@kusto/language-service-next/Kusto.Language.Bridge.min.js");
const { Symbols, GlobalState, KustoCode } = globalThis.Kusto.Language;

const listed = (list) => Array.from({ length: list.Count }, (_, index) => list.getItem(index));
const { tables, queries } = JSON.parse(readFileSync(0, "utf8"));
const symbols = Object.entries(tables).map(([name, columns]) => Symbols.TableSymbol.From(columns).WithName(name));
const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor("workspace", symbols));
console.log(
  JSON.stringify(
    queries.map((query) => {
      const code = KustoCode.ParseAndAnalyze(query, globals);
      return {
        problems: listed(code.GetDiagnostics()).map(
          ({ Message, Start, Length }) => `${query.slice(Start, Start + Length)}: ${Message}`,
        ),
        columns: listed(code.ResultType.Columns ?? { Count: 0 }).map(({ Name }) => Name),
      };
    }),
  ),
);
