// The real Kubernetes provider: the newest state of its module that can be had, of January 2026. The module lacks the two files
// that its own main embeds. The files that they are made from are in the module: toolchain/builders.ts copies them here.
package main

import (
	_ "embed"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
)

// The version of @pulumi/kubernetes in package.json, which the engine asks for.
const version = "4.34.2"

//go:embed schema.json
var schema []byte

//go:embed terraform-mapping.json
var terraformMapping []byte

func main() {
	provider.Serve("kubernetes", version, schema, terraformMapping)
}
