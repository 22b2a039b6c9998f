/** `npm run check` asks for a quick run; `npm test`, and a file that is run alone, for all. */
export const quick: boolean = process.env['FANFOLD_QUICK'] === '1'

/** So many, for a long run of some files. */
const asked = Number(process.env['FANFOLD_CASES'])

/** How many random cases are tried: all, or in a quick run a tenth of them, and twenty at least; or as many as are asked for. */
export function cases(all: number): number {
  if (asked > 0) return asked
  return quick ? Math.min(all, Math.max(20, Math.ceil(all / 10))) : all
}

/** For a test of values as large as the limits are, which takes seconds: a quick run leaves it out. */
export const atLimits: { readonly skip: string | false } = {
  skip: quick && 'Its values take seconds: `npm test` tries them.',
}
