import { closestName } from '../../util/closest-name.ts'
import { errorText } from '../../util/error-text.ts'
import { isOptions, refusal, show, type Check } from '../expect.ts'
import { UsageError } from '../errors/usage-error.ts'

/** One option: how it is checked, and what it is where it is not given. */
export interface Option<T> {
  readonly check: Check<T>
  readonly required: boolean
  readonly fallback: T | undefined
}

/** An option with a default. */
export interface DefaultedOption<T> extends Option<T> {
  readonly fallback: T
}

/** The one list of a function's options. `Defaulted` are the names of those with a default. */
export type OptionList<Options, Defaulted extends keyof Options = never> = {
  readonly [Name in keyof Options]-?: Name extends Defaulted
    ? DefaultedOption<Exclude<Options[Name], undefined>>
    : Option<Exclude<Options[Name], undefined>>
}

/** Options that have been checked, with every default filled in. Those that are absent are not there. */
export type Settings<Options, Defaulted extends keyof Options = never> = Omit<
  Options,
  Defaulted
> & {
  readonly [Name in Defaulted]-?: Exclude<Options[Name], undefined>
}

/**
 * Checks options: only names on the list, each as its check wants it. What it gives back is a copy: each option has been
 * read once, and one that is `undefined` is absent.
 *
 * @param owner of the options, in the words of the error: `createEngine`.
 * @param whose see {@link Check}.
 * @throws {UsageError} naming the first option that is not what it should be.
 */
export type OptionsCheck<T> = (given: unknown, owner: string, whose?: string) => T

interface ListedOption extends Option<unknown> {
  readonly name: string
}

/** An option that may be left out. */
export function optional<T>(check: Check<T>, fallback: T): DefaultedOption<T>
export function optional<T>(check: Check<T>): Option<T>
export function optional<T>(check: Check<T>, fallback?: T): Option<T> {
  return { check, required: false, fallback }
}

/** An option without which there is nothing to do. */
export function required<T>(check: Check<T>): Option<T> {
  return { check, required: true, fallback: undefined }
}

/**
 * Makes the check of a function's options.
 *
 * @param meant what others call them, for the error.
 */
export function optionsCheck<Options extends object, Defaulted extends keyof Options = never>(
  list: OptionList<Options, Defaulted>,
  meant: Readonly<Record<string, string>> = {},
): OptionsCheck<Settings<Options, Defaulted>> {
  const read = optionsReader(list, meant)
  const isNeeded = Object.values<Option<unknown>>(list).some(({ required }) => required)
  return (given, owner, whose = '') => {
    const options = given === undefined && !isNeeded ? {} : given
    if (!isOptions(options))
      throw new UsageError(
        `Expected the options of ${owner} to be an object, got ${show(options)}.`,
      )
    return read(options, owner, '', whose) as Settings<Options, Defaulted>
  }
}

/** The check of an option that is itself made of options, or, if there are `values`, may be one of them. */
export function nestedOptions<
  Options extends object,
  Defaulted extends keyof Options = never,
  const Value = never,
>(
  list: OptionList<Options, Defaulted>,
  ...values: readonly Value[]
): Check<Value | Settings<Options, Defaulted>> {
  const read = optionsReader(list)
  const names = `{ ${Object.keys(list).join(', ')} }`
  const what = values.length === 0 ? names : `${values.join(', ')} or ${names}`
  return (value, name, whose) => {
    if (values.includes(value as Value)) return value as Value
    if (!isOptions(value)) throw refusal(name, whose, what, value)
    return read(value, `\`${name}\`${whose}`, `${name}.`, whose) as Settings<Options, Defaulted>
  }
}

/** The check of an option whose names are the caller's own. */
export function recordOf<T>(check: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value, name, whose) => {
    if (!isOptions(value)) throw refusal(name, whose, 'an object', value)
    const given = Object.entries(value).filter(([, each]) => each !== undefined)
    return Object.fromEntries(
      given.map(([key, each]) => [key, check(each, `${name}.${key}`, whose)]),
    )
  }
}

/** The check of a list, each of whose members is checked. */
export function listOf<T>(check: Check<T>): Check<readonly T[]> {
  return (value, name, whose) => {
    if (!Array.isArray(value)) throw refusal(name, whose, 'an array', value)
    return value.map((each, index) => check(each, `${name}[${index}]`, whose))
  }
}

function optionsReader(
  list: Readonly<Record<string, Option<unknown>>>,
  meant: Readonly<Record<string, string>> = {},
): (given: object, owner: string, prefix: string, whose: string) => object {
  const options = Object.entries(list).map(([name, option]): ListedOption => ({ name, ...option }))
  const names = new Set<string | symbol>(Object.keys(list))

  function read(given: object, owner: string, prefix: string, whose: string): object {
    let reading = owner
    try {
      const stray = strayName(given, names)
      if (stray !== undefined) throw strayError(stray, owner, [...names] as string[], meant)
      const settings: Record<string, unknown> = {}
      for (const { name, check, required, fallback } of options) {
        reading = name
        const value = (given as Readonly<Record<string, unknown>>)[name]
        if (value !== undefined || required) settings[name] = check(value, prefix + name, whose)
        else if (fallback !== undefined) settings[name] = fallback
      }
      return settings
    } catch (error) {
      if (error instanceof UsageError) throw error
      const what = reading === owner ? `the options of ${owner}` : `\`${prefix}${reading}\`${whose}`
      throw new UsageError(`Expected ${what} to be readable, but: ${errorText(error)}`, error)
    }
  }

  return read
}

/** The first name that is not on the list, inherited ones too; what all objects inherit says nothing. */
function strayName(
  given: object,
  names: ReadonlySet<string | symbol>,
): string | symbol | undefined {
  for (const name in given)
    if (!names.has(name) && (Object.hasOwn(given, name) || !(name in Object.prototype))) return name
  return Object.getOwnPropertySymbols(given)[0]
}

function strayError(
  stray: string | symbol,
  owner: string,
  names: readonly string[],
  meant: Readonly<Record<string, string>>,
): UsageError {
  const list = names.length === 0 ? 'none' : names.join(', ')
  const close = typeof stray === 'string' ? meantName(stray, names, meant) : undefined
  const hint = close === undefined ? '' : ` Did you mean \`${close}\`?`
  const shown = typeof stray === 'string' ? stray.slice(0, 80) : String(stray)
  return new UsageError(`Expected the options of ${owner} to be ${list}, got \`${shown}\`.${hint}`)
}

function meantName(
  stray: string,
  names: readonly string[],
  meant: Readonly<Record<string, string>>,
): string | undefined {
  return Object.hasOwn(meant, stray) ? meant[stray] : closestName(stray, names)
}
