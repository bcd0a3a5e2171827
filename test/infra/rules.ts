import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bundleHandler } from "./bundle.ts";
import type { Evaluation, Made } from "./evaluate.ts";
import { root } from "./platform.ts";

/** Names the faults of a deployment against one rule; none is right. */
type Rule = (deployment: Deployment) => string[] | Promise<string[]>;

class Deployment {
  readonly stage: string;
  readonly evaluation: Evaluation;

  constructor(stage: string, evaluation: Evaluation) {
    this.stage = stage;
    this.evaluation = evaluation;
  }

  of = (type: string): Made[] =>
    this.evaluation.resources.filter((made) => made.type.startsWith(`aws:${type}:`));
  get production() {
    return this.stage === "production";
  }
  functionNamed = (reference: string): Made | undefined =>
    this.of("lambda/function").find(
      ({ outputs }) => outputs.arn === reference || outputs.name === reference,
    );
  queueArns = () => new Set(this.of("sqs/queue").map(({ outputs }) => outputs.arn));
}

/** Where a `*` is right, and why. */
const wideStatements: Record<string, string> = {};
const managedPolicies: Record<string, string> = {
  AWSLambdaBasicExecutionRole: "writes logs",
  AWSLambdaVPCAccessExecutionRole:
    "a function in a VPC makes its network interface, which has no name beforehand",
};
/** Functions that anyone may call, and why. */
const publicFunctions: Record<string, string> = {
  Downloads: "links are signed, live for minutes and are read under the roles of their holder",
  PaymentWebhooks: "gateways call it; each message proves by signature whose it is",
};
/** Connections of a function: the pool of functions/src/cloud/database.ts. */
const poolSize = Number(
  /openDatabase\(databaseUrl\(\), (\d+)/.exec(
    readFileSync(join(root, "packages/functions/src/cloud/database.ts"), "utf8"),
  )?.[1],
);
/** Aurora's own formula; with half a unit as the least size it allows 2,000 at most. */
const connectionsOf = (maxCapacity: number) =>
  Math.min(2000, Math.floor((maxCapacity * 2 * 1024 ** 3) / 9_531_392));

const statementsOf = (policy: string): Record<string, any>[] => JSON.parse(policy).Statement;

const wildcards: Rule = ({ of }) => {
  const faults: string[] = [];
  for (const { name, inputs } of of("iam/role")) {
    for (const { policy } of inputs.inlinePolicies ?? [])
      for (const { actions, resources } of statementsOf(policy)) {
        for (const action of actions ?? [])
          if (action.includes("*") && !wideStatements[`${name} ${action}`])
            faults.push(`${name} may ${action}`);
        // Every object of a bucket that is named is no wildcard.
        for (const resource of resources ?? [])
          if (/\*/.test(resource.replace(/^(arn:aws:s3:::[\w-]+\/)\*$/, "$1")))
            faults.push(`${name} may ${actions} on ${resource}`);
      }
    for (const arn of inputs.managedPolicyArns ?? [])
      if (!managedPolicies[arn.split("/").at(-1)] && !/^NetworkNat/.test(name))
        faults.push(`${name} has ${arn}`);
  }
  return faults;
};

const nothingPublic: Rule = ({ of }) => {
  const faults: string[] = [];
  for (const { name, inputs } of of("lambda/permission"))
    if (
      inputs.principal === "*" &&
      !Object.keys(publicFunctions).some((one) => name.startsWith(one))
    )
      faults.push(`${name} lets anyone call`);
  for (const { name, inputs } of of("lambda/functionUrl"))
    if (inputs.authorizationType === "NONE" && !publicFunctions[name.replace(/Url$/, "")])
      faults.push(`${name} is open`);
  const buckets = of("s3/bucket");
  for (const { name, outputs } of buckets) {
    const block = of("s3/bucketPublicAccessBlock").find(
      ({ inputs }) => inputs.bucket === outputs.bucket,
    )?.inputs;
    if (
      !block?.blockPublicAcls ||
      !block.blockPublicPolicy ||
      !block.ignorePublicAcls ||
      !block.restrictPublicBuckets
    )
      faults.push(`${name} may be made public`);
  }
  for (const { name, inputs } of of("s3/bucketPolicy"))
    for (const statement of statementsOf(inputs.policy))
      if (statement.effect !== "Deny" && JSON.stringify(statement.principals).includes('"*"'))
        faults.push(`${name} allows anyone`);
  for (const { name, inputs } of of("ec2/securityGroup"))
    for (const { cidrBlocks } of inputs.ingress ?? [])
      if (cidrBlocks?.includes("0.0.0.0/0") && !/^NetworkNat/.test(name))
        faults.push(`${name} lets in the world`);
  for (const { name } of of("ec2/instance"))
    if (!/^NetworkNat/.test(name)) faults.push(`${name} is a host with a public address`);
  for (const { name, inputs } of [...of("rds/subnetGroup"), ...of("rds/proxy")])
    for (const subnet of inputs.subnetIds ?? inputs.vpcSubnetIds ?? [])
      if (!/NetworkPrivate/.test(subnet)) faults.push(`${name} is in ${subnet}`);
  for (const { name, inputs } of of("rds/clusterInstance"))
    if (inputs.publiclyAccessible) faults.push(`${name} has a public address`);
  for (const { name } of [...of("sqs/queuePolicy"), ...of("sns/topicPolicy")])
    faults.push(`${name} opens to others`);
  return faults;
};

const schedules: Rule = ({ of, queueArns, functionNamed }) => {
  const faults: string[] = [];
  if (of("scheduler/schedule").length < 4) faults.push("a schedule is missing");
  for (const { name, inputs } of of("scheduler/schedule")) {
    const { retryPolicy, deadLetterConfig, arn } = inputs.target;
    if (inputs.scheduleExpressionTimezone !== "Asia/Jakarta")
      faults.push(`${name} goes by ${inputs.scheduleExpressionTimezone}`);
    if (!(retryPolicy.maximumRetryAttempts >= 1)) faults.push(`${name} is not tried again`);
    if (!queueArns().has(deadLetterConfig?.arn)) faults.push(`${name} has no dead letters`);
    const target = functionNamed(arn);
    const failure = of("lambda/functionEventInvokeConfig").find(
      ({ inputs: { functionName } }) => functionName === target?.outputs.name,
    )?.inputs;
    // The scheduler's own queue takes only what it could not hand over, not what failed afterwards.
    if (!queueArns().has(failure?.destinationConfig?.onFailure?.destination))
      faults.push(`a failure of ${target?.name} is lost`);
    if (target?.inputs.reservedConcurrentExecutions !== 1)
      faults.push(`${name} may overlap itself`);
  }
  return faults;
};

const queues: Rule = ({ of, queueArns, functionNamed }) => {
  const faults: string[] = [];
  const alarmed = new Set(
    of("cloudwatch/metricAlarm")
      .filter(({ inputs }) => inputs.metricName === "ApproximateNumberOfMessagesVisible")
      .filter(({ inputs }) => inputs.threshold === 0)
      .map(({ inputs }) => inputs.dimensions.QueueName),
  );
  for (const { name, inputs, outputs } of of("sqs/queue")) {
    if (!inputs.sqsManagedSseEnabled) faults.push(`${name} is not encrypted`);
    if (inputs.redrivePolicy) {
      const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(inputs.redrivePolicy);
      if (!queueArns().has(deadLetterTargetArn)) faults.push(`${name} has no dead letters`);
      if (!(maxReceiveCount >= 3)) faults.push(`${name} gives up after ${maxReceiveCount}`);
    } else {
      if (!alarmed.has(outputs.name)) faults.push(`${name} has neither dead letters nor an alarm`);
      if (inputs.messageRetentionSeconds !== 1_209_600) faults.push(`${name} forgets early`);
    }
  }
  for (const { name, inputs } of of("lambda/eventSourceMapping")) {
    const queue = of("sqs/queue").find(({ outputs }) => outputs.arn === inputs.eventSourceArn);
    const target = functionNamed(inputs.functionName);
    if (!queue?.inputs.redrivePolicy) faults.push(`${name} reads a queue without dead letters`);
    if (!inputs.functionResponseTypes?.includes("ReportBatchItemFailures"))
      faults.push(`${name} repeats whole batches`);
    if (!(queue?.inputs.visibilityTimeoutSeconds >= 6 * target?.inputs.timeout))
      faults.push(`${name}: a message shows again while it is worked on`);
    if (!(inputs.scalingConfig?.maximumConcurrency <= target?.inputs.reservedConcurrentExecutions))
      faults.push(`${name} takes more than its function may`);
  }
  return faults;
};

const concurrency: Rule = ({ of }) => {
  const faults: string[] = [];
  let sum = 0;
  for (const { name, inputs } of of("lambda/function")) {
    if (!(inputs.reservedConcurrentExecutions > 0)) faults.push(`${name} has no bound`);
    sum += inputs.reservedConcurrentExecutions ?? 0;
  }
  const [cluster] = of("rds/cluster");
  const { maxCapacity } = cluster?.inputs.serverlessv2ScalingConfiguration ?? {};
  const limit = connectionsOf(maxCapacity);
  if (!(poolSize > 0)) faults.push("the size of a function's pool is unknown");
  if (!(sum * poolSize <= 0.8 * limit))
    faults.push(`${sum} functions of ${poolSize} connections are too many for ${limit}`);
  // AWS keeps a hundred of the account's thousand for functions without a bound.
  if (sum > 900) faults.push(`${sum} is more than an account may reserve`);
  return faults;
};

const order: Rule = ({ of, evaluation }) => {
  const [migration] = of("lambda/invocation");
  if (!migration) return ["nothing migrates"];
  const faults: string[] = [];
  for (const { name, dependsOn } of of("lambda/function"))
    if (name !== "MigrateFunction" && !dependsOn.includes(migration.urn))
      faults.push(`${name} serves before the migration`);
  for (const type of ["rds/clusterInstance", "rds/proxyTarget"])
    for (const { urn, name } of of(type))
      if (!migration.dependsOn.includes(urn))
        faults.push(`the migration does not wait for ${name}`);
  if (!/deployedAt/.test(JSON.stringify(migration.inputs.triggers)))
    faults.push("the migration runs only once");
  if (
    evaluation.builds.every(({ copyFiles }) => !copyFiles.some(({ to }) => /migrations/.test(to)))
  )
    faults.push("no function has the migrations");
  return faults;
};

/** What has an alarm: namespace, metric and, where it counts, the statistic. */
const alarmedMetrics = [
  ["AWS/ApiGateway", "5xx"],
  ["AWS/ApiGateway", "Latency", "p95"],
  ["AWS/RDS", "ACUUtilization"],
  ["AWS/RDS", "DatabaseConnections"],
  ["AWS/Lambda", "Throttles"],
  ["AWS/SQS", "ApproximateAgeOfOldestMessage"],
  ["Winner", "RunsNotReconciled"],
];

const alarms: Rule = ({ of, production }) => {
  const faults: string[] = [];
  const made = of("cloudwatch/metricAlarm");
  const [topic] = of("sns/topic");
  for (const { name, inputs } of made) {
    if (!inputs.alarmActions?.includes(topic?.outputs.arn)) faults.push(`${name} tells nobody`);
    for (const value of Object.values(inputs.dimensions ?? {}))
      if (typeof value !== "string" || value === "") faults.push(`${name} looks at nothing`);
  }
  for (const [namespace, metric, statistic] of alarmedMetrics)
    if (
      !made.some(
        ({ inputs }) =>
          inputs.namespace === namespace &&
          inputs.metricName === metric &&
          (!statistic || inputs.extendedStatistic === statistic),
      )
    )
      faults.push(`no alarm on ${metric}`);
  for (const { name, outputs } of of("lambda/function"))
    if (
      name !== "MigrateFunction" && // a failure of it fails the deployment
      !made.some(
        ({ inputs }) =>
          inputs.metricName === "Errors" && inputs.dimensions.FunctionName === outputs.name,
      )
    )
      faults.push(`no alarm on errors of ${name}`);
  const groups = new Set(of("cloudwatch/logGroup").map(({ inputs }) => inputs.name));
  for (const { name, inputs } of of("cloudwatch/logMetricFilter")) {
    const text = /"(.+)"/.exec(inputs.pattern)?.[1] ?? "?";
    const finish = readFileSync(join(root, "packages/functions/src/billing/finish.ts"), "utf8");
    if (!finish.includes(text)) faults.push(`${name} looks for what no code writes`);
    if (!groups.has(inputs.logGroupName)) faults.push(`${name} reads no log`);
  }
  if (production && !of("sns/topicSubscription").some(({ inputs }) => inputs.protocol === "email"))
    faults.push("alarms reach nobody");
  if (of("cloudwatch/dashboard").length !== 1) faults.push("there is no dashboard");
  return faults;
};

const stage: Rule = ({ of, production, evaluation: { app, outputs } }) => {
  const faults: string[] = [];
  const expect = (what: string, actual: unknown, expected: unknown) => {
    if (actual !== expected) faults.push(`${what} is ${actual}`);
  };
  expect("protect", app.protect, production);
  expect("what the CLI is told of protection", outputs._protect, production);
  expect("removal", app.removal, production ? "retain" : "remove");
  for (const { inputs, retained } of of("rds/cluster")) {
    expect("deletion protection", inputs.deletionProtection, production);
    expect("leaving out a last snapshot", inputs.skipFinalSnapshot, !production);
    expect("keeping the database", retained, production);
    if (production && !(inputs.backupRetentionPeriod >= 30)) faults.push("backups are not kept");
  }
  for (const { inputs, retained } of of("s3/bucket")) {
    expect("emptying the bucket", inputs.forceDestroy, !production);
    expect("keeping the bucket", retained, production);
  }
  if (production && of("rds/clusterInstance").length < 2) faults.push("there is no failover");
  if (of("s3/bucketVersioning").length !== of("s3/bucket").length)
    faults.push("files are not versioned");
  return faults;
};

const encryption: Rule = ({ of }) => {
  const faults: string[] = [];
  const require = (what: string, holds: unknown) => {
    if (!holds) faults.push(`${what} is missing`);
  };
  for (const { inputs } of of("rds/cluster"))
    require("encryption of the database", inputs.storageEncrypted);
  for (const { inputs } of of("rds/proxy")) require("TLS to the proxy", inputs.requireTls);
  const parameters = Object.fromEntries(
    of("rds/clusterParameterGroup").flatMap(({ inputs }) =>
      inputs.parameters.map((one: { name: string; value: string }) => [one.name, one.value]),
    ),
  );
  require("TLS to the database", parameters["rds.force_ssl"] === "1");
  require("a log of slow statements", Number(parameters.log_min_duration_statement) > 0);
  require("hiding of parameters", parameters.log_parameter_max_length === "0");
  for (const { outputs } of of("s3/bucket"))
    require("encryption of the bucket", of("s3/bucketServerSideEncryptionConfiguration").some(
      ({ inputs }) => inputs.bucket === outputs.bucket,
    ));
  for (const { inputs } of of("s3/bucketPolicy"))
    require("refusal of plain HTTP", statementsOf(inputs.policy).some(
      ({ effect, conditions }) =>
        effect === "Deny" && JSON.stringify(conditions).includes("aws:SecureTransport"),
    ));
  for (const { inputs } of of("apigatewayv2/domainName"))
    require("TLS 1.2", inputs.domainNameConfiguration.securityPolicy === "TLS_1_2");
  return faults;
};

const cdn: Rule = ({ of }) => {
  const faults: string[] = [];
  const policies = of("cloudfront/cachePolicy");
  if (of("cloudfront/distribution").length !== 1) faults.push("there is no CDN");
  for (const { inputs } of of("cloudfront/distribution")) {
    const behaviour = inputs.defaultCacheBehavior;
    if (behaviour.allowedMethods.includes("POST")) faults.push("mutations go through the CDN");
    if (behaviour.viewerProtocolPolicy === "allow-all") faults.push("the CDN speaks plain HTTP");
    if (
      !inputs.origins[0]?.customHeaders?.some(
        (one: any) => one.name === "x-winner-cdn" && one.value,
      )
    )
      faults.push("the CDN's readers are counted as one");
    if (behaviour.originRequestPolicyId) faults.push("more than the cache's key reaches the API");
    if (
      !policies.some(({ outputs, name }) => behaviour.cachePolicyId === `${name}-id` || outputs.id)
    )
      faults.push("the CDN has no policy");
  }
  for (const { inputs } of policies) {
    const key = inputs.parametersInCacheKeyAndForwardedToOrigin;
    if (key.cookiesConfig.cookieBehavior !== "none") faults.push("cookies reach the CDN");
    const headers: string[] = key.headersConfig.headers?.items ?? [];
    if (headers.some((name) => /authorization|cookie/i.test(name)))
      faults.push("what one may see is kept for all");
    if (!headers.includes("accept-language")) faults.push("languages are mixed up");
    if (!headers.includes("origin")) faults.push("named sites are mixed up");
    if (inputs.defaultTtl !== 0) faults.push("answers are kept without being asked");
  }
  return faults;
};

/** Which pages may call: those that are named, and no page of no site. */
const origins: Rule = ({ of, production }) => {
  const faults: string[] = [];
  const wrong = (name: string, allowed: unknown) => {
    const list = (allowed ?? []) as string[];
    if (list.some((origin) => origin === "*" || origin === "null"))
      faults.push(`${name} lets pages of any site call`);
    if (production && list.length !== 2) faults.push(`${name} does not let named sites call`);
  };
  // It would answer for its functions, and knows no cookies of one path alone.
  for (const { name, inputs } of of("apigatewayv2/api"))
    if (inputs.corsConfiguration?.allowOrigins) faults.push(`${name} answers for the functions`);
  for (const { name, inputs } of of("lambda/functionUrl"))
    if (!/Webhook/.test(name)) wrong(name, inputs.cors?.allowOrigins);
  const buckets = of("s3/bucketCorsConfiguration").filter(({ name }) => /^Files/.test(name));
  if (production && buckets.length === 0) faults.push("files cannot be sent from named sites");
  for (const { name, inputs } of buckets)
    for (const rule of inputs.corsRules) wrong(name, rule.allowedOrigins);
  return faults;
};

const functions: Rule = async ({ of, evaluation }) => {
  const faults: string[] = [];
  const routed = new Set(of("apigatewayv2/integration").map(({ inputs }) => inputs.integrationUri));
  for (const { name, inputs, outputs } of of("lambda/function")) {
    if (inputs.runtime !== "nodejs24.x") faults.push(`${name} runs on ${inputs.runtime}`);
    if (inputs.architectures?.[0] !== "arm64") faults.push(`${name} is not for arm64`);
    if (inputs.loggingConfig?.logFormat !== "JSON") faults.push(`${name} logs plain text`);
    if (!inputs.vpcConfig?.subnetIds?.length) faults.push(`${name} cannot reach the database`);
    if (routed.has(outputs.arn) && inputs.timeout > 29)
      faults.push(`${name} outlives its caller, the gateway`);
  }
  for (const { name, inputs } of of("cloudwatch/logGroup"))
    if (!(inputs.retentionInDays > 0)) faults.push(`${name} is kept for ever`);
  for (const one of evaluation.builds) {
    const dot = one.handler.lastIndexOf(".");
    const file = `${one.handler.slice(0, dot)}.ts`;
    if (!existsSync(join(root, file))) {
      faults.push(`${file} does not exist`);
      continue;
    }
    const exported = new RegExp(
      `export (async )?(const|function) ${one.handler.slice(dot + 1)}\\b`,
    );
    if (!exported.test(readFileSync(join(root, file), "utf8")))
      faults.push(`${file} exports no such handler`);
    if (!one.properties.splitting)
      faults.push(`${one.functionID} reads at its start all it may need`);
    faults.push(...(await linksOf(one, of("lambda/function"))));
  }
  return faults;
};

/** What a handler's own code reads of its surroundings, against what it is given. */
async function linksOf(
  { functionID, handler, links, properties }: Evaluation["builds"][number],
  made: Made[],
): Promise<string[]> {
  const faults: string[] = [];
  const { inputs } = await bundled(handler, Object.keys(properties.install ?? {}));
  const code = inputs
    .filter((name) => name.startsWith("packages/functions/src/"))
    .map((name) => readFileSync(join(root, name), "utf8"))
    .join("\n");
  const read = (pattern: RegExp) => new Set([...code.matchAll(pattern)].map((one) => one[1] ?? ""));
  const resources = read(/\bResource\.(\w+)/g);
  for (const name of resources)
    if (!links[name]) faults.push(`${functionID} reads ${name}, which is not linked`);
  for (const [name, properties] of Object.entries(links)) {
    if (!resources.has(name)) faults.push(`${functionID} is given ${name}, which it does not need`);
    for (const [key, value] of Object.entries(properties))
      if (value === undefined || value === null || value === "")
        faults.push(`${functionID}: ${name}.${key} is empty`);
  }
  const environment =
    made.find(({ name }) => name === `${functionID}Function`)?.inputs.environment.variables ?? {};
  for (const name of read(/process\.env\.(\w+)/g))
    if (!environment[name] && !name.startsWith("OTEL_"))
      faults.push(`${functionID} reads ${name}, which is not set`);
  return faults;
}

const bundles = new Map<string, ReturnType<typeof bundleHandler>>();
const bundled = (handler: string, install: string[]) => {
  const known = bundles.get(handler) ?? bundleHandler(handler, { install });
  bundles.set(handler, known);
  return known;
};

export const rules = {
  wildcards,
  nothingPublic,
  schedules,
  queues,
  concurrency,
  order,
  alarms,
  stage,
  encryption,
  cdn,
  origins,
  functions,
} satisfies Record<string, Rule>;

export type RuleName = keyof typeof rules;

/** The faults of an evaluation, each under its rule's name. */
export async function faultsOf(name: string, evaluation: Evaluation): Promise<string[]> {
  if (evaluation.error) return [`evaluation: ${evaluation.error}`];
  const deployment = new Deployment(name, evaluation);
  const faults = await Promise.all(
    Object.entries(rules).map(async ([rule, find]) =>
      (await find(deployment)).map((fault) => `${rule}: ${fault}`),
    ),
  );
  return faults.flat();
}
