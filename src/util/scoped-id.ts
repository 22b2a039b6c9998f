/**
 * An id within the scope of another, such that no other pair gives the same: "a:b" with "c" is not "a" with "b:c". Only the
 * outer one is escaped (as in a URL), and most have nothing to escape.
 */
export function scopedId(outer: string, inner: string): string {
  // Many are asked for in one scope.
  if (outer !== lastOuter) {
    lastScope = /[%:]/.test(outer) ? outer.replaceAll('%', '%25').replaceAll(':', '%3A') : outer
    lastOuter = outer
  }
  return `${lastScope}:${inner}`
}

let lastOuter = ''
let lastScope = ''
