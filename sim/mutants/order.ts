import type { Mutant } from './mutant.ts'

export const orderMutants: readonly Mutant[] = [
  {
    name: 'call order is not kept within a turn',
    guarantee: 'G2',
    file: 'src/turn/waits/conflict.ts',
    find: 'if (call.place?.granted !== true) {',
    replace: 'if (call.place === null) {',
    by: 'turns',
  },
  {
    name: 'turns are not kept apart',
    guarantee: 'G2',
    file: 'src/turn/waits/conflict.ts',
    find: '    if (this.#keys.hold(call)) return true\n',
    replace: '    if (this.#keys.hold(call) || true) return true\n',
    by: 'turns',
  },
  {
    name: 'keys are dropped on abort',
    guarantee: 'G2',
    file: 'src/turn/life.ts',
    find: '    call.stopCause ??= cause\n',
    replace: '    call.stopCause ??= cause\n    this.keys.release(call)\n',
    by: 'turns',
  },
  {
    name: 'keys are released before the attempt has ended',
    guarantee: 'G2',
    file: 'src/turn/waits/limit.ts',
    find: '    if (refusal === undefined) call.attempts.enqueue()\n',
    replace: `    if (refusal === undefined) {
      call.attempts.enqueue()
      if (call.claims) for (const claim of call.claims) claim.table.release(claim)
    }
`,
    by: 'turns',
  },
  {
    name: 'keys are never given back',
    guarantee: 'G3',
    file: 'src/turn/waits/conflict.ts',
    find: '    this.#keys.release(call)\n    this.#order.release',
    replace: '    this.#order.release',
    by: 'turns',
  },
  {
    name: 'a call that ends takes the keys from the calls inside it',
    guarantee: 'G2',
    file: 'src/turn/keys/engine-keys.ts',
    find: '      if (this.keptFor(call).next().done !== true) return\n',
    replace: '',
    by: 'turns',
  },
  {
    name: 'an early result is taken over in spite of a write since',
    guarantee: 'G2',
    file: 'src/turn/shared/early-results.ts',
    find: 'if (isAsShown(early) && !this.#writes.hasSince(early.writes, early.reads)) return early',
    replace: 'if (isAsShown(early)) return early',
    by: 'turns',
  },
  {
    name: 'a call whose schema is at work loses its place',
    guarantee: 'G2',
    file: 'src/turn/keys/turn-order.ts',
    find: "if (call.known.kind === 'received' && call.result === undefined) return\n",
    replace:
      "if (call.known.kind === 'received' && call.result === undefined) { this.#next += 1; continue }\n",
    by: 'turns',
  },
  {
    name: 'inherited keys are free for all inside',
    guarantee: 'G2',
    file: 'src/turn/keys/engine-keys.ts',
    find: '        claims.push(table.claim(call, meeting))\n',
    replace: '',
    by: 'turns',
  },
  {
    name: 'a deadlock is not seen',
    guarantee: 'G3',
    file: 'src/turn/keys/deadlock.ts',
    find: 'if (key !== undefined) return key',
    replace: 'if (key !== undefined) return undefined',
    by: 'nested',
  },
  {
    name: 'who only waits is told of a deadlock',
    guarantee: 'G3',
    file: 'src/turn/keys/deadlock.ts',
    find: 'const key = waiter.turn.keys.holds(waiter) ? keys.meetingKey(call, waiter) : undefined',
    replace: 'const key = keys.meetingKey(call, waiter)',
    by: 'nested',
  },
]
