/** Plausible answers of AWS, so that what SST derives from them has the right form. */

interface Call {
  token: string;
  inputs: Record<string, any>;
}
interface NewResource {
  type: string;
  name: string;
  inputs: Record<string, any>;
}

const region = "ap-southeast-3";
const account = "123456789012";

/** What AWS would add to a resource that was made. */
export function madeBy({ type, name, inputs }: NewResource): { id: string; state: object } {
  const [, service = "", kind = ""] = /^aws:(\w+)\/(\w+):/.exec(type) ?? [];
  const id = `${name}-id`;
  const called = inputs.name ?? inputs.bucket ?? inputs.identifier ?? name;
  const arn = `arn:aws:${service}:${region}:${account}:${kind === "queue" ? called : `${kind}/${called}`}`;
  const state: Record<string, unknown> = { ...inputs, arn, name: called };
  if (type === "random:index/randomPassword:RandomPassword") state.result = "a-random-password";
  if (type === "random:index/randomBytes:RandomBytes")
    state.base64 = Buffer.alloc(32, 1).toString("base64");
  if (type.startsWith("random:index/randomId")) state.hex = "0123abcd";
  if (service === "sqs") state.url = `https://sqs.${region}.amazonaws.com/${account}/${called}`;
  if (service === "s3") {
    state.bucket = inputs.bucket ?? called;
    state.arn = `arn:aws:s3:::${state.bucket}`;
    state.bucketDomainName = `${called}.s3.amazonaws.com`;
  }
  if (service === "lambda") {
    state.invokeArn = `arn:aws:apigateway:${region}:lambda:path/${arn}`;
    state.functionUrl = `https://${name.toLowerCase()}.lambda-url.${region}.on.aws/`;
    state.publish = inputs.publish ?? false;
    state.qualifiedArn = `${arn}:1`;
    state.lastModified = "2026-01-01T00:00:00Z";
  }
  if (service === "apigatewayv2") {
    state.apiEndpoint = `https://api.execute-api.${region}.amazonaws.com`;
    state.executionArn = `arn:aws:execute-api:${region}:${account}:api`;
    state.domainNameConfiguration = {
      ...inputs.domainNameConfiguration,
      targetDomainName: "target.example.invalid",
      hostedZoneId: "Z1",
    };
  }
  if (service === "rds") {
    state.endpoint = `${called}.rds.amazonaws.com`;
    state.clusterIdentifier = called;
    state.port = 5432;
    state.clusterResourceId = "cluster-RESOURCE";
  }
  if (service === "cloudfront") {
    state.domainName = "d111111abcdef8.cloudfront.net";
    state.hostedZoneId = "Z2FDTNDATAQYW2";
    state.etag = "E1";
  }
  if (service === "sesv2") state.dkimSigningAttributes = { tokens: ["a", "b", "c"] };
  if (service === "acm")
    state.domainValidationOptions = [
      {
        domainName: inputs.domainName,
        resourceRecordName: `_x.${inputs.domainName}`,
        resourceRecordType: "CNAME",
        resourceRecordValue: "_y.acm-validations.aws",
      },
    ];
  return { id, state };
}

/** What AWS would answer to a question. A policy document is written out as JSON, to be read by tests. */
export function awsAnswer({ token, inputs }: Call): Record<string, any> {
  switch (token.split(":").at(-1)) {
    case "getPolicyDocument":
      return {
        ...inputs,
        json: JSON.stringify({ Version: "2012-10-17", Statement: inputs.statements ?? [] }),
      };
    case "getCallerIdentity":
      return {
        accountId: account,
        arn: `arn:aws:iam::${account}:user/x`,
        id: account,
        userId: "x",
      };
    case "getRegion":
      return { id: region, name: region, region };
    case "getPartition":
      return { partition: "aws", dnsSuffix: "amazonaws.com", id: "aws" };
    case "getAvailabilityZones":
      return { names: ["a", "b", "c"].map((zone) => region + zone), zoneIds: ["1", "2", "3"] };
    case "getAmi":
      return { id: "ami-1", imageId: "ami-1", architecture: "arm64" };
    case "getZone":
    case "getZones":
      return { zoneId: "Z1", id: "Z1", ids: ["Z1"], name: "example.invalid" };
    default:
      return inputs;
  }
}
