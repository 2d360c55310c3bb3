module qualisys.io/secrets/toolchain/external-secrets-chart

go 1.24

require github.com/external-secrets/external-secrets v1.3.3-0.20260806102745-bf4736a0d7db
