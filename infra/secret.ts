/** Set each once: `npx sst secret set SessionSecret "$(openssl rand -base64 32)"`. */
export const sessionSecret = new sst.Secret("SessionSecret");
/** Signs links to exports. */
export const linkSecret = new sst.Secret("LinkSecret");
/** 32 bytes in base64; encrypts identity numbers. Losing it loses them. */
export const vaultKey = new sst.Secret("VaultKey");
/** The e-mail address of who becomes administrator while there is none. */
export const firstAdministrator = new sst.Secret("FirstAdministrator");
/** The verified address that sends mail. */
export const mailSender = new sst.Secret("MailSender");
/** Of the payment gateways; `none` for one that is not used. */
export const midtransServerKey = new sst.Secret("MidtransServerKey");
export const xenditToken = new sst.Secret("XenditToken");
/** By which Xendit's callbacks prove that they are its own. */
export const xenditCallbackToken = new sst.Secret("XenditCallbackToken");

/** All of the gateways. */
export const gatewaySecrets = [midtransServerKey, xenditToken, xenditCallbackToken];
