import { alarm, alarms, watched } from "./alarm.ts";
import { database } from "./database.ts";
import { production } from "./stage.ts";

const { cluster, instance } = database.nodes;
if (!cluster || !instance) throw new Error("the database is not deployed");
const ofCluster = { DBClusterIdentifier: cluster.clusterIdentifier };

alarm("DatabaseBusy", {
  alarmDescription:
    "The database has used nine tenths of its largest size for a quarter of an hour.",
  namespace: "AWS/RDS",
  metricName: "ACUUtilization",
  dimensions: ofCluster,
  statistic: "Average",
  threshold: 90,
  evaluationPeriods: 3,
});
alarm("DatabaseConnections", {
  alarmDescription:
    "The database has many connections: see the concurrency of functions in infra/.",
  namespace: "AWS/RDS",
  metricName: "DatabaseConnections",
  dimensions: ofCluster,
  statistic: "Maximum",
  threshold: production ? 1600 : 360, // four fifths of what its largest size allows
});
alarm("FunctionsThrottled", {
  alarmDescription: "Functions are refused for want of concurrency.",
  namespace: "AWS/Lambda",
  metricName: "Throttles",
  statistic: "Sum",
  threshold: 10,
});

const region = aws.getRegionOutput().region;
const graph = (title: string, stat: string, metrics: unknown[]) => ({
  type: "metric",
  width: 12,
  height: 6,
  properties: { title, stat, metrics, region, period: 300, view: "timeSeries" },
});
const perFunction = (metric: string) =>
  watched.functions.map((one) => [
    "AWS/Lambda",
    metric,
    "FunctionName",
    one.function,
    { label: one.name },
  ]);
const cpu = ["AWS/RDS", "ACUUtilization", "DBClusterIdentifier", cluster.clusterIdentifier];

new aws.cloudwatch.Dashboard("Dashboard", {
  dashboardName: `${$app.name}-${$app.stage}`,
  dashboardBody: $jsonStringify({
    widgets: [
      graph("Requests", "Sum", perFunction("Invocations")),
      graph("Duration, p95", "p95", perFunction("Duration")),
      graph("Errors", "Sum", perFunction("Errors")),
      graph("Database: part of its largest size", "Average", [
        cpu,
        ["AWS/RDS", "CPUUtilization", "DBInstanceIdentifier", instance.identifier],
      ]),
      graph("Database: connections", "Maximum", [
        ["AWS/RDS", "DatabaseConnections", "DBClusterIdentifier", cluster.clusterIdentifier],
      ]),
      graph(
        "What failed and waits",
        "Maximum",
        watched.failed.map(({ name, queue }) => [
          "AWS/SQS",
          "ApproximateNumberOfMessagesVisible",
          "QueueName",
          queue,
          { label: name },
        ]),
      ),
    ],
  }),
});

/** Subscribe to it to hear of alarms. */
export const alarmTopic = alarms.arn;
