/**
 * Layers of services that belong to the instances that they are built over.
 *
 * Effect memoizes a layer by its reference. A constant such as `Operations.layer` that was built over
 * one client is therefore given out again where it is provided over another client of the same
 * runtime, and a claim for one reseller would go out with the token of another one. A bound layer
 * has one memoized layer per instance instead.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** The layers by the instances of the keys, one level for each key. */
interface Node<A, E, R> {
  readonly next: WeakMap<object, Node<A, E, R>>
  layer: Layer.Layer<A, E, R> | undefined
}

/** Stands for a service that is not there. */
const absent = {}

/** A layer that is made, and memoized, once for each combination of instances of the given services. */
export const boundTo = <A, E, R>(
  keys: ReadonlyArray<Context.Key<unknown, object>>,
  make: () => Layer.Layer<A, E, R>
): Layer.Layer<A, E, R> => {
  const root: Node<A, E, R> = { next: new WeakMap(), layer: undefined }
  return Layer.fromBuild((memoMap, scope) =>
    Effect.contextWith((context: Context.Context<R>) => {
      let node = root
      for (const key of keys) {
        const instance = Context.getOrUndefined(context, key) ?? absent
        const next = node.next.get(instance) ?? { next: new WeakMap(), layer: undefined }
        node.next.set(instance, next)
        node = next
      }
      node.layer ??= make()
      return Layer.buildWithMemoMap(node.layer, memoMap, scope)
    })
  )
}
