import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Access, Target } from "./access.ts";
import type { Front } from "./cluster.ts";
import type { ClusterApi } from "./cluster-api.ts";
import { InvalidToken, identityOf } from "./tokens.ts";

export interface FrontOptions {
  /** Where moto answers, and the account that the secrets are in. */
  readonly moto: string;
  readonly account: string;
  readonly region: string;
  readonly issuer: string;
  readonly access: Access;
  readonly api: ClusterApi;
}

/** One call that was decided upon, for tests to look at. */
export interface Decision {
  readonly action: string;
  /** ARN of the role, or of the role asked for. */
  readonly role: string;
  readonly secret?: string;
  readonly allowed: boolean;
}

/** Reads that get no answer for now. */
export interface Hold {
  /** Settles once there is one. */
  readonly arrived: Promise<void>;
  /** Has them, and all later ones, answered. */
  release(): void;
}

interface Session {
  readonly role: string;
  readonly token: string;
}

/**
 * STS and IAM in front of the AWS emulator: hands out temporary credentials for tokens of the cluster, and lets a call
 * through where the policies of the program allow it.
 */
export class AwsFront implements Front {
  readonly decisions: Decision[] = [];
  /** Whether every call is answered as by a service that is down. */
  isDown = false;
  #hold: { readonly arrive: () => void; readonly released: Promise<void> } | undefined;
  readonly #options: FrontOptions;
  readonly #defects: Error[] = [];
  readonly #sessions = new Map<string, Session>();
  readonly #server: Server;

