import { expressionOf } from './pattern.ts'
import type { Rules } from './rules.ts'

export const numberRules: Rules<number> = {
  minimum: (least: number) => (value, run) => value >= least || run.no(() => `must be >= ${least}`),
  maximum: (most: number) => (value, run) => value <= most || run.no(() => `must be <= ${most}`),
  exclusiveMinimum: (bound: number) => (value, run) =>
    value > bound || run.no(() => `must be > ${bound}`),
  exclusiveMaximum: (bound: number) => (value, run) =>
    value < bound || run.no(() => `must be < ${bound}`),
  multipleOf: (step: number) => (value, run) =>
    isMultiple(value, step) || run.no(() => `must be multiple of ${step}`),
}

export const stringRules: Rules<string> = {
  minLength: (least: number) => (value, run) =>
    // As many characters as code units at most, and half as many at least.
    value.length >= 2 * least ||
    (value.length >= least && characters(value) >= least) ||
    run.no(() => `must NOT have fewer than ${least} characters`),
  maxLength: (most: number) => (value, run) =>
    value.length <= most ||
    (value.length <= 2 * most && characters(value) <= most) ||
    run.no(() => `must NOT have more than ${most} characters`),
  pattern: (pattern: string) => {
    const expression = expressionOf(pattern)
    return (value, run) =>
      expression.test(value) || run.no(() => `must match pattern ${JSON.stringify(pattern)}`)
  },
}

function characters(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}

/** By their decimal digits: as doubles, 0.3 is not three times 0.1. */
function isMultiple(value: number, step: number): boolean {
  if (Number.isSafeInteger(value) && Number.isSafeInteger(step)) return value % step === 0
  if (!Number.isFinite(value)) return false
  const [digits, power] = decimal(value)
  const [stepDigits, stepPower] = decimal(step)
  const least = Math.min(power, stepPower)
  const at = (own: bigint, of: number): bigint => own * 10n ** BigInt(of - least)
  return at(digits, power) % at(stepDigits, stepPower) === 0n
}

/** A number as a whole one, times ten to a power. */
function decimal(value: number): readonly [bigint, number] {
  const [digits = '', power = '0'] = String(value).split('e')
  const [whole = '', fraction = ''] = digits.split('.')
  return [BigInt(whole + fraction), Number(power) - fraction.length]
}
