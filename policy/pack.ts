import type { Rule } from "./rule.ts";
import { alarmRuleSeesReads } from "./rules/alarm-rule-sees-reads.ts";
import { alarmsHaveReceivers } from "./rules/alarms-have-receivers.ts";
import { alarmsStandApart } from "./rules/alarms-stand-apart.ts";
import { credentialsDelivered } from "./rules/credentials-delivered.ts";
import { documentFits } from "./rules/document-fits.ts";
import { externalSecretGuardsPlaceholders } from "./rules/external-secret-guards-placeholders.ts";
import { externalSecretRetains } from "./rules/external-secret-retains.ts";
import { keyRotates } from "./rules/key-rotates.ts";
import { keyWindow } from "./rules/key-window.ts";
import { noCrossCategoryReader } from "./rules/no-cross-category-reader.ts";
import { noCrossCategoryRole } from "./rules/no-cross-category-role.ts";
import { noDisplacingVersion } from "./rules/no-displacing-version.ts";
import { noRoleOnWholeVault } from "./rules/no-role-on-whole-vault.ts";
import { noSecretInConfiguration } from "./rules/no-secret-in-configuration.ts";
import { noSecretInResource } from "./rules/no-secret-in-resource.ts";
import { noSecretInStore } from "./rules/no-secret-in-store.ts";
import { noWildcardReader } from "./rules/no-wildcard-reader.ts";
import { operatorSurvivesANode } from "./rules/operator-survives-a-node.ts";
import { productionIsProtected } from "./rules/production-is-protected.ts";
import { releasePinsVersion } from "./rules/release-pins-version.ts";
import { secretRecoveryWindow } from "./rules/secret-recovery-window.ts";
import { secretTags } from "./rules/secret-tags.ts";
import { secretUsesCustomerKey } from "./rules/secret-uses-customer-key.ts";
import { storeNamesNamespaces } from "./rules/store-names-namespaces.ts";
import { topicEncrypted } from "./rules/topic-encrypted.ts";
import { topicUsesCustomerKey } from "./rules/topic-uses-customer-key.ts";
import { trailBucketPrivate } from "./rules/trail-bucket-private.ts";
import { trailBucketVersioned } from "./rules/trail-bucket-versioned.ts";
import { vaultDeniesByDefault } from "./rules/vault-denies-by-default.ts";
import { vaultPurgeProtection } from "./rules/vault-purge-protection.ts";
import { vaultRbac } from "./rules/vault-rbac.ts";
import { vaultRetention } from "./rules/vault-retention.ts";

export const LEVELS = ["mandatory", "advisory", "disabled"] as const;
export type Level = (typeof LEVELS)[number];

/** What this pack thinks of a rule. */
export interface Opinion {
  readonly rule: Rule;
  readonly level: Level;
  /** One sentence: what is asked for. */
  readonly description: string;
  /** Why, and what to do. */
  readonly advice: string;
}

export const PACK_NAME = "qualisys-secrets";

