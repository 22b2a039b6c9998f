import { InvalidArgumentError } from 'commander'

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/** For commander: `30d`, `12h`, `90m` as milliseconds. */
export function age(text: string): number {
  const [, digits = '', unit = ''] = /^(\d+)([smhdw])$/.exec(text) ?? []
  if (digits !== '') return Number(digits) * unitMs[unit as keyof typeof unitMs]
  throw new InvalidArgumentError('Expected a number and a unit: 30d, 12h, 90m, 4w.')
}
