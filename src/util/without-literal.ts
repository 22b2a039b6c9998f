// Objects of which a turn makes one for each call, and which live as long as the turn, are made here and by no literal.
// Of each literal V8 counts how many of its objects survive. If nearly all do, it puts them among the old ones at once, where
// every young object that is put into them is booked, and where the next full collection comes the sooner: in turns of
// 10,000 calls that costs half as much again as all else. Of what a constructor makes it keeps no such count.

/** What is being filled. */
export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/**
 * A constructor of plain objects. `new` gives an object whose prototype is that of literals: to all who get it, to tests of
 * equality, too, it is one.
 *
 * @param fill sets the fields of `this`, in the order in which they are to stand.
 */
export function plainClass<Self extends object, Args extends readonly unknown[]>(
  fill: (this: Self, ...args: Args) => void,
): new (...args: Args) => Readonly<Self> {
  fill.prototype = Object.prototype
  return fill as unknown as new (...args: Args) => Readonly<Self>
}

/** An array of these. */
export function arrayWith<Item>(...items: Item[]): Item[] {
  return items
}
