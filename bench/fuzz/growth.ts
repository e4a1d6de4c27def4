/**
 * How the time grows with the size: in proportion, and not with its square.
 */
import { token } from "../../test/support/secrets.ts"
import { judge } from "./judge.ts"

const families: Readonly<Record<string, (n: number) => string>> = {
  brackets: (n) => "[".repeat(n),
  "brackets, closed": (n) => "[".repeat(n) + "]".repeat(n),
  "objects in metadata": (n) => `{"metadata":${'{"a":'.repeat(n)}1${"}".repeat(n)}}`,
  "lists in details": (n) => `{"error":{"details":[${"[".repeat(n)}${"]".repeat(n)}]}}`,
  details: (n) => `{"error":{"details":[${Array(n).fill('{"@type":"x/Y"}').join(",")}]}}`,
  fields: (n) => `{${Array.from({ length: n }, (_, i) => `"f${i}":1`).join(",")}}`,
  "the same field": (n) => `{${Array(n).fill('"name":"x"').join(",")}}`,
  "a long name": (n) => `{"name":"${"x".repeat(n)}"}`,
  "an error with a long message": (n) => `{"error":{"message":"${"x".repeat(n)}"}}`,
  "an error that repeats a secret": (n) =>
    `{"error":{"message":"${token.repeat(Math.ceil(n / token.length))}"}}`,
  "a page that repeats the beginning of a secret": (n) =>
    `<p>${token.slice(0, 17).repeat(Math.ceil(n / 17))}`,
  "a wrong type with a long text": (n) => `{"done":"${" \\n".repeat(n)}"}`,
  "a text that never ends": (n) => `{"name":"${'\\"'.repeat(n)}`,
  "white space": (n) => " ".repeat(n),
  "white space, then a page": (n) => `${" \n".repeat(n)}<p>`,
  "odd devices": (n) =>
    `{"response":{"@type":"x/google.android.device.provisioning.v1.DevicesLongRunningOperationResponse","perDeviceStatus":[${Array(n).fill('{"result":{"deviceId":1,"status":null}}').join(",")}]}}`
}

const [small, large] = [50_000, 200_000]

const fastest = (text: string, httpStatus: number): number => {
  const bytes = new TextEncoder().encode(text)
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < 7; i++) {
    const start = performance.now()
    judge({ httpStatus, headers: {}, bytes })
    best = Math.min(best, performance.now() - start)
  }
  return best
}

/**
 * The best of seven times at two sizes, in milliseconds, and the power of the size that the time
 * grows with: 1 is proportional, 2 is quadratic. What takes next to no time has none.
 */
export const growthTable = () =>
  Object.entries(families).map(([family, make]) => {
    const httpStatus = make(1).includes('"error"') ? 400 : 200
    const before = fastest(make(small), httpStatus)
    const after = fastest(make(large), httpStatus)
    const power = after < 25 ? 0 : Math.log(after / before) / Math.log(large / small)
    return {
      family,
      [`${small}, ms`]: Number(before.toFixed(2)),
      [`${large}, ms`]: Number(after.toFixed(2)),
      power: Number(power.toFixed(2))
    }
  })