/** The rules with their levels; a team's own opinion is given by `--policy-pack-config`. */
export const pack: readonly Opinion[] = [
  {
    rule: noSecretInConfiguration,
    level: "mandatory",
    description: "No credential stands in a stack's configuration, encrypted or not.",
    advice:
      "Configuration is copied to every clone and every runner, and the passphrase with it. Put the value into the store (npm run secrets -- put), revoke the one that stood in the file, and remove the key.",
  },
  {
    rule: noSecretInResource,
    level: "mandatory",
    description:
      "No input of any resource is a credential: no Helm value, ConfigMap, environment variable, tag or description.",
    advice:
      "An input stands in the state, and often in clear in the cloud. Keep the value in the store and let the workload fetch it.",
  },
  {
    rule: noSecretInStore,
    level: "mandatory",
    description: "A program puts no credential into a store: placeholders only, or values that it generates.",
    advice:
      "A value that a program knows stands in its state. Create the secret with a placeholder and put the value with the operator's command.",
  },
  {
    rule: noDisplacingVersion,
    level: "mandatory",
    description: "No update, refresh or re-creation puts a program's value over an operator's.",
    advice:
      "On AWS, a placeholder's version has versionStages of its own, without AWSCURRENT, and ignores changes of them. On Azure, the secret ignores changes of properties, tags and azureApiVersion, which the provider adds and a release of it changes. A value that comes from a generated password is meant to be current.",
  },
  {
    rule: noWildcardReader,
    level: "mandatory",
    description: "Nobody reads secrets that are not named.",
    advice:
      "List the secrets in the policy, each ending in -??????. Wildcards, NotAction, NotResource and AWS's own broad policies also reach the secrets of tomorrow.",
  },
  {
    rule: noCrossCategoryReader,
    level: "mandatory",
    description: "One policy reads secrets of one category.",
    advice: "Make a policy for each category, so that a workload that is broken into gives away no more than it needs.",
  },
  {
    rule: noCrossCategoryRole,
    level: "mandatory",
    description: "One identity reads secrets of one category, whatever number of policies and roles it has.",
    advice: "Use an identity for each category. Groups of people are left alone.",
  },
  {
    rule: documentFits,
    level: "mandatory",
    description: "The policy of an identity, a key or a secret is no longer than AWS takes.",
    advice:
      "AWS refuses it when the update is half done. Split it where AWS takes several; a key, a secret and a role's trust have one, so name fewer in it. Of this program's own: keep fewer credentials in a stack, and the others in one with another secretPrefix.",
  },
  {
    rule: keyRotates,
    level: "mandatory",
    description: "A customer key rotates every year.",
    advice: "Set enableKeyRotation. Rotation changes nothing for those who use the key.",
  },
  {
    rule: keyWindow,
    level: "mandatory",
    description: "A deleted key can be recovered for 30 days.",
    advice: "A key that goes before the secrets it encrypts leaves them unreadable, recovered or not.",
  },
  {
    rule: secretUsesCustomerKey,
    level: "mandatory",
    description: "A secret and its replicas are encrypted with customer keys.",
    advice:
      "The account's default key can be used by everybody who may read the secret, and its policy cannot be changed.",
  },
  {
    rule: secretRecoveryWindow,
    level: "mandatory",
    description: "A deleted secret can be recovered for 30 days.",
    advice: "A secret is missed when the next deployment starts, not when it is deleted.",
  },
  {
    rule: secretTags,
    level: "mandatory",
    description: "A secret carries the tags that say what it is, whose it is and when it is due.",
    advice: "Rotation reminders, reports and bills go by these tags.",
  },
  {
    rule: vaultDeniesByDefault,
    level: "mandatory",
    description: "A vault answers only the networks that are named.",
    advice: "Set the default action of the network rules to Deny, and name addresses, subnets or a private endpoint.",
  },
  {
    rule: vaultPurgeProtection,
    level: "mandatory",
    description: "A deleted vault or secret cannot be purged before its time.",
    advice:
      "Without purge protection one stolen session destroys every credential for good. It cannot be switched off again.",
  },
  {
    rule: vaultRbac,
    level: "mandatory",
    description: "A vault gives access by roles, not by access policies.",
    advice: "An access policy reaches every secret of the vault; a role can be given on one.",
  },
  {
    rule: noRoleOnWholeVault,
    level: "mandatory",
    description: "A role is given on single secrets, never on a whole vault or more.",
    advice: "Use <vault id>/secrets/<name> as the scope.",
  },
  {
    rule: alarmRuleSeesReads,
    level: "mandatory",
    description: "An alarm rule that waits for reads is in the state in which it is told of them.",
    advice:
      "Reads are read-only events, which EventBridge keeps from a rule in state ENABLED. Set ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS.",
  },
  {
    rule: topicEncrypted,
    level: "mandatory",
    description: "A topic is encrypted.",
    advice: "Alarms name who reads what. Set kmsMasterKeyId to a customer key that EventBridge and CloudWatch may use.",
  },
  {
    rule: trailBucketPrivate,
    level: "mandatory",
    description: "The bucket of a trail is kept private.",
    advice: "Block public access with all four switches, without a public access control list or policy.",
  },
  {
    rule: storeNamesNamespaces,
    level: "mandatory",
    description: "A cluster's store serves the namespaces that it names.",
    advice:
      "Without conditions, whoever may create an ExternalSecret in any namespace reads every secret of the store.",
  },
  {
    rule: externalSecretGuardsPlaceholders,
    level: "mandatory",
    description: "A placeholder never reaches a workload.",
    advice:
      'Guard each key in the target\'s template: {{ if or (eq (trim .key) "") (hasPrefix "REPLACE_WITH_" (trim .key)) }}{{ $.key_is_not_provided }}{{ end }}{{ .key }}. A key that does not exist ends it; there is no fail since operator 2.12.',
  },
  {
    rule: externalSecretRetains,
    level: "mandatory",
    description: "What workloads have stays when the store has nothing.",
    advice: "Set deletionPolicy to Retain.",
  },
  {
    rule: releasePinsVersion,
    level: "mandatory",
    description: "A Helm release has an exact version.",
    advice: "Give the version in full, such as 2.14.0. A chart in a folder or an archive is one by itself.",
  },
  {
    rule: credentialsDelivered,
    level: "mandatory",
    description: "Every credential of a started epic reaches every namespace that its category's store serves.",
    advice:
      "Add the ExternalSecret, or take the epic out of startedEpics. For stacks with stores of this catalogue's names; others are left alone.",
  },
  {
    rule: alarmsHaveReceivers,
    level: "mandatory",
    description: "Every alarm is on and has somebody to tell.",
    advice: "Give an alarm an action, a rule a target, a topic a subscription, an action group a receiver.",
  },
  {
    rule: productionIsProtected,
    level: "mandatory",
    description: "In production, what holds values cannot be deleted by an update.",
    advice:
      "Set the resource option protect. Which stacks are production, and which types hold values, can be configured.",
  },
  {
    rule: alarmsStandApart,
    level: "mandatory",
    description: "No alarm depends on what it watches.",
    advice:
      "EventBridge and CloudWatch need a topic's key to publish. An alarm on a key, or on a topic, that can only be told through that key or topic falls silent with it: give it a second topic, with another key.",
  },
  {
    rule: vaultRetention,
    level: "advisory",
    description: "A vault keeps what was deleted for 30 days.",
    advice: "Set softDeleteRetentionInDays when the vault is created: it cannot be changed later.",
  },
  {
    rule: topicUsesCustomerKey,
    level: "advisory",
    description: "A topic's key can be used by the services that publish alarms.",
    advice: "With AWS's own key (alias/aws/sns), messages of EventBridge and CloudWatch are lost without a word.",
  },
  {
    rule: trailBucketVersioned,
    level: "advisory",
    description: "The bucket of a trail keeps what is deleted or overwritten.",
    advice: "Switch versioning on.",
  },
  {
    rule: operatorSurvivesANode,
    level: "advisory",
    description: "In production, the External Secrets Operator has two replicas.",
    advice: "Set replicaCount to 2 and leaderElect to true.",
  },
];
