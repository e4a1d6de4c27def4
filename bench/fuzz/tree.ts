/**
 * JSON texts as trees that can hold what values cannot: keys that repeat, numbers beyond any type,
 * half surrogates. Leaves are pieces of text, so that they go out as they are.
 */
export type Tree =
  | { readonly _tag: "Leaf"; readonly text: string }
  | { readonly _tag: "List"; readonly items: ReadonlyArray<Tree> }
  | { readonly _tag: "Fields"; readonly fields: ReadonlyArray<readonly [key: string, value: Tree]> }

export const leaf = (text: string): Tree => ({ _tag: "Leaf", text })

/** The tree of a value. */
export const treeOf = (value: unknown): Tree =>
  Array.isArray(value)
    ? { _tag: "List", items: value.map(treeOf) }
    : typeof value === "object" && value !== null
      ? {
          _tag: "Fields",
          fields: Object.entries(value).map(([key, item]) => [JSON.stringify(key), treeOf(item)])
        }
      : leaf(JSON.stringify(value))

/** The text of a tree. Keys are text as well, quotation marks included. */
export const print = (tree: Tree): string => {
  switch (tree._tag) {
    case "Leaf":
      return tree.text
    case "List":
      return `[${tree.items.map(print).join(",")}]`
    case "Fields":
      return `{${tree.fields.map(([key, value]) => `${key}:${print(value)}`).join(",")}}`
  }
}

/** A text with so many brackets around it. A leaf, since a tree of that depth could not be printed. */
export const nested = (text: string, depth: number, open: "[" | '{"a":'): Tree =>
  leaf(`${open.repeat(depth)}${text}${(open === "[" ? "]" : "}").repeat(depth)}`)

export const sizeOf = (tree: Tree): number => {
  switch (tree._tag) {
    case "Leaf":
      return 1
    case "List":
      return tree.items.reduce((sum, item) => sum + sizeOf(item), 1)
    case "Fields":
      return tree.fields.reduce((sum, [, item]) => sum + sizeOf(item), 1)
  }
}

/** Replaces the node of a number, counted in the order of the text, from 0. */
export const replaceAt = (tree: Tree, index: number, replace: (node: Tree) => Tree): Tree => {
  let left = index
  const visit = (node: Tree): Tree => {
    if (left-- === 0) return replace(node)
    if (left < 0 || node._tag === "Leaf") return node
    return node._tag === "List"
      ? { ...node, items: node.items.map((item) => (left < 0 ? item : visit(item))) }
      : {
          ...node,
          fields: node.fields.map(([key, item]) => [key, left < 0 ? item : visit(item)] as const)
        }
  }
  return visit(tree)
}

/** The node of a number. */
export const nodeAt = (tree: Tree, index: number): Tree => {
  let found = tree
  replaceAt(tree, index, (node) => {
    found = node
    return node
  })
  return found
}
