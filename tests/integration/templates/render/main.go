// Renders target templates as External Secrets Operator does: text/template with the operator's own edition of sprig,
// without the functions that an edition of the operator lacks, and with an error for a name that is not there.
//
// Standard input: {"lacks": [function], "orders": [{"templates": {key: template}, "values": {name: value}}]}.
// Standard output: [{"data": {key: text}}] or [{"error": text}] in the same order.
package main

import (
	"bytes"
	"encoding/json"
	"log"
	"os"
	"text/template"

	"github.com/Masterminds/sprig/v3"
)

type order struct {
	Templates map[string]string `json:"templates"`
	Values    map[string]string `json:"values"`
}

type input struct {
	Lacks  []string `json:"lacks"`
	Orders []order  `json:"orders"`
}

type result struct {
	Data  map[string]string `json:"data,omitempty"`
	Error string            `json:"error,omitempty"`
}

func main() {
	var in input
	if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil {
		log.Fatal(err)
	}
	functions := sprig.TxtFuncMap()
	for _, name := range in.Lacks {
		if _, known := functions[name]; !known {
			log.Fatalf("sprig has no function %q to leave out", name)
		}
		delete(functions, name)
	}
	results := make([]result, len(in.Orders))
	for i, o := range in.Orders {
		results[i] = render(o, functions)
	}
	if err := json.NewEncoder(os.Stdout).Encode(results); err != nil {
		log.Fatal(err)
	}
}

func render(o order, functions template.FuncMap) result {
	data := map[string]string{}
	for key, text := range o.Templates {
		parsed, err := template.New(key).Option("missingkey=error").Funcs(functions).Parse(text)
		if err != nil {
			return result{Error: err.Error()}
		}
		var out bytes.Buffer
		if err := parsed.Execute(&out, o.Values); err != nil {
			return result{Error: err.Error()}
		}
		data[key] = out.String()
	}
	return result{Data: data}
}
