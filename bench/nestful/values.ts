import type { NestedPlan, Step } from './plans.ts'
import { mapTexts, piecesOf, type Path } from './references.ts'

/**
 * What each step returns: something at every place that somebody refers to, different from what stands anywhere else. The benchmark's own
 * services are not called, and what they would return is not needed to see which step's value goes where.
 */
export function valuesOf({ steps, asked }: NestedPlan): readonly unknown[] {
  return steps.map((_, at) => {
    let value: unknown
    for (const path of asked.get(at) ?? []) value = withPlace(value, path, `step ${at + 1}`)
    return value === undefined || typeof value === 'string' ? `step ${at + 1}` : value
  })
}

/** The value with something at this place. What lies deeper there already stays. */
function withPlace(value: unknown, [first, ...rest]: Path, where: string): unknown {
  if (first === undefined) return value ?? where
  const there = `${where}, ${first}`
  if (typeof first === 'number') {
    const list: unknown[] = Array.isArray(value) ? [...(value as unknown[])] : []
    for (let index = list.length; index <= first; index += 1) list.push(`${where}, ${index}`)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      throw new Error(`${where} is asked for fields and for items of a list.`)
    list[first] = withPlace(rest.length === 0 ? list[first] : asObject(list[first]), rest, there)
    return list
  }
  if (Array.isArray(value)) throw new Error(`${where} is asked for fields and for items of a list.`)
  const fields = (asObject(value) ?? {}) as Record<string, unknown>
  const field = Object.hasOwn(fields, first) ? fields[first] : undefined
  return { ...fields, [first]: withPlace(rest.length === 0 ? field : asObject(field), rest, there) }
}

/** A place that holds only words so far is to hold more. */
function asObject(value: unknown): unknown {
  return typeof value === 'object' ? value : undefined
}

/** The arguments with which a step is to run. */
export function inputOf(step: Step, values: readonly unknown[]): unknown {
  return mapTexts(step.arguments, (text) => {
    const pieces = piecesOf(text).map((piece) => {
      if (typeof piece === 'string') return piece
      let value = values[step.needs.get(piece.label) as number]
      for (const part of piece.path) value = (value as Record<string | number, unknown>)[part]
      return value
    })
    if (pieces.length === 1) return pieces[0]
    return pieces
      .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
      .join('')
  })
}
