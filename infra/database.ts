import { vpc } from "./network.ts";

/** Aurora Serverless v2 behind RDS Proxy, which keeps few connections for many functions. */
export const database = new sst.aws.Aurora("Database", {
  engine: "postgres",
  version: "17.5",
  vpc,
  proxy: true,
  scaling: { min: "0.5 ACU", max: "16 ACU" },
  transform: {
    cluster: {
      backupRetentionPeriod: 35,
      deletionProtection: $app.stage === "production",
      storageEncrypted: true,
    },
  },
});
