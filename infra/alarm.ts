import { settings } from "./stage.ts";

/** Who is to know of an alarm; carries no data of people, only names of alarms. */
export const alarms = new sst.aws.SnsTopic("Alarms");

if (settings.alarmEmail)
  new aws.sns.TopicSubscription("AlarmsEmail", {
    topic: alarms.arn,
    protocol: "email",
    endpoint: settings.alarmEmail,
  });

type Metric = Omit<
  aws.cloudwatch.MetricAlarmArgs,
  "alarmActions" | "okActions" | "comparisonOperator" | "evaluationPeriods"
> & { evaluationPeriods?: number; below?: boolean };

/** Raises an alarm when a metric is above its threshold (`below`: under it), and says when it ends. */
export const alarm = (name: string, { below, ...metric }: Metric) =>
  new aws.cloudwatch.MetricAlarm(name, {
    period: 300,
    evaluationPeriods: 1,
    treatMissingData: "notBreaching",
    ...metric,
    comparisonOperator: below ? "LessThanThreshold" : "GreaterThanThreshold",
    alarmActions: [alarms.arn],
    okActions: [alarms.arn],
  });

/** What the dashboard shows. */
export const watched = {
  functions: [] as { name: string; function: $util.Output<string> }[],
  failed: [] as { name: string; queue: $util.Output<string> }[],
};

/** An alarm as soon as a function that works unattended fails. */
export function watchFunction(
  name: string,
  made: $util.Output<{ name: $util.Output<string> }>,
  errors = 0,
) {
  const functionName = made.apply((one) => one.name);
  watched.functions.push({ name, function: functionName });
  alarm(`${name}Errors`, {
    alarmDescription: `${name} fails: read its log.`,
    namespace: "AWS/Lambda",
    metricName: "Errors",
    dimensions: { FunctionName: functionName },
    statistic: "Sum",
    threshold: errors,
  });
}

/** An alarm as soon as something waits in a queue of what failed. */
export function watchFailed(name: string, queue: sst.aws.Queue) {
  const queueName = queue.nodes.queue.name;
  watched.failed.push({ name, queue: queueName });
  alarm(`${name}NotEmpty`, {
    alarmDescription: `Something waits in ${name}: see docs/deploy.md, "When an alarm comes".`,
    namespace: "AWS/SQS",
    metricName: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: queueName },
    statistic: "Maximum",
    threshold: 0,
  });
}
