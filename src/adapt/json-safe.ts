import { toPlain } from '../call/content/to-plain.ts'

/** The value itself if JSON can hold it; else what the engine tells models of it. Frameworks fail whole runs on a cycle or a BigInt. */
export function jsonSafe(value: unknown): unknown {
  if (typeof value !== 'object' && typeof value !== 'bigint') return value
  try {
    JSON.stringify(value)
    return value
  } catch {
    return toPlain(value)
  }
}
