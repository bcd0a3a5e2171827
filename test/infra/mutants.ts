import type { Edit } from "./evaluate.ts";

/** A small change of infra/ that somebody might make, and the fault that must be found then. */
interface Mutant {
  name: string;
  stage?: string;
  edits: Edit[];
  fault: RegExp;
}

const edit = (file: string, from: string, to: string): Edit[] => [{ file, from, to }];

export const mutants: Mutant[] = [
  {
    name: "a schedule loses its dead letters",
    edits: edit("infra/schedule.ts", "dlq: failed.arn,", ""),
    fault: /^schedules: \w+ has no dead letters/,
  },
  {
    name: "what a scheduled function throws is lost",
    edits: edit("infra/schedule.ts", "onFailure: { destination: failed.arn }", ""),
    fault: /^schedules: a failure of \w+ is lost/,
  },
  {
    name: "a schedule goes by another zone",
    edits: edit("infra/schedule.ts", "Asia/Jakarta", "UTC"),
    fault: /^schedules: \w+ goes by UTC/,
  },
  {
    name: "a schedule is never tried again",
    edits: edit("infra/schedule.ts", "retries: 3", "retries: 0"),
    fault: /^schedules: \w+ is not tried again/,
  },
  {
    name: "a schedule overlaps itself",
    edits: edit("infra/schedule.ts", "reserved: 1", "reserved: 2"),
    fault: /^schedules: \w+ may overlap itself/,
  },
  {
    name: "the queue of chunks loses its dead letters",
    edits: edit("infra/queue.ts", "dlq: { queue: options.failed.arn, retry: options.retry },", ""),
    fault: /^queues: BillingChunksQueue has neither/,
  },
  {
    name: "a message shows again too early",
    edits: edit("infra/billing.ts", '"30 minutes"', '"29 minutes"'),
    fault: /^queues: .*shows again/,
  },
  {
    name: "a failed chunk repeats its whole batch",
    edits: edit("infra/billing.ts", "partialResponses: true", "partialResponses: false"),
    fault: /^queues: .*repeats whole batches/,
  },
  {
    name: "a queue is not encrypted",
    edits: edit("infra/queue.ts", "sqsManagedSseEnabled: true", "sqsManagedSseEnabled: false"),
    fault: /^queues: \w+ is not encrypted/,
  },
  {
    name: "a link allows every action",
    edits: edit("infra/link.ts", '"sqs:SendMessage"', '"sqs:*"'),
    fault: /^wildcards: .* may sqs:\*/,
  },
  {
    name: "a link allows every resource",
    edits: edit("infra/link.ts", "resources: [queue.arn]", 'resources: ["*"]'),
    fault: /^wildcards: .* on \*/,
  },
  {
    name: "a managed policy gives a function everything",
    edits: edit(
      "infra/runtime.ts",
      "vpc,\n",
      'vpc,\n  policies: ["arn:aws:iam::aws:policy/AdministratorAccess"],\n',
    ),
    fault: /^wildcards: .*AdministratorAccess/,
  },
  {
    name: "the files are public",
    edits: edit("infra/storage.ts", "enforceHttps: true,", 'enforceHttps: true, access: "public",'),
    fault: /^nothingPublic: FilesBucket may be made public/,
  },
  {
    name: "the files are not encrypted",
    edits: edit("infra/storage.ts", "bucket: files.name,\n  rules", 'bucket: "another",\n  rules'),
    fault: /^encryption: encryption of the bucket/,
  },
  {
    name: "another function gets an open address",
    edits: edit("infra/migrate.ts", "link: [", "url: true, link: ["),
    fault: /^nothingPublic: MigrateUrl is open/,
  },
  {
    name: "a host stands open",
    edits: edit("infra/network.ts", "bastion: settings.bastion", "bastion: true"),
    fault: /^nothingPublic: .*(host|world)/,
  },
  {
    name: "production is not protected",
    edits: edit("sst.config.ts", 'protect: stage === "production"', "protect: false"),
    fault: /^stage: protect is false/,
  },
  {
    name: "production is removed",
    edits: edit("sst.config.ts", '? "retain" : "remove"', '? "remove" : "remove"'),
    fault: /^stage: keeping the database/,
  },
  {
    name: "production's database may be deleted",
    edits: edit("infra/database.ts", "deletionProtection: production", "deletionProtection: false"),
    fault: /^stage: deletion protection/,
  },
  {
    name: "another stage cannot be removed",
    stage: "dev",
    edits: edit("infra/database.ts", "deletionProtection: production", "deletionProtection: true"),
    fault: /^stage: deletion protection is true/,
  },
  {
    name: "the database is not encrypted",
    edits: edit("infra/database.ts", "storageEncrypted: true", "storageEncrypted: false"),
    fault: /^encryption: encryption of the database/,
  },
  {
    name: "the log of slow statements shows people's data",
    edits: edit(
      "infra/database.ts",
      '"log_parameter_max_length", value: "0"',
      '"log_parameter_max_length", value: "-1"',
    ),
    fault: /^encryption: hiding of parameters/,
  },
  {
    name: "functions serve before the migration",
    edits: edit(
      "infra/function.ts",
      "options.dependsOn = [migrated];",
      "void options; void migrated;",
    ),
    fault: /^order: \w+ serves before the migration/,
  },
  {
    name: "the migration runs at the first deployment only",
    edits: edit("infra/migrate.ts", "{ deployedAt: new Date().toISOString() }", "{}"),
    fault: /^order: the migration runs only once/,
  },
  {
    name: "functions may open more connections than the database has",
    edits: edit("infra/api.ts", "production ? 100 : 10", "700"),
    fault: /^concurrency: .*too many/,
  },
  {
    name: "a handler's file is gone",
    edits: edit("infra/agreement.ts", "agreement/lambda.handler", "agreement/lamda.handler"),
    fault: /^functions: .*lamda.ts does not exist/,
  },
  {
    name: "a handler's name is wrong",
    edits: edit("infra/agreement.ts", "lambda.handler", "lambda.handle"),
    fault: /^functions: .*exports no such handler/,
  },
  {
    name: "a link is forgotten",
    edits: edit("infra/api.ts", "database, files, vaultKey", "database, vaultKey"),
    fault: /^functions: Graphql reads Files/,
  },
  {
    name: "a link that nobody needs is given",
    edits: edit(
      "infra/agreement.ts",
      "link: [database]",
      "link: [database, new sst.Secret('Unneeded')]",
    ),
    fault: /^functions: .* is given Unneeded/,
  },
  {
    name: "a setting is forgotten",
    edits: edit("infra/api.ts", "DOWNLOAD_URL: downloadUrl,", ""),
    fault: /^functions: Graphql reads DOWNLOAD_URL/,
  },
  {
    name: "logs are plain text",
    edits: edit("infra/runtime.ts", 'format: "json"', 'format: "text"'),
    fault: /^functions: \w+ logs plain text/,
  },
  {
    name: "the alarm on failures is gone",
    edits: edit("infra/queue.ts", "watchFailed(name, queue);", ""),
    fault: /^queues: \w+ has neither dead letters nor an alarm/,
  },
  {
    name: "the alarm on a run that differs is gone",
    edits: edit("infra/billing.ts", 'name: "RunsNotReconciled"', 'name: "Something"'),
    fault: /^alarms: no alarm on RunsNotReconciled/,
  },
  {
    name: "the alarm on a run reads for words that no code writes",
    edits: edit("infra/billing.ts", "billing does not reconcile", "billing failed to reconcile"),
    fault: /^alarms: BillingMismatch looks for/,
  },
  {
    name: "an alarm tells nobody",
    edits: edit("infra/alarm.ts", "alarmActions: [alarms.arn]", "alarmActions: []"),
    fault: /^alarms: \w+ tells nobody/,
  },
  {
    name: "the alarm on latency looks at the mean",
    edits: edit("infra/api.ts", 'extendedStatistic: "p95"', 'statistic: "Average"'),
    fault: /^alarms: no alarm on Latency/,
  },
  {
    name: "the CDN keeps what one person may see",
    edits: edit(
      "infra/cdn.ts",
      '["accept", "accept-language", "origin"]',
      '["accept-language", "authorization"]',
    ),
    fault: /^cdn: what one may see/,
  },
  {
    name: "the CDN mixes languages up",
    edits: edit("infra/cdn.ts", '["accept", "accept-language", "origin"]', '["accept"]'),
    fault: /^cdn: languages/,
  },
  {
    name: "pages of any site may read downloads",
    edits: edit("infra/api.ts", "allowOrigins: settings.origins", 'allowOrigins: ["*"]'),
    fault: /^origins: Downloads\w* lets pages of any site call/,
  },
  {
    name: "pages of any site may send files",
    edits: edit("infra/storage.ts", "allowOrigins: settings.origins", 'allowOrigins: ["*"]'),
    fault: /^origins: Files\w* lets pages of any site call/,
  },
  {
    name: "the gateway answers pages of other sites by itself",
    edits: edit("infra/api.ts", "cors: false,", 'cors: { allowOrigins: ["*"] },'),
    fault: /^origins: \w+ answers for the functions/,
  },
  {
    name: "the CDN's readers are counted as one",
    edits: edit("infra/cdn.ts", 'name: "x-winner-cdn"', 'name: "x-other"'),
    fault: /^cdn: the CDN's readers/,
  },
  {
    name: "functions read at their start what they may never need",
    edits: edit("infra/bundling.ts", "splitting: true", "splitting: false"),
    fault: /^functions: Graphql reads at its start all it may need/,
  },
];
