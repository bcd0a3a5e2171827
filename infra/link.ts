/** What a link allows: the calls that the code makes, where SST would allow all of a service's. */
sst.Linkable.wrap(sst.aws.Queue, (queue) => ({
  properties: { url: queue.url },
  include: [sst.aws.permission({ actions: ["sqs:SendMessage"], resources: [queue.arn] })],
}));

sst.Linkable.wrap(sst.aws.Bucket, (bucket) => ({
  properties: { name: bucket.name },
  include: [
    sst.aws.permission({
      actions: ["s3:GetObject", "s3:PutObject"],
      resources: [$interpolate`${bucket.arn}/*`],
    }),
  ],
}));

sst.Linkable.wrap(sst.aws.Email, (mail) => ({
  properties: { sender: mail.sender },
  include: [
    sst.aws.permission({
      actions: ["ses:SendEmail"],
      resources: [mail.nodes.identity.arn, mail.nodes.configurationSet.arn],
    }),
  ],
}));
