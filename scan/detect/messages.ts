/** What a finding says. No message takes a text that came from the value. */
export const messages = {
  vendor: ({ vendor }: { vendor: string }) => `looks like a secret of ${vendor}`,
  library: ({ rule }: { rule: string }) => `looks like a secret (secretlint: ${rule})`,
  password: () => "looks like a password",
  secret: () => "looks like a secret",
  token: () => "looks like a token or an API key",
  random: () => "looks like a random secret",
  "private-key": () => "holds a private key",
  "url-password": () => "holds an address with a password in it",
  "url-token": () => "holds an address with a token in it",
  "authorization-header": () => "holds an authorization header",
  jwt: () => "holds a signed token (JWT)",
  "password-hash": () => "holds a password's hash, which can be guessed offline",
} as const;

export type MessageId = keyof typeof messages;
