import { settings } from "./stage.ts";

const { endpoint, headers, share } = settings.traces;

/** Where a collector is named, every function sends its traces there. */
if (endpoint)
  $transform(sst.aws.Function, (args) => {
    args.environment = $output(args.environment).apply((environment) => ({
      ...environment,
      OTEL_SERVICE_NAME: `${$app.name}-${$app.stage}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_TRACES_SAMPLER_ARG: share,
      ...(headers && { OTEL_EXPORTER_OTLP_HEADERS: headers }),
    }));
  });
