import { updateCommand } from "../../catalogue/index.ts";
import { DeniedError, OperatorError } from "../errors.ts";
import { unreachable } from "../unreachable.ts";

const SIGN_IN = "Sign in: aws sso login, or set AWS_PROFILE; aws sts get-caller-identity shows who you are.";

/**
 * An error of the AWS SDK in words for an operator. The service's message is not repeated, except where it names who
 * was denied what: that holds an action and ARNs.
 * @param thing what was asked for.
 */
export function translateAws(error: unknown, thing: string): Error {
  if (error instanceof OperatorError) return error;
  const { name, message } = error as Error;
  switch (name) {
    case "CredentialsProviderError":
    case "TokenProviderError":
      return noSignIn(message);
    case "ExpiredTokenException":
    case "ExpiredToken":
      return new OperatorError("The sign-in to AWS has expired.", SIGN_IN);
    case "UnrecognizedClientException":
    case "InvalidClientTokenId":
    case "InvalidSignatureException":
    case "SignatureDoesNotMatch":
      return new OperatorError("AWS does not know the credentials of the sign-in.", SIGN_IN);
    case "AccessDenied":
    case "AccessDeniedException":
      if (/MultiFactorAuthentication failed/.test(message)) {
        return new OperatorError(
          "AWS does not accept the code of the second factor.",
          "A code works once: wait for the next one, and run it again.",
        );
      }
      return new DeniedError(
        `AWS denies it for ${thing}${actionOf(message)}.`,
        "Take on the operators' role (settings aws.operators); npm run secrets -- doctor shows what you may do.",
      );
    case "ResourceNotFoundException":
      return new OperatorError(`${thing} does not exist on AWS.`, `Create it first: ${updateCommand()}.`);
    case "InvalidRequestException":
      if (/marked for deletion|scheduled for deletion|marked deleted/.test(message)) {
        return new OperatorError(
          `${thing} is scheduled for deletion on AWS.`,
          `Take it back first: aws secretsmanager restore-secret --secret-id ${thing}`,
        );
      }
      return unfit(thing, message);
    case "ThrottlingException":
    case "Throttling":
    case "TooManyRequestsException":
      return new OperatorError(`AWS asks to slow down (${thing}), and did so five times.`, "Run it again in a minute.");
    case "LimitExceededException":
      // @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
      return new OperatorError(
        `A quota of AWS is used up for ${thing}.`,
        "A secret holds some 100 versions, and AWS removes none that is younger than a day: wait until tomorrow, and look who puts so many (CloudTrail, PutSecretValue).",
      );
    case "DecryptionFailure":
    case "EncryptionFailure":
    case "KMSInvalidStateException":
    case "KMSNotFoundException":
      return new OperatorError(
        `The KMS key of ${thing} cannot be used (${name}).`,
        "Look whether it is disabled or scheduled for deletion: aws kms describe-key.",
      );
    case "TimeoutError":
    case "NetworkingError":
    case "AbortError":
      return new OperatorError(`AWS does not answer (${thing}).`, "Check the network, the proxy and the region.");
  }
  return unreachable(error, "AWS") ?? new OperatorError(`AWS refuses the request for ${thing} (${name}).`);
}

/**
 * Why there is no sign-in. The SDK tries one way after the other and keeps the reason of an expired session alone; its
 * sentences are not repeated.
 */
function noSignIn(message: string): Error {
  const { AWS_PROFILE } = process.env;
  if (/SSO (?:session|token)|sso login/i.test(message)) {
    return new OperatorError(
      "The SSO session of the AWS profile has expired, or there was none.",
      "Sign in: aws sso login",
    );
  }
  if (AWS_PROFILE === undefined || !/^[\w@.+-]{1,60}$/.test(AWS_PROFILE)) {
    return new OperatorError("Nobody is signed in to AWS.", SIGN_IN);
  }
  return new OperatorError(
    `The AWS profile ${AWS_PROFILE} does not exist, or gives no keys.`,
    `See what is wrong with it: aws sts get-caller-identity --profile ${AWS_PROFILE}`,
  );
}

/** Why a secret cannot take a request now. @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html */
function unfit(thing: string, message: string): Error {
  if (/replica/i.test(message)) {
    return new OperatorError(
      `${thing} is a copy of a secret of another region, and takes no value of its own there.`,
      "Correct the setting aws.region: it must be the region of the secrets themselves.",
    );
  }
  if (/rotation/i.test(message)) {
    return new OperatorError(
      `A rotation of ${thing} has begun and not ended.`,
      "See why: the log group of its rotation function. aws secretsmanager cancel-rotate-secret ends it.",
    );
  }
  if (/\bkms\b|\bkey\b.{0,40}\bdisabled\b/i.test(message)) {
    return new OperatorError(
      `The KMS key of ${thing} cannot be used.`,
      "Look whether it is disabled or scheduled for deletion: aws kms describe-key.",
    );
  }
  return new OperatorError(`AWS does not accept the request for ${thing} (InvalidRequestException).`);
}

function actionOf(message: string): string {
  const action = /\bperform: ([a-z0-9-]+:\w+)/i.exec(message)?.[1];
  return action === undefined ? "" : ` (${action})`;
}
