/** Private subnets for the database and the functions; NAT for mail and public keys. */
export const vpc = new sst.aws.Vpc("Network", { nat: "managed", bastion: true });
