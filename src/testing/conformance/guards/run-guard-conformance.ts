import { arrayOf, trueOrFalse } from '../../../call/expect.ts'
import { optional, optionsCheck } from '../../../call/options/option-list.ts'
import type { GuardCase } from './case.ts'
import type { FrameworkDriver } from './driver.ts'
import { plainCases } from './plain-cases.ts'
import { processCases } from './process-cases.ts'
import { stop } from './stop-case.ts'

const cases: readonly GuardCase[] = [...plainCases, stop, ...processCases]

/** The names of the suite's cases. */
export const guardCaseNames: readonly string[] = cases.map(({ name }) => name)

/** What one case came to in a framework. */
export interface GuardCaseResult {
  readonly name: string
  /** Without a guard; undefined if that was not asked for. */
  readonly plain: string | undefined
  readonly guarded: string
  /** Whether the guarded framework did what is right. */
  readonly ok: boolean
}

/** What a framework did in the suite's cases. */
export interface GuardConformance {
  readonly name: string
  readonly version: string
  readonly cases: readonly GuardCaseResult[]
}

/** What of the suite is to be run. */
export interface GuardConformanceOptions {
  /** Names of cases; default: all. */
  readonly cases?: readonly string[] | undefined
  /** Whether each case is tried without a guard, too; default true. */
  readonly plain?: boolean | undefined
}

const check = optionsCheck<GuardConformanceOptions, 'plain'>({
  cases: optional(arrayOf('names of cases')),
  plain: optional(trueOrFalse, true),
})

/**
 * Tries a framework, with and without a guard, in all that goes wrong with a message's calls. A scripted model and real processes;
 * a case may take a minute where a framework is slow.
 *
 * @param driverUrl the module whose export `driver` leads the framework's loop.
 */
export async function runGuardConformance(
  driverUrl: URL,
  options?: GuardConformanceOptions,
): Promise<GuardConformance> {
  const { cases: wanted, plain } = check(options, 'runGuardConformance')
  const { driver } = (await import(driverUrl.href)) as { readonly driver: FrameworkDriver }
  const results: GuardCaseResult[] = []
  for (const one of cases) {
    if (wanted !== undefined && !wanted.includes(one.name)) continue
    const alone = plain ? await one.run(driver, false, driverUrl) : undefined
    const guarded = await one.run(driver, true, driverUrl)
    if (guarded !== undefined)
      results.push({ name: one.name, plain: alone?.said, guarded: guarded.said, ok: guarded.ok })
  }
  return { name: driver.name, version: driver.version, cases: results }
}
