import http from "node:http";
import https from "node:https";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { OperatorError } from "../errors.ts";
import { proxyEnvironment } from "../proxy.ts";

/** Asks for the code of a profile's second factor. */
export type AskCode = (device: string) => Promise<string>;

/** Where nobody can be asked. */
export const noTerminal: AskCode = async () => {
  const { AWS_PROFILE = "default" } = process.env;
  const profile = /^[\w@.+-]{1,60}$/.test(AWS_PROFILE) ? AWS_PROFILE : "<profile>";
  throw new OperatorError(
    `The AWS profile ${profile} asks for the code of a second factor, and there is no terminal to ask at.`,
    `Sign in first: eval "$(aws configure export-credentials --profile ${profile} --format env)" && unset AWS_PROFILE`,
  );
};

/**
 * What every client of AWS is made with: the environment's proxies, patience, and one sign-in for all of them, so that a
 * second factor is asked for once.
 * @param patienceMs how long one request is waited for, before it is asked again.
 */
export function awsClientConfig(region: string, askCode: AskCode = noTerminal, patienceMs = 10_000) {
  const proxyEnv = proxyEnvironment(process.env);
  // The SDK makes its own agents, which know of no proxy.
  const agent = { keepAlive: true, maxSockets: 50, ...(proxyEnv === undefined ? {} : { proxyEnv }) };
  const requestHandler = {
    connectionTimeout: patienceMs,
    requestTimeout: patienceMs,
    throwOnRequestTimeout: true,
    httpAgent: new http.Agent(agent),
    httpsAgent: new https.Agent(agent),
  };
  // Adaptive: nine credentials asked at once may be throttled, and the SDK then slows down by itself.
  return {
    region,
    maxAttempts: 5,
    retryMode: "adaptive",
    requestHandler,
    credentials: signIn(askCode, requestHandler),
  };
}

const signIns = new WeakMap<AskCode, ReturnType<typeof defaultProvider>>();

function signIn(askCode: AskCode, requestHandler: object): ReturnType<typeof defaultProvider> {
  const known = signIns.get(askCode);
  if (known !== undefined) return known;
  const made = defaultProvider({ mfaCodeProvider: askCode, clientConfig: { requestHandler } });
  if (askCode !== noTerminal) signIns.set(askCode, made);
  return made;
}
