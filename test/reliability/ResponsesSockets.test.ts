import { describe, it } from "@effect/vitest"
import { socketTransports } from "../support/loopback.ts"
import { rareStatuses, statuses } from "./responseRules.ts"
import { forms, holdsOver, plain } from "./responseSockets.ts"
import { cross, half } from "./responseStage.ts"
import { knownKinds, otherKinds } from "./ResponsesTable.ts"

for (const [i, transport] of Object.keys(socketTransports).entries()) {
  describe(`over ${transport}, whatever the body is and whatever the HTTP status says,`, () => {
    it.effect(
      "an answer with a length, as JSON, is what the table says",
      () => holdsOver(transport, cross(knownKinds, statuses), plain),
      60_000
    )

    for (const [what, form] of Object.entries(forms)) {
      it.effect(
        `an answer that comes ${what} is what the table says`,
        // over one transport it is read, over the next it is started
        () => holdsOver(transport, half(knownKinds, statuses, i), form),
        60_000
      )
    }

    it.effect(
      "so is what is akin to what is known",
      () => holdsOver(transport, half(otherKinds, statuses, i), plain),
      60_000
    )

    it.effect(
      "so it is with statuses that are rare",
      () => holdsOver(transport, half(knownKinds, rareStatuses, i), plain),
      60_000
    )
  })
}
