import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

interface Version {
  readonly id: string;
  readonly text: string;
  readonly created: number;
  readonly labels: Set<string>;
  /** Ids of the keys that it is under. */
  readonly keys: readonly string[];
}

interface Secret {
  /** The key for new values, by its ARN; undefined for AWS's own. */
  key?: string;
  readonly versions: Version[];
  readonly tags: Map<string, string>;
}

interface Refusal {
  readonly type: string;
  readonly status?: number;
  readonly message?: string;
}

type Body = Readonly<Record<string, string | string[] | { Key: string; Value: string }[] | undefined>>;

/**
 * Secrets Manager's labels as its API reference describes them, which moto follows in part: a label is on one version
 * at a time and stays where it is until it is moved; AWSPREVIOUS follows AWSCURRENT; a label is taken only from the
 * version that has it.
 */
export class AwsServer {
  readonly secrets = new Map<string, Secret>();
  readonly asked: string[] = [];
  /** Called before each request is answered; what it returns is the error that is answered instead. */
  refuse: (action: string) => Refusal | undefined | Promise<Refusal | undefined> = () => undefined;
  now = Date.parse("2026-08-01T10:00:00Z");
  endpoint = "";
  /** What DescribeSecret tells of each secret's copies. */
  replicationStatus: readonly { Region: string; Status: string; StatusMessage?: string }[] | undefined;
  readonly #server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const action =
      String(request.headers["x-amz-target"] ?? "GetCallerIdentity")
        .split(".")
        .at(-1) ?? "";
    this.asked.push(action);
    const refusal = await this.refuse(action);
    if (action === "GetCallerIdentity") {
      response.writeHead(200, { "content-type": "text/xml" });
      response.end(
        `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:sts::123456789012:assumed-role/operator/me</Arn><UserId>x</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
      );
      return;
    }
    try {
      if (refusal !== undefined) throw refusal;
      const answer = this.#answer(action, JSON.parse(text));
      response.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
      response.end(JSON.stringify(answer));
    } catch (error) {
      const { type = "InternalServiceError", status = 400, message = type } = error as Partial<Refusal>;
      response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
      response.end(JSON.stringify({ __type: type, message }));
    }
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.endpoint = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  create(name: string, tags: Readonly<Record<string, string>> = {}): void {
    this.secrets.set(name, { versions: [], tags: new Map(Object.entries(tags)) });
  }

  /** Puts a version as a client does. @param labels undefined: AWSCURRENT. */
  put(name: string, id: string, text: string, labels: readonly string[] = ["AWSCURRENT"]): void {
    const secret = this.#find(name);
    const first = secret.versions.length === 0;
    this.now += 60_000;
    const version = { id, text, created: this.now, labels: new Set<string>(), keys: [keyName(secret.key)] };
    secret.versions.push(version);
    for (const label of first ? ["AWSCURRENT", ...labels] : labels) this.#move(secret, label, version);
  }

  holder(name: string, label: string): Version | undefined {
    return this.#find(name).versions.find(({ labels }) => labels.has(label));
  }

  #find(name: string): Secret {
    const secret = this.secrets.get(name);
    if (secret === undefined) throw { type: "ResourceNotFoundException" };
    return secret;
  }

  #move(secret: Secret, label: string, to: Version | undefined): void {
    const from = secret.versions.find(({ labels }) => labels.has(label));
    if (from === to) return;
    from?.labels.delete(label);
    to?.labels.add(label);
    if (label === "AWSCURRENT" && from !== undefined) this.#move(secret, "AWSPREVIOUS", from);
    if (label === "AWSCURRENT") to?.labels.delete("AWSPREVIOUS");
  }

  #answer(action: string, body: Body): object {
    const name = String(body.SecretId);
    const secret = this.#find(name);
    switch (action) {
      case "DescribeSecret":
        return {
          ARN: `arn:${name}`,
          Name: name,
          Tags: [...secret.tags].map(([Key, Value]) => ({ Key, Value })),
          ...(secret.key === undefined ? {} : { KmsKeyId: secret.key }),
          ...(this.replicationStatus === undefined ? {} : { ReplicationStatus: this.replicationStatus }),
        };
      case "ListSecretVersionIds": {
        // A page of two, so that paging is always at work.
        const from = Number(body.NextToken ?? 0);
        const page = secret.versions.slice(from, from + 2);
        return {
          Versions: page.map(({ id, created, labels, keys }) => ({
            VersionId: id,
            CreatedDate: created / 1000,
            KmsKeyIds: keys,
            ...(labels.size === 0 ? {} : { VersionStages: [...labels] }),
          })),
          ...(from + 2 < secret.versions.length ? { NextToken: String(from + 2) } : {}),
        };
      }
      case "PutSecretValue":
        this.put(name, String(body.ClientRequestToken), String(body.SecretString));
        return {};
      case "GetSecretValue":
        return { SecretString: this.holder(name, "AWSCURRENT")?.text ?? "" };
      case "TagResource":
        for (const tag of body.Tags as { Key: string; Value: string }[]) secret.tags.set(tag.Key, tag.Value);
        return {};
      case "UpdateSecretVersionStage": {
        const label = String(body.VersionStage);
        const holder = secret.versions.find(({ labels }) => labels.has(label));
        const to = secret.versions.find(({ id }) => id === body.MoveToVersionId);
        if (body.MoveToVersionId !== undefined && to === undefined) throw { type: "ResourceNotFoundException" };
        if (holder !== undefined && holder.id !== body.RemoveFromVersionId) throw { type: "InvalidParameterException" };
        if (holder === undefined && body.RemoveFromVersionId !== undefined) throw { type: "InvalidParameterException" };
        this.#move(secret, label, to);
        return {};
      }
    }
    throw { type: "InvalidAction" };
  }
}

// As AWS names its own key in a version's list: docs.aws.amazon.com, ListSecretVersionIds, its example.
function keyName(key: string | undefined): string {
  return key ?? "DefaultEncryptionKey";
}
