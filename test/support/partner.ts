import type { openApi } from "./world.ts";

type Api = ReturnType<typeof openApi>;

/** A partner's new key, which an administrator gives. */
export async function givePartnerKey(
  api: Api,
  administrator: Parameters<Api["run"]>[0],
): Promise<{ id: string; secret: string }> {
  const partner = { name: "Mitra", kind: "PARTNER" };
  const { id } = await api.run(administrator, "createOrganisation", partner, "id");
  const key = { organisationId: id, name: "k", days: 30 };
  return (await api.run(administrator, "createApiKey", key, "id secret")) as {
    id: string;
    secret: string;
  };
}
