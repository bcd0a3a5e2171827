import { watchFailed } from "./alarm.ts";

const encrypted = { sqsManagedSseEnabled: true };

/** A queue of work; what fails `retry` times goes to `failed`. */
export const workQueue = (
  name: string,
  options: { visibilityTimeout: `${number} minutes`; failed: sst.aws.Queue; retry: number },
) =>
  new sst.aws.Queue(name, {
    visibilityTimeout: options.visibilityTimeout,
    dlq: { queue: options.failed.arn, retry: options.retry },
    transform: { queue: { ...encrypted, messageRetentionSeconds: 4 * 86_400 } },
  });

/** Where what failed waits two weeks for people; an alarm tells them. */
export function failedQueue(name: string) {
  const queue = new sst.aws.Queue(name, {
    transform: { queue: { ...encrypted, messageRetentionSeconds: 14 * 86_400 } },
  });
  watchFailed(name, queue);
  return queue;
}