  private constructor(options: FrontOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: Error) => {
        this.#defects.push(error);
        reply(response, 500, { __type: "InternalFailure", message: error.message });
      });
    });
  }

  static async start(options: FrontOptions): Promise<AwsFront> {
    const front = new AwsFront(options);
    await new Promise<void>((resolve) => front.#server.listen(0, "127.0.0.1", resolve));
    return front;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get environment(): Readonly<Record<string, string>> {
    return { AWS_SECRETSMANAGER_ENDPOINT: this.endpoint, AWS_STS_ENDPOINT: this.endpoint };
  }

  get access(): Access {
    return this.#options.access;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Forgets every session: who calls next has to sign in again. */
  expireSessions(): void {
    this.#sessions.clear();
  }

  /** Lets every read wait, as a slow service does. */
  holdReads(): Hold {
    const [arrival, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    this.#hold = { arrive: arrival.resolve, released: end.promise };
    const release = () => {
      this.#hold = undefined;
      end.resolve();
    };
    return { arrived: arrival.promise, release };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    if (this.isDown) {
      response.destroy();
      return;
    }
    const target = request.headers["x-amz-target"];
    if (target === undefined) return this.#sts(new URLSearchParams(body), request, response);
    return this.#secretsManager(String(target).split(".")[1] ?? "", request, body, response);
  }

  /** Throws where the stand-in itself has failed. */
  check(): void {
    const [defect] = this.#defects;
    if (defect !== undefined) throw defect;
  }

  /** A session of one of the program's roles, as the environment variables of a signed-in person. */
  signIn(role: string): Record<"AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" | "AWS_SESSION_TOKEN", string> {
    const id = `ASIA${randomBytes(8).toString("hex").toUpperCase()}`;
    const session = { role: this.#options.access.roleArn(role), token: randomBytes(24).toString("hex") };
    this.#sessions.set(id, session);
    return {
      AWS_ACCESS_KEY_ID: id,
      AWS_SECRET_ACCESS_KEY: randomBytes(20).toString("hex"),
      AWS_SESSION_TOKEN: session.token,
    };
  }

  async #sts(query: URLSearchParams, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const action = query.get("Action") ?? "";
    if (action === "AssumeRoleWithWebIdentity") return this.#assume(query, response);
    const session = this.#sessionOf(request);
    if (action !== "GetCallerIdentity" || session === undefined) {
      return refuse(response, 403, "InvalidClientTokenId", "The security token included in the request is invalid");
    }
    const arn = session.role.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/");
    response.writeHead(200, { "content-type": "text/xml" });
    response.end(`<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<GetCallerIdentityResult><Arn>${arn}/session</Arn><UserId>AROA:session</UserId><Account>${this.#options.account}</Account></GetCallerIdentityResult>
</GetCallerIdentityResponse>`);
  }

  async #assume(query: URLSearchParams, response: ServerResponse): Promise<void> {
    const action = "AssumeRoleWithWebIdentity";
    const role = query.get("RoleArn") ?? "";
    let allowed = false;
    try {
      const token = query.get("WebIdentityToken") ?? "";
      const identity = await identityOf(token, this.#options.issuer, this.#options.api);
      allowed = await this.#options.access.mayAssume(role, identity);
    } catch (error) {
      if (!(error instanceof InvalidToken)) throw error;
      this.decisions.push({ action, role, allowed });
      return refuse(response, 400, error.expired ? "ExpiredTokenException" : "InvalidIdentityToken", error.message);
    }
    this.decisions.push({ action, role, allowed });
    if (!allowed)
      return refuse(response, 403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity");
    const signedIn = this.signIn(role);
    response.writeHead(200, { "content-type": "text/xml" });
    response.end(`<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<AssumeRoleWithWebIdentityResult><Credentials>
<AccessKeyId>${signedIn.AWS_ACCESS_KEY_ID}</AccessKeyId><SecretAccessKey>${signedIn.AWS_SECRET_ACCESS_KEY}</SecretAccessKey>
<SessionToken>${signedIn.AWS_SESSION_TOKEN}</SessionToken>
<Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration>
</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`);
  }

  async #secretsManager(
    action: string,
    request: IncomingMessage,
    body: string,
    response: ServerResponse,
  ): Promise<void> {
    const session = this.#sessionOf(request);
    if (session === undefined) {
      const message = "The security token included in the request is invalid.";
      return reply(response, 400, { __type: "UnrecognizedClientException", message });
    }
    const { role } = session;
    const { SecretId: secret = "", Tags } = JSON.parse(body) as { SecretId?: string; Tags?: { Key: string }[] };
    // As AWS does: who may not read a secret is not told that there is none.
    const tagKeys = Tags?.map(({ Key }) => Key);
    const denied = await this.#options.access.denied(role, action, await this.#target(secret), tagKeys);
    const allowed = denied === undefined;
    this.decisions.push({ action, role, secret, allowed });
    if (!allowed) {
      const message = `User: ${role} is not authorized to perform: ${denied} on resource: ${secret}`;
      return reply(response, 400, { __type: "AccessDeniedException", message });
    }
    if (action === "GetSecretValue" && this.#hold !== undefined) {
      this.#hold.arrive();
      await this.#hold.released;
    }
    const answer = await this.#forward(action, body);
    response.writeHead(answer.status, { "content-type": "application/x-amz-json-1.1" });
    response.end(await answer.text());
  }

  // Signatures are not checked: an id and its token are as hard to guess here as the key that nobody else was given.
  #sessionOf({ headers }: IncomingMessage): Session | undefined {
    const id = /Credential=([^/]+)\//.exec(headers.authorization ?? "")?.[1] ?? "";
    const session = this.#sessions.get(id);
    return session?.token === headers["x-amz-security-token"] ? session : undefined;
  }

  async #target(secret: string): Promise<Target> {
    const described = await this.#forward("DescribeSecret", JSON.stringify({ SecretId: secret }));
    const { ARN, KmsKeyId } = (await described.json()) as { ARN?: string; KmsKeyId?: string };
    const { region, account } = this.#options;
    // A secret's ARN ends in six characters of AWS's choice.
    return { arn: ARN ?? `arn:aws:secretsmanager:${region}:${account}:secret:${secret}-000000`, kmsKeyId: KmsKeyId };
  }

  #forward(action: string, body: string): Promise<Response> {
    const { moto, account, region } = this.#options;
    return fetch(moto, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `secretsmanager.${action}`,
        "x-moto-account-id": account,
        authorization: `AWS4-HMAC-SHA256 Credential=front/20260101/${region}/secretsmanager/aws4_request, SignedHeaders=host, Signature=none`,
      },
      body,
    });
  }
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
  response.end(JSON.stringify(body));
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { "content-type": "text/xml" });
  response.end(
    `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  );
}
