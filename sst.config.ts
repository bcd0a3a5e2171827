/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app: ({ stage }) => ({
    name: "winner",
    home: "aws",
    removal: stage === "production" ? "retain" : "remove",
    protect: stage === "production",
    providers: { aws: { region: "ap-southeast-3" } },
  }),
  async run() {
    const infra = await import("./infra/index.ts");
    return { ...infra };
  },
});
