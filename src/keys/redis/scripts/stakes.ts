import { boundedKeys } from '../../../call/key-bounds.ts'
import { parseKey } from '../../key.ts'
import { IS, IX, join, S, X, type Mode } from '../../lock-mode.ts'

/**
 * A stake in a key, or in one above it: how the names of its lanes begin, and the mode. The name says first how long the key
 * is, so that none begins as another does, whatever the keys are made of.
 */
export type Stake = readonly [lanes: string, mode: ModeName]

export type ModeName = 'IS' | 'IX' | 'S' | 'SIX' | 'X'

/** By mode. */
const modeNames: readonly ModeName[] = ['IS', 'IX', 'S', 'SIX', 'X']

/** All stakes of one request, one for each key: that which it wants, and the intention on every key above it. */
export function stakesOf({
  reads,
  writes,
}: {
  readonly reads: readonly string[]
  readonly writes: readonly string[]
}): Stake[] {
  const modes = new Map<string, Mode>()
  for (const key of boundedKeys(writes)) enter(modes, key, X, IX)
  for (const key of boundedKeys(reads)) enter(modes, key, S, IS)
  return [...modes].map(([key, mode]) => [
    `${Buffer.byteLength(key)}:${key}:`,
    modeNames[mode] as ModeName,
  ])
}

function enter(modes: Map<string, Mode>, key: string, mode: Mode, intention: Mode): void {
  let path = ''
  // Redis keeps bytes: two keys that come out as the same ones conflict, which is safe.
  for (const segment of parseKey(key.toWellFormed())) {
    strengthen(modes, path, intention)
    path = path === '' ? segment : `${path}/${segment}`
  }
  strengthen(modes, path, mode)
}

function strengthen(modes: Map<string, Mode>, path: string, mode: Mode): void {
  const present = modes.get(path)
  modes.set(path, present === undefined ? mode : join(present, mode))
}
