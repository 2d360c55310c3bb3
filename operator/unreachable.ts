import { OperatorError } from "./errors.ts";

/** Codes of a certificate that no known authority has signed. @see https://docs.openssl.org/3.0/man1/openssl-verification-options/ */
const UNTRUSTED = /^(?:SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_(?:GET_ISSUER_CERT|VERIFY).*)$/;

/**
 * Why a service cannot be reached, where an error tells: the proxy, a certificate, a name, a port.
 * @param who what was asked: "AWS".
 * @param instead what else can be done, for the end of a fix.
 * @returns undefined for any other error.
 */
export function unreachable(error: unknown, who: string, instead = "."): OperatorError | undefined {
  const code = codesOf(error).find((one) => /^(?:E[A-Z_]+|UND_ERR_[A-Z_]+|CERT_[A-Z_]+)$/.test(one));
  const far =
    code && new OperatorError(`${who} cannot be reached (${code}).`, `Check the network and the proxy${instead}`);
  return blocked(error, who, instead) ?? (far || undefined);
}

/** The same for what stands between: a proxy that refuses, or a certificate that is not trusted. */
export function blocked(error: unknown, who: string, instead = "."): OperatorError | undefined {
  const codes = codesOf(error);
  const code = codes.find((one) => UNTRUSTED.test(one));
  if (code !== undefined) {
    return new OperatorError(
      `The certificate that answers for ${who} is not trusted (${code}).`,
      `A proxy that looks into traffic signs with an authority of its own: name its file in NODE_EXTRA_CA_CERTS${instead}`,
    );
  }
  if (codes.includes("ERR_PROXY_TUNNEL") || codes.includes("UND_ERR_ABORTED")) {
    return new OperatorError(
      `The proxy does not let ${who} be reached.`,
      `Check HTTPS_PROXY (with user and password where the proxy asks for them) and NO_PROXY${instead}`,
    );
  }
  return undefined;
}

/** The codes of an error and of what caused it. */
function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  for (let one = error; typeof one === "object" && one !== null; one = (one as { cause?: unknown }).cause) {
    const { code, errors } = one as { code?: unknown; errors?: unknown };
    if (typeof code === "string") codes.push(code);
    // Where a name has several addresses, each is tried.
    if (Array.isArray(errors)) codes.push(...errors.flatMap(codesOf));
    if (codes.length > 20) break;
  }
  return codes;
}
