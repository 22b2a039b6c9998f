import { isRecord, textOf } from './shape.ts'

/** Fields whose strings arrive in pieces; any other string that comes again replaces the one before. */
const piecewise = /(?:content|text|reasoning|thinking|refusal|transcript|summary|data|arguments)$/
/**
 * Of a list's items, those that continue the item before them (OpenRouter's `reasoning_details`). LiteLLM's
 * `thinking_blocks` do until their signature has come (docs.litellm.ai/docs/reasoning_content).
 */
const continued = /^reasoning\.(?:text|summary)$/
/** Deeper objects are replaced, not merged; no provider sends deltas that deep. */
const deepest = 4

/**
 * Merges a field of a delta, of which only the name is known, into what came before: text is joined, lists grow,
 * objects are merged, anything else is replaced. `target` must be our own; `value` is copied, never changed, for
 * the SDKs hand out objects that they still use. Nulls say nothing.
 */
export function mergeField(
  target: Record<string, unknown>,
  key: string,
  value: unknown,
  depth = 0,
): void {
  // Assigning it would set the prototype.
  if (key === '__proto__' || value === null || value === undefined) return
  const before = Object.hasOwn(target, key) ? target[key] : undefined
  if (typeof value === 'string')
    target[key] = typeof before === 'string' && piecewise.test(key) ? before + value : value
  else if (depth < deepest && Array.isArray(value))
    target[key] = grow(Array.isArray(before) ? before : [], value, depth)
  else if (depth < deepest && isRecord(value))
    target[key] = mergeInto(isRecord(before) ? before : {}, value, depth)
  else target[key] = value
}

function mergeInto(
  target: Record<string, unknown>,
  value: Record<string, unknown>,
  depth: number,
): Record<string, unknown> {
  for (const key of Object.keys(value)) mergeField(target, key, value[key], depth + 1)
  return target
}

function grow(list: unknown[], items: readonly unknown[], depth: number): unknown[] {
  for (const item of items) {
    const last: unknown = list.at(-1)
    if (isRecord(last) && isRecord(item) && continues(last, item)) mergeInto(last, item, depth)
    else list.push(isRecord(item) ? mergeInto({}, item, depth) : item)
  }
  return list
}

function continues(last: Record<string, unknown>, item: Record<string, unknown>): boolean {
  const { type } = item
  if (type !== last.type || item.index !== last.index || typeof type !== 'string') return false
  return continued.test(type) || (type === 'thinking' && textOf(last.signature) === '')
}
