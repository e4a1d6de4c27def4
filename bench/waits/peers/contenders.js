/**
 * Clients of others, in the same race: their pollers, over an answer that is there at once. It is
 * JavaScript, as the packages are there only when `--peers` has installed them.
 */
import { createHttpPoller } from "@azure/core-lro"
import gax from "google-gax"

/** All waits poll in step, so one count tells when each has had its share of polls. */
const makeService = (plan) => {
  let left = plan.running
  return (running, done) => (left-- > 0 ? running : done)
}

const googleGax = (plan) => {
  const service = makeService(plan)
  const running = [{ name: "operations/1", done: false }]
  const done = [{ name: "operations/1", done: true, response: { value: new Uint8Array() } }]
  const descriptor = {
    operationsClient: { getOperationInternal: async () => service(running, done) },
    responseDecoder: () => ({}),
    metadataDecoder: () => ({})
  }
  const backoff = {
    initialRetryDelayMillis: plan.interval,
    retryDelayMultiplier: 1,
    maxRetryDelayMillis: plan.interval
  }
  return Promise.all(
    plan.names.map((name) => gax.operation({ name, done: false }, descriptor, backoff).promise())
  )
}

const azure = (plan) => {
  const service = makeService(plan)
  const answer = (statusCode, status, headers) => ({
    flatResponse: {},
    rawResponse: {
      statusCode,
      headers,
      body: { status },
      request: { method: "POST", url: "https://example.com/operations" }
    }
  })
  const running = answer(200, "Running", {})
  const done = answer(200, "Succeeded", {})
  return Promise.all(
    plan.names.map((name) =>
      createHttpPoller(
        {
          sendInitialRequest: async () =>
            answer(202, "Running", { "operation-location": `https://example.com/${name}` }),
          sendPollRequest: async () => service(running, done)
        },
        { intervalInMs: plan.interval }
      ).pollUntilDone()
    )
  )
}

export const contenders = { "google-gax": googleGax, "@azure/core-lro": azure }
