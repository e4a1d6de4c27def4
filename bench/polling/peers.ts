/**
 * When other clients poll by default: the delay before each poll, in milliseconds, by its number
 * from 0. None of them looks at progress. Three things that they do are left out, each in their
 * favour or of no weight here: gax-nodejs, gax-java and Python also poll once right after the start;
 * gax-java and Python draw each delay at random between 0 and the one here, which doubles their
 * polls; and each gives up after a time of its own.
 */
export interface Peer {
  readonly name: string
  readonly rule: string
  readonly source: string
  readonly delay: (poll: number) => number
}

const growing = (first: number, factor: number, cap: number) => (poll: number) =>
  Math.min(first * factor ** poll, cap)

export const peers = {
  node: {
    name: "gax-nodejs",
    rule: "100 ms × 1.3, to 60 s",
    // createDefaultBackoffSettings in src/gax.ts, used by src/longRunningCalls/longrunning.ts
    source: "https://github.com/googleapis/gax-nodejs",
    delay: growing(100, 1.3, 60_000)
  },
  azure: {
    name: "@azure/core-lro",
    rule: "2 s",
    // POLL_INTERVAL_IN_MS in sdk/core/core-lro/src/poller/constants.ts
    source: "https://github.com/Azure/azure-sdk-for-js",
    delay: () => 2000
  },
  python: {
    name: "google-api-core (Python)",
    rule: "1 s × 1.5, to 20 s",
    // DEFAULT_POLLING in google/api_core/future/polling.py
    source: "https://github.com/googleapis/python-api-core",
    delay: growing(1000, 1.5, 20_000)
  },
  java: {
    name: "gax-java",
    rule: "5 s × 1.5, to 45 s",
    // LRO_DEFAULT_… in RetrySettingsComposer.java of gapic-generator-java
    source: "https://github.com/googleapis/sdk-platform-java",
    delay: growing(5000, 1.5, 45_000)
  },
  rust: {
    name: "google-cloud-rust",
    rule: "1 s × 2, to 60 s",
    // ExponentialBackoff in src/gax/src/exponential_backoff.rs, as a PollingBackoffPolicy
    source: "https://github.com/googleapis/google-cloud-rust",
    delay: growing(1000, 2, 60_000)
  }
} satisfies Record<string, Peer>
