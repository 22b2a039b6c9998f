import { AsyncLocalStorage } from 'node:async_hooks'
import type { Entry } from './entry.ts'

/** The call inside which code runs, so that a turn that a tool starts knows its parent. */
export const nesting: AsyncLocalStorage<Entry> = new AsyncLocalStorage()
