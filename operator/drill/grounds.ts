/** What a drill asks of AWS; every method throws an OperatorError where AWS refuses. */
export interface AwsDrillGround {
  /** Each subscription of the topic and whether its mail was confirmed. */
  subscriptions(topic: string): Promise<readonly { endpoint: string; confirmed: boolean }[]>;
  /** The rule's state and whether it has the topic as its target; undefined where there is no such rule. */
  rule(name: string, topic: string): Promise<{ state: string; tellsTopic: boolean } | undefined>;
  /** Whether a trail logs management events, reads included, at this moment. */
  trailSeesReads(): Promise<boolean>;
  /** Tries to read a secret. The value is not looked at. */
  read(secret: string): Promise<"denied" | "allowed">;
  /** The alarm's state and when it came into it; undefined where there is no such alarm. */
  alarm(name: string): Promise<{ state: string; since: Date; enabled: boolean } | undefined>;
  /** How often the rule called its targets since then, and how many of those calls failed. */
  deliveries(rule: string, since: Date): Promise<{ made: number; failed: number }>;
}

/** What a drill asks of Azure; every method throws an OperatorError where Azure refuses. */
export interface AzureDrillGround {
  /** Whether the vault's audit log goes to a workspace; undefined where there is no such diagnostic setting. */
  auditLog(name: string): Promise<{ audited: boolean } | undefined>;
  /** The action group and its addresses; undefined where there is none. */
  people(name: string): Promise<{ enabled: boolean; mails: { address: string; enabled: boolean }[] } | undefined>;
  /** The query's rule and whether it tells the action group; undefined where there is no such rule. */
  rule(name: string, people: string): Promise<{ enabled: boolean; tellsPeople: boolean } | undefined>;
  /** Tries to read a secret. The value is not looked at. */
  read(secret: string): Promise<"denied" | "allowed">;
  /** When the rule last raised an alert; undefined where it never did. */
  lastAlert(rule: string): Promise<Date | undefined>;
}
