import { production, settings } from "./stage.ts";

/**
 * Private subnets for the database and the functions. They reach mail, queues and the payment gateways
 * through NAT, whose addresses stay the same: gateways may list them.
 */
export const vpc = new sst.aws.Vpc("Network", {
  nat: production ? "managed" : "ec2",
  bastion: settings.bastion,
});
