import type { Mutant } from './mutant.ts'

const scheduler = 'src/turn/scheduler.ts'
const admission = 'src/turn/admission.ts'
const claims = 'src/turn/claims.ts'

/** Broken order: who holds which keys, and until when. */
export const orderMutants: readonly Mutant[] = [
  {
    name: 'call order is not kept within a turn',
    guarantee: 'G2',
    file: scheduler,
    find: 'if (!turnClaim.granted) {',
    replace: 'if (turnClaim === null) {',
  },
  {
    name: 'turns are not kept apart',
    guarantee: 'G2',
    file: scheduler,
    find: 'if (this.#claims.hold(entry)) return',
    replace: 'if (this.#claims.hold(entry) || true) return',
  },
  {
    name: 'keys are dropped on abort',
    guarantee: 'G2',
    file: scheduler,
    find: 'entry.stopped = true',
    replace: 'entry.stopped = true\n    this.#claims.release(entry)',
  },
  {
    name: 'keys are released before the attempt has ended',
    guarantee: 'G2',
    file: scheduler,
    find: "if (shared.kind === 'lead') this.#dispatcher.queue(entry)",
    replace: `if (shared.kind === 'lead') {
      this.#dispatcher.queue(entry)
      this.#claims.release(entry)
    }`,
  },
  {
    name: 'keys are never given back',
    guarantee: 'G8',
    file: scheduler,
    find: "if (entry.stage !== 'settled' || !this.#claims.release(entry)) continue",
    replace: "if (entry.stage !== 'received') continue",
  },
  {
    name: 'a call that ends takes the keys from the calls inside it',
    guarantee: 'G2',
    file: claims,
    find: "for (const inner of entry.inside?.touching ?? []) if (inner.stage !== 'received') return false",
    replace: '',
  },
  {
    name: 'an early result is taken over in spite of a write before it',
    guarantee: 'G2',
    file: admission,
    find: 'const free = entry.ready && (',
    replace: 'const free = entry.ready || (',
  },
  {
    name: 'a call whose schema is at work loses its place',
    guarantee: 'G2',
    file: admission,
    find: "if (entry === undefined || (!entry.placeable && entry.stage !== 'settled')) return",
    replace: 'if (entry === undefined) return',
  },
  {
    name: 'inherited keys are free for all inside',
    guarantee: 'G2',
    file: claims,
    find: 'claims.push({ table, claim: table.claim(entry, inherited) })',
    replace: '',
  },
  {
    name: 'keys are not inherited',
    guarantee: 'G3',
    file: claims,
    find: 'if (outer.claims === undefined) continue',
    replace: 'if (outer !== null) continue',
  },
  {
    name: 'a deadlock is not seen',
    guarantee: 'G3',
    file: claims,
    find: 'if (outer.has(other)) return key',
    replace: 'if (outer.has(other)) return undefined',
  },
]
