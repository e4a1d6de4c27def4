/** A binary heap whose items know their place, so that any of them can be removed. */

export interface HeapItem {
  /** The place in the heap; -1 outside of it. */
  index: number
}

export class Heap<A extends HeapItem> {
  readonly #items: Array<A> = []
  readonly #isBefore: (a: A, b: A) => boolean

  constructor(isBefore: (a: A, b: A) => boolean) {
    this.#isBefore = isBefore
  }

  get first(): A | undefined {
    return this.#items[0]
  }

  add(item: A): void {
    this.#up(item, this.#items.length)
  }

  remove(item: A): void {
    const { index } = item
    const last = index === -1 ? undefined : this.#items.pop()
    item.index = -1
    if (last === undefined || last === item) return
    this.#up(last, index)
    this.#down(last, last.index)
  }

  /** Puts an item at a place, or above it. */
  #up(item: A, from: number): void {
    let index = from
    while (index > 0) {
      const parentIndex = (index - 1) >> 1
      const parent = this.#items[parentIndex]
      if (parent === undefined || !this.#isBefore(item, parent)) break
      this.#put(parent, index)
      index = parentIndex
    }
    this.#put(item, index)
  }

  /** Moves an item at a place below all that come before it. */
  #down(item: A, from: number): void {
    let index = from
    while (true) {
      const left = this.#items[2 * index + 1]
      if (left === undefined) break
      const right = this.#items[2 * index + 2]
      const child = right !== undefined && this.#isBefore(right, left) ? right : left
      if (!this.#isBefore(child, item)) break
      const childIndex = child.index
      this.#put(child, index)
      index = childIndex
    }
    this.#put(item, index)
  }

  #put(item: A, index: number): void {
    this.#items[index] = item
    item.index = index
  }
}
