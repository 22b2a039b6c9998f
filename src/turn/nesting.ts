import { AsyncLocalStorage } from 'node:async_hooks'
import type { Trial } from './trial.ts'

/** The attempt inside which code runs, so that a turn that a tool starts knows what it runs inside. */
export const nesting: AsyncLocalStorage<Trial> = new AsyncLocalStorage()
