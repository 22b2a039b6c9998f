/** Values that are hard to look at: whoever catches one must not be hurt by it. */
export const thrown: Readonly<Record<string, () => unknown>> = {
  error: () => new Error('no luck'),
  nothing: () => undefined,
  null: () => null,
  text: () => 'enough',
  number: () => 0,
  bigint: () => 7n,
  symbol: () => Symbol('odd'),
  bare: () => Object.create(null) as object,
  frozen: () => Object.freeze(new Error('cold')),
  'getter message': () => Object.defineProperty(new Error('x'), 'message', { get: explode }),
  'getter stack': () => Object.defineProperty(new Error('x'), 'stack', { get: explode }),
  'getter code': () => Object.defineProperty(new Error('x'), 'code', { get: explode }),
  'looped cause': () => {
    const error = new Error('round')
    error.cause = error
    return error
  },
  proxy: () => hostileProxy(),
  'text that throws': () => ({ toString: explode, [Symbol.toPrimitive]: explode }),
  thenable: () => ({ then: explode }),
  'rejecting promise': () => Promise.reject(new Error('left alone')),
  'cause that rejects': () => new Error('x', { cause: Promise.reject(new Error('left alone')) }),
}

/** Throws at whatever is done to it. */
export function hostileProxy(): object {
  return new Proxy({}, new Proxy({}, { get: () => explode }))
}

export function explode(): never {
  throw new Error('it was looked at')
}
