/** What infra/ links to the functions. */
import "sst";

declare module "sst" {
  export interface Resource {
    Database: { host: string; port: number; username: string; password: string; database: string };
    Files: { name: string };
    Mail: { sender: string };
    BillingChunks: { url: string };
    SessionSecret: { value: string };
    LinkSecret: { value: string };
    VaultKey: { value: string };
    FirstAdministrator: { value: string };
    MidtransServerKey: { value: string };
    XenditToken: { value: string };
    XenditCallbackToken: { value: string };
  }
}
