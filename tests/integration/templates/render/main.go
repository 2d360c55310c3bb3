// Renders target templates as External Secrets Operator 0.20.4 does: text/template with the operator's own edition of
// sprig, without the functions that read the environment, and with an error for a name that is not there.
//
// Standard input: [{"templates": {key: template}, "values": {name: value}}]. Standard output: [{"data": {key: text}}]
// or [{"error": text}] in the same order.
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

type result struct {
	Data  map[string]string `json:"data,omitempty"`
	Error string            `json:"error,omitempty"`
}

func main() {
	var orders []order
	if err := json.NewDecoder(os.Stdin).Decode(&orders); err != nil {
		log.Fatal(err)
	}
	functions := sprig.TxtFuncMap()
	delete(functions, "env")
	delete(functions, "expandenv")
	results := make([]result, len(orders))
	for i, o := range orders {
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
