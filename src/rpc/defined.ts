type Defined<A> = { readonly [Key in keyof A]?: Exclude<A[Key], undefined> }

/** The fields that have a value: under `exactOptionalPropertyTypes` an absent field is left out. */
export function defined<A extends object>(fields: A): Defined<A>
export function defined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
