/** What the scan says of its own. No message takes a text that came from a value. */
export const messages = {
  allowWithoutReason: () =>
    'an exception needs a reason: "# scan:allow <why this is no secret, or why it may stand here>"',
  allowUnused: () => "this exception accepts nothing: remove it",
  passphraseInProduction: ({ stack }: { stack: string }) =>
    `the production stack "${stack}" keeps its secrets with a passphrase, which whoever has the file can guess offline; ` +
    'use a key that access is granted to and can be taken from: pulumi stack change-secrets-provider "awskms://…" (or azurekeyvault://…)',
  passphrase: ({ stack }: { stack: string }) =>
    `the stack "${stack}" keeps its secrets with a passphrase; a cloud's key can be granted and taken away: pulumi stack change-secrets-provider`,
  missing: () => "there is no such file or folder",
  noFile: () => "is neither a file nor a folder, so there is nothing to read",
  unreadable: ({ code }: { code: string }) => `cannot be read (${code}): check who may read it`,
  notText: () => "is not UTF-8 text: only YAML and JSON are scanned",
  encryptedFile: () => "is encrypted as a whole by git-crypt: its values cannot be read here, and were not searched",
  tooLarge: ({ bytes, limit }: { bytes: number; limit: number }) => `has ${bytes} bytes; at most ${limit} are scanned`,
  brokenYaml: ({ code }: { code: string }) => `is no readable YAML (${code}); its lines were searched one by one`,
  stagedWithPaths: () => "takes no paths: it searches every stack file of git's index",
  noIndex: () => "needs git, and a folder inside a git repository",
  nothingToScan: () =>
    "no Pulumi*.yaml in this folder: name the files to scan, or start the scan in the project's folder",
  nothingBelow: () =>
    "no Pulumi*.yaml in this folder or below it, so nothing was scanned: name the files to scan, or another folder",
} as const;
