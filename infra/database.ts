import { vpc } from "./network.ts";
import { production } from "./stage.ts";

/**
 * Aurora Serverless v2 behind RDS Proxy, which keeps few connections for many functions and holds
 * requests back while a failover lasts. In production a second instance takes over within a minute.
 */
export const database = new sst.aws.Aurora("Database", {
  engine: "postgres",
  version: "17.5",
  vpc,
  proxy: true,
  replicas: production ? 1 : 0,
  scaling: { min: "0.5 ACU", max: production ? "16 ACU" : "2 ACU" },
  transform: {
    cluster: {
      backupRetentionPeriod: production ? 35 : 1,
      copyTagsToSnapshot: true,
      deletionProtection: production,
      skipFinalSnapshot: !production,
      finalSnapshotIdentifier: production ? `winner-${$app.stage}-final` : undefined,
      storageEncrypted: true,
      enabledCloudwatchLogsExports: ["postgresql"],
    },
    clusterParameterGroup: {
      parameters: [
        { name: "rds.force_ssl", value: "1" },
        // Slow statements by their text; their parameters are people's data and are never written.
        { name: "log_min_duration_statement", value: "500" },
        { name: "log_parameter_max_length", value: "0" },
        { name: "log_parameter_max_length_on_error", value: "0" },
      ],
    },
    instance: { performanceInsightsEnabled: true },
    proxy: (args) => {
      args.requireTls = true;
      // Borrowed by name of a prepared statement, a connection is not shared; it is given back when idle.
      args.idleClientTimeout = 300;
    },
  },
});
